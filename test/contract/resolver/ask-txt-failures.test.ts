/** The resolver's direct questions to DNS servers on real sockets that refuse, fail and keep silent. */
import { describe, expect, it } from 'vitest';
import {
  AUTHORITATIVE,
  replyTo,
  type Script,
  startDnsServer,
  TRUNCATED,
  txt,
} from '../../support/scripted-dns-server.ts';
import { ask, good, NAME, transportsOf } from './ask.ts';

const SERVFAIL = 2;
const REFUSED = 5;

describe('askTxt', () => {
  it.each([
    ['REFUSED', AUTHORITATIVE | REFUSED],
    ['SERVFAIL', SERVFAIL],
    ['answers without authority (lame)', 0],
  ])('fails with %s, over UDP alone', async (reason, flags) => {
    const server = await startDnsServer((question) =>
      replyTo(question, { flags, answers: [txt(NAME, 'value')] }),
    );

    expect(await ask(server)).toEqual({ kind: 'failure', reason });

    expect(transportsOf(server)).toEqual(['udp']);
  });

  it('fails with the response code of an error that repeats no question', async () => {
    const server = await startDnsServer((question) => replyTo(question, { flags: REFUSED, questions: [] }));

    expect(await ask(server)).toEqual({ kind: 'failure', reason: 'REFUSED' });
  });

  it('fails for a silent server after two tries', async () => {
    const server = await startDnsServer(() => undefined);
    const startedAtMs = performance.now();

    expect(await ask(server)).toEqual({
      kind: 'failure',
      reason: 'no answer in 0.1 s over UDP and TCP',
      silent: true,
    });

    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(190);
    expect(transportsOf(server)).toEqual(['udp', 'tcp']);
  });

  it('fails at once where nothing listens', async () => {
    const { address, port, stop } = await startDnsServer(good);
    await stop();

    expect(await ask({ address, port }, { queryTimeoutMs: 5_000 })).toEqual({
      kind: 'failure',
      reason: 'connection refused over UDP and TCP',
      silent: true,
    });
  });

  it.each<[string, Script]>([
    ['answer truncated over UDP and TCP', (q) => replyTo(q, { flags: AUTHORITATIVE | TRUNCATED })],
    [
      'no answer in 0.1 s over UDP, an answer that does not fit the question over TCP',
      (q) => (q.transport === 'tcp' ? replyTo(q, { questions: [] }) : undefined),
    ],
    [
      'no answer in 0.1 s over UDP, an answer that does not fit the question over TCP',
      (q) => (q.transport === 'tcp' ? Buffer.from([0, 0]) : undefined),
    ],
    [
      'no answer in 0.1 s over UDP and TCP',
      (q) => (q.transport === 'tcp' ? Buffer.from([0xff, 0xff, 1]) : undefined),
    ],
  ])('fails with "%s"', async (reason, script) => {
    const server = await startDnsServer(script);

    expect(await ask(server)).toMatchObject({ kind: 'failure', reason });
  });

  it('fails when UDP is truncated and TCP is closed', async () => {
    const server = await startDnsServer(
      (question) => replyTo(question, { flags: AUTHORITATIVE | TRUNCATED }),
      {
        transports: ['udp'],
      },
    );

    expect(await ask(server)).toEqual({
      kind: 'failure',
      reason: 'answer truncated over UDP, connection refused over TCP',
      silent: false,
    });
  });

  it('fails with deadline-exceeded as soon as the deadline has passed, not after its tries', async () => {
    const server = await startDnsServer(() => undefined);
    const startedAtMs = performance.now();

    await expect(ask(server, { queryTimeoutMs: 20_000, deadlineMs: 50 })).rejects.toMatchObject({
      code: 'deadline-exceeded',
    });

    expect(performance.now() - startedAtMs).toBeLessThan(5_000);
  });

  it('fails with deadline-exceeded before it asks when the deadline has passed already', async () => {
    const server = await startDnsServer(good);

    await expect(ask(server, { deadlineMs: 0 })).rejects.toMatchObject({ code: 'deadline-exceeded' });

    expect(server.asked).toEqual([]);
  });
});
