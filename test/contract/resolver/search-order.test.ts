/** In which order resolvers on real sockets are asked, and how often a silent one. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from 'dns-packet';
import { describe, expect, it } from 'vitest';
import { deadlineIn, systemClock } from '../../../functions/engine/deadline.ts';
import { createResolver } from '../../../functions/resolver/create-resolver.ts';
import {
  type AskedQuestion,
  replyTo,
  type ScriptedDnsServer,
  startDnsServer,
} from '../../support/scripted-dns-server.ts';
import { steadyClock } from '../../support/steady-clock.ts';

const ZONE = 'example.com';
const SERVFAIL = 2;

const ns = (data: string): Answer => ({ type: 'NS', name: ZONE, ttl: 300, data });
const a = (name: string, data: string): Answer => ({ type: 'A', name, ttl: 300, data });

const knowing = (records: Answer[]) => (question: AskedQuestion) => {
  const [asked] = question.packet.questions ?? [];
  const answers = records.filter(({ type, name }) => type === asked?.type && name === asked?.name);
  return replyTo(question, { flags: 0x180, answers });
};

const resolverOf = (servers: ScriptedDnsServer[]) =>
  createResolver({
    allowPrivateNameServers: true,
    clock: steadyClock,
    recursiveServers: servers.map(({ address, port }) => `${address}:${port}`),
    nameServerPort: 5300,
    queryTimeoutMs: 300,
  });

const questionsOf = ({ asked }: ScriptedDnsServer) =>
  asked.flatMap(({ packet }) => (packet.questions ?? []).map(({ type, name }) => `${type} ${name}`));

describe('the search order', () => {
  it('asks a resolver that was silent once, and from then on last', async () => {
    const records = [ns('ns1.test'), ns('ns2.test'), a('ns1.test', '127.0.0.1'), a('ns2.test', '127.0.0.2')];
    const silent = await startDnsServer(() => undefined);
    const good = await startDnsServer(knowing(records));
    const next = await startDnsServer(knowing(records));
    const resolver = resolverOf([silent, good, next]);
    const startedAt = performance.now();

    for (let run = 0; run < 3; run += 1) {
      expect(await resolver.findNameServers(ZONE, deadlineIn(10_000, systemClock))).toHaveLength(2);
    }

    // Over UDP and TCP, 0.3 s each; all other 14 questions do not wait for it.
    expect(questionsOf(silent)).toEqual(['NS example.com', 'NS example.com']);
    expect(questionsOf(good)).toHaveLength(15);
    expect(questionsOf(next)).toEqual([]);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  it('asks the one that was silent when the others cannot tell', async () => {
    let isUp = false;
    const back = await startDnsServer((question) =>
      isUp ? knowing([ns('ns1.test'), a('ns1.test', '127.0.0.1')])(question) : undefined,
    );
    const failing = await startDnsServer((question) => replyTo(question, { flags: SERVFAIL }));
    const resolver = resolverOf([back, failing]);
    const ask = () => resolver.findNameServers(ZONE, deadlineIn(10_000, systemClock));
    await expect(ask()).rejects.toMatchObject({ code: 'not-delegated' });

    isUp = true;

    expect(await ask()).toEqual([{ nameServer: 'ns1.test', address: '127.0.0.1', port: 5300 }]);
    const failed = failing.asked.length;
    await ask();
    expect(failing.asked).toHaveLength(failed);
  });
});

describe('a silence that is shared', () => {
  const records = [ns('ns1.test'), a('ns1.test', '127.0.0.1')];
  const resolverWaiting = (servers: ScriptedDnsServer[], queryTimeoutMs: number) =>
    createResolver({
      clock: steadyClock,
      recursiveServers: servers.map(({ address, port }) => `${address}:${port}`),
      queryTimeoutMs,
    });

  it('frees the questions that began to wait for it later', async () => {
    const resolver = resolverWaiting(
      [await startDnsServer(() => undefined), await startDnsServer(knowing(records))],
      1_000,
    );
    const endOf = async (name: string) => {
      await resolver.lookUpCname(name, deadlineIn(10_000, systemClock));
      return performance.now();
    };
    const first = endOf('a.example.com');
    await sleep(1_200);

    const second = await endOf('b.example.com');

    // 0.2 s of the first one's 1.4 are left. A question of its own would end 1.2 s after that one.
    expect(second - (await first)).toBeLessThan(1_000);
  });

  it('costs no answer: it is waited for after all others have failed', async () => {
    const late = await startDnsServer((question) => {
      const [asked] = question.packet.questions ?? [];
      if (asked?.name !== 'slow.example.com' || question.transport === 'udp') return undefined;
      const answers = [{ type: 'CNAME' as const, name: asked.name, ttl: 60, data: 'target.test' }];
      return replyTo(question, { flags: 0x180, answers });
    });
    const failing = await startDnsServer((question) => replyTo(question, { flags: SERVFAIL }));
    const resolver = resolverWaiting([late, failing], 500);
    const unanswered = expect(
      resolver.lookUpCname('other.example.com', deadlineIn(10_000, systemClock)),
    ).rejects.toMatchObject({ code: 'not-delegated' });
    await sleep(600);

    expect(await resolver.lookUpCname('slow.example.com', deadlineIn(10_000, systemClock))).toBe(
      'target.test',
    );
    await unanswered;
  });
});

describe('validating resolvers', () => {
  const soa: Answer = {
    type: 'SOA',
    name: ZONE,
    ttl: 60,
    data: { mname: 'ns1.test', rname: 'h.test', serial: 1 },
  };
  const validating = (question: AskedQuestion) => replyTo(question, { flags: 0x1a0, answers: [soa] });

  it('are not asked again for the next zone after a silence, where another one can tell', async () => {
    const silent = await startDnsServer(() => undefined);
    const good = await startDnsServer(validating);
    const resolver = createResolver({
      clock: steadyClock,
      validatingServers: [silent, good].map(({ address, port }) => `${address}:${port}`),
      queryTimeoutMs: 300,
    });
    const ask = () => resolver.checkDnssec(ZONE, deadlineIn(10_000, systemClock));

    expect((await ask()).status).toBe('signed');
    expect((await ask()).status).toBe('signed');
    expect((await ask()).status).toBe('signed');

    // Over UDP and TCP.
    expect(questionsOf(silent)).toEqual(['SOA example.com', 'SOA example.com']);
    expect(questionsOf(good)).toHaveLength(3);
  });

  it('are asked again after a silence where no other one can tell', async () => {
    let isUp = false;
    const back = await startDnsServer((question) => (isUp ? validating(question) : undefined));
    const failing = await startDnsServer((question) => replyTo(question, { flags: SERVFAIL }));
    const resolver = createResolver({
      clock: steadyClock,
      validatingServers: [back, failing].map(({ address, port }) => `${address}:${port}`),
      queryTimeoutMs: 300,
    });
    const ask = () => resolver.checkDnssec(ZONE, deadlineIn(10_000, systemClock));
    expect((await ask()).status).toBe('unknown');

    isUp = true;

    expect((await ask()).status).toBe('signed');
  });

  it('are asked at once, three of them at most', async () => {
    const asked: string[] = [];
    const silent = await Promise.all(
      ['R1', 'R2', 'R3', 'R4'].map((name) =>
        startDnsServer(({ transport }) => void asked.push(`${name} ${transport}`)),
      ),
    );
    const resolver = createResolver({
      allowPrivateNameServers: true,
      clock: steadyClock,
      validatingServers: silent.map(({ address, port }) => `${address}:${port}`),
      queryTimeoutMs: 300,
    });

    expect((await resolver.checkDnssec(ZONE, deadlineIn(10_000, systemClock))).status).toBe('unknown');

    expect(asked.slice(0, 3).sort()).toEqual(['R1 udp', 'R2 udp', 'R3 udp']);
    expect(asked.slice(3).sort()).toEqual(['R1 tcp', 'R2 tcp', 'R3 tcp']);
  });
});

describe('a resolver that was silent just now', () => {
  it('is named, and not the time that is up, where another silence would outlast the deadline', async () => {
    const silent = await startDnsServer(() => undefined);
    const resolver = resolverOf([silent]);
    await expect(resolver.lookUpCname('www.example.com', deadlineIn(10_000, systemClock))).rejects.toThrow(
      'gave no answer in 0.3 s over UDP and TCP',
    );
    const before = silent.asked.length;

    await expect(resolver.findNameServers(ZONE, deadlineIn(400, systemClock))).rejects.toMatchObject({
      code: 'not-delegated',
      disposition: 'next-run',
      message: expect.stringContaining(`127.0.0.1:${silent.port} gave no answer a moment ago.`),
    });
    expect(silent.asked).toHaveLength(before);
  });
});
