/** The resolver's direct questions to DNS servers on real sockets that answer, split, truncate and lie. */
import { createSocket } from 'node:dgram';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { encode, streamEncode } from 'dns-packet';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../functions/engine/ports/time.ts';
import { OPEN_SOCKETS } from '../../../functions/resolver/open-sockets.ts';
import {
  type AskedQuestion,
  AUTHORITATIVE,
  replyTo,
  type Script,
  startDnsServer,
  TRUNCATED,
  txt,
} from '../../support/scripted-dns-server.ts';
import { steadyClock } from '../../support/steady-clock.ts';
import { ask, good, NAME, transportsOf } from './ask.ts';

const NXDOMAIN = 3;

describe('askTxt', () => {
  it('asks once over UDP, without recursion, with EDNS and room for 1232 octets', async () => {
    const server = await startDnsServer(good);

    expect(await ask(server)).toEqual({ kind: 'answer', values: ['value'] });

    expect(server.asked).toHaveLength(1);
    const { packet, transport } = server.asked[0] as AskedQuestion;
    expect(transport).toBe('udp');
    expect(packet).toMatchObject({
      flag_rd: false,
      questions: [{ name: NAME, type: 'TXT', class: 'IN' }],
      additionals: [{ type: 'OPT', udpPayloadSize: 1232 }],
    });
  });

  it('returns every value, and joins the character-strings of one record', async () => {
    const server = await startDnsServer((question) =>
      replyTo(question, { answers: [txt(NAME, 'one'), txt(NAME, 'spl', 'it ', 'ünicode'), txt(NAME, '')] }),
    );

    expect(await ask(server)).toEqual({ kind: 'answer', values: ['one', 'split ünicode', ''] });
  });

  it('takes names in any case', async () => {
    const server = await startDnsServer((question) =>
      replyTo(question, {
        questions: [{ name: NAME.toUpperCase(), type: 'TXT', class: 'IN' }],
        answers: [txt(NAME.toUpperCase(), 'value')],
      }),
    );

    expect(await ask(server)).toEqual({ kind: 'answer', values: ['value'] });
  });

  it('takes only what is at this very name, not what a wildcard CNAME leads to', async () => {
    const server = await startDnsServer((question) =>
      replyTo(question, {
        answers: [
          { type: 'CNAME', name: NAME, ttl: 120, data: 'elsewhere.example.net' },
          txt('elsewhere.example.net', 'value'),
        ],
      }),
    );

    expect(await ask(server)).toEqual({ kind: 'answer', values: [] });
  });

  it.each([
    ['NXDOMAIN', AUTHORITATIVE | NXDOMAIN],
    ['no record of the type', AUTHORITATIVE],
  ])('sees no values in an authoritative answer of %s', async (_, flags) => {
    const server = await startDnsServer((question) => replyTo(question, { flags }));

    expect(await ask(server)).toEqual({ kind: 'answer', values: [] });
  });

  it('asks over TCP when a moment has brought nothing over UDP: a lost datagram costs no time-out', async () => {
    const server = await startDnsServer((question) =>
      question.transport === 'udp' ? undefined : good(question),
    );
    const startedAtMs = performance.now();

    expect(await ask(server, { queryTimeoutMs: 60_000 })).toEqual({ kind: 'answer', values: ['value'] });

    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(395);
    expect(performance.now() - startedAtMs).toBeLessThan(20_000);
    expect(transportsOf(server)).toEqual(['udp', 'tcp']);
  });

  it('does not take the wait for a socket for an overdue answer, which would cost a second socket', async () => {
    const leaves = await Promise.all(Array.from({ length: 512 }, () => OPEN_SOCKETS.enter()));
    const server = await startDnsServer(good);
    const waits: number[] = [];
    const sleep: Clock['sleep'] = (ms, deadline) => {
      waits.push(ms);
      return steadyClock.sleep(ms, deadline);
    };
    const answer = ask(server, { queryTimeoutMs: 60_000, clock: { ...steadyClock, sleep } });
    await nextTurn();

    expect(waits).toEqual([]);
    for (const leave of leaves) leave();

    expect(await answer).toEqual({ kind: 'answer', values: ['value'] });
    expect(waits.sort((a, b) => a - b)).toEqual([400, 60_000]);
    expect(transportsOf(server)).toEqual(['udp']);
  });

  it.each(['refuses', 'says nothing over'] as const)(
    'takes the answer that comes late over UDP from a server that %s TCP',
    async (tcp) => {
      const server = await startDnsServer(
        (question) => (question.transport === 'udp' ? good(question) : undefined),
        { transports: tcp === 'refuses' ? ['udp'] : ['udp', 'tcp'], udpDelayMs: 700 },
      );

      expect(await ask(server, { queryTimeoutMs: 60_000 })).toEqual({ kind: 'answer', values: ['value'] });
    },
  );

  it('asks again over TCP when the answer over UDP is truncated', async () => {
    const many = Array.from({ length: 40 }, (_, i) => txt(NAME, `value ${i} `.padEnd(200, 'x')));
    const server = await startDnsServer((question) =>
      question.transport === 'tcp'
        ? replyTo(question, { answers: many })
        : replyTo(question, { flags: AUTHORITATIVE | TRUNCATED, answers: many.slice(0, 2) }),
    );

    const answer = await ask(server);

    expect(answer).toMatchObject({ kind: 'answer', values: { length: 40 } });
    expect(transportsOf(server)).toEqual(['udp', 'tcp']);
  });

  it('tries TCP when nothing comes over UDP', async () => {
    const server = await startDnsServer(good, { transports: ['tcp'] });

    expect(await ask(server)).toEqual({ kind: 'answer', values: ['value'] });
  });

  it('reads a TCP answer that arrives octet by octet', async () => {
    const octets = (question: AskedQuestion) =>
      [...streamEncode(good(question))].map((octet) => Buffer.of(octet));
    const server = await startDnsServer((question) =>
      question.transport === 'tcp' ? octets(question) : undefined,
    );

    expect(await ask(server)).toEqual({ kind: 'answer', values: ['value'] });
  });

  it('uses another id and another port for each question', async () => {
    const server = await startDnsServer(good);

    for (let i = 0; i < 8; i += 1) await ask(server);

    expect(new Set(server.asked.map(({ packet }) => packet.id)).size).toBeGreaterThan(1);
    expect(new Set(server.asked.map(({ from }) => from?.port)).size).toBeGreaterThan(1);
  });

  it.each<[string, (question: AskedQuestion) => ReturnType<Script>]>([
    ['garbage', () => Buffer.from('no DNS message at all')],
    ['an empty datagram', () => Buffer.alloc(0)],
    ['another id', (question) => replyTo(question, { id: ((question.packet.id ?? 0) + 1) % 0x1_0000 })],
    ['another name', (question) => replyTo(question, { questions: [{ name: 'example.net', type: 'TXT' }] })],
    ['another type', (question) => replyTo(question, { questions: [{ name: NAME, type: 'A' }] })],
    ['no question', (question) => replyTo(question, { questions: [] })],
    ['a query', (question) => ({ ...replyTo(question), type: 'query' })],
  ])('ignores %s, and takes the right answer that follows', async (_, wrong) => {
    const server = await startDnsServer((question) => [wrong(question), good(question)].flat());

    expect(await ask(server)).toEqual({ kind: 'answer', values: ['value'] });

    expect(transportsOf(server)).toEqual(['udp']);
  });

  it('ignores an answer from another address than the one asked', async () => {
    const stranger = createSocket('udp4');
    let forgeriesSent = 0;
    const server = await startDnsServer((question) => {
      if (question.transport === 'tcp') return good(question);
      const { port = 0 } = question.from ?? {};
      stranger.send(encode(good(question)), port, '127.0.0.1', () => {
        forgeriesSent += 1;
      });
      return undefined;
    });

    try {
      expect(await ask(server)).toEqual({ kind: 'answer', values: ['value'] });
    } finally {
      stranger.close();
    }
    expect(forgeriesSent).toBe(1);
  });

  it('asks an IPv6 address', async () => {
    const server = await startDnsServer(good, { address: '::1' });

    expect(await ask(server)).toEqual({ kind: 'answer', values: ['value'] });
  });
});
