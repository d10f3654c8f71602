/** A question whose answer is a failure is asked again before that counts: for each look-up of the preflight, over real sockets. */
import type { Answer, Packet } from 'dns-packet';
import { describe, expect, it } from 'vitest';
import { deadlineIn, systemClock } from '../../../functions/engine/deadline.ts';
import { createResolver } from '../../../functions/resolver/create-resolver.ts';
import {
  type AskedQuestion,
  replyTo,
  type Script,
  startDnsServer,
} from '../../support/scripted-dns-server.ts';
import { steadyClock } from '../../support/steady-clock.ts';

const ZONE = 'example.com';
const SERVFAIL = 2;
const NXDOMAIN = 3;
const REFUSED = 5;
const AUTHENTIC = 0x20;
const AUTHORITATIVE = 0x400;

const RECORDS: Answer[] = [
  { type: 'NS', name: ZONE, ttl: 60, data: 'ns1.test' },
  { type: 'A', name: 'ns1.test', ttl: 60, data: '127.0.0.1' },
  { type: 'CNAME', name: ZONE, ttl: 60, data: 'target.test' },
  {
    type: 'CAA',
    name: ZONE,
    ttl: 60,
    data: { flags: 0, tag: 'issue', value: 'ca.test', issuerCritical: false },
  },
  { type: 'SOA', name: ZONE, ttl: 60, data: { mname: 'ns1.test', rname: 'h.test', serial: 1 } },
];

const questionOf = ({ packet }: AskedQuestion) => {
  const [{ type, name } = { type: '', name: '' }] = packet.questions ?? [];
  return `${type} ${name}`;
};

const right = (question: AskedQuestion): Packet => {
  const answers = RECORDS.filter(({ type, name }) => `${type} ${name}` === questionOf(question));
  return replyTo(question, { flags: AUTHENTIC | AUTHORITATIVE, answers });
};

/** Each question fails so often, in turn with these codes, before it gets the right answer. */
function failing(times: number, codes: number[]): Script {
  const failed = new Map<string, number>();
  return (question) => {
    const key = questionOf(question);
    const before = failed.get(key) ?? 0;
    if (before === times) return right(question);
    failed.set(key, before + 1);
    return replyTo(question, { flags: codes[before % codes.length] ?? 0 });
  };
}

/** Its time stands still: a machine that is busy costs no question its last try. */
const clock = { ...steadyClock, now: () => new Date('2026-11-27T06:00:00Z') };

async function start(script: Script, further: Script[] = []) {
  const servers = await Promise.all([script, ...further].map((one) => startDnsServer(one)));
  const addresses = servers.map(({ port }) => `127.0.0.1:${port}`);
  const resolver = createResolver({
    clock,
    allowPrivateNameServers: true,
    recursiveServers: addresses,
    validatingServers: addresses.slice(0, 1),
    nameServerPort: 5300,
    // The pauses follow from it: 5, 20, 60 and 180 ms.
    queryTimeoutMs: 100,
  });
  const asked = () => servers.map((server) => server.asked.map(shown));
  return { resolver, asked, port: servers[0]?.port ?? 0 };
}

const shown = (question: AskedQuestion) => questionOf(question) + (question.packet.flag_cd ? ' CD' : '');
const soon = () => deadlineIn(10_000, systemClock);

describe('a question that fails four times in a row by chance', () => {
  it.each<[string, number[]]>([
    ['SERVFAIL', [SERVFAIL]],
    ['REFUSED', [REFUSED]],
    ['both in turn', [SERVFAIL, REFUSED]],
  ])('is no missing delegation: %s', async (_, codes) => {
    const { resolver } = await start(failing(4, codes));

    expect(await resolver.findNameServers(ZONE, soon())).toEqual([
      { nameServer: 'ns1.test', address: '127.0.0.1', port: 5300 },
    ]);
  });

  it('is no name that does not resolve', async () => {
    const { resolver } = await start(failing(4, [REFUSED, SERVFAIL]));

    expect(await resolver.lookUpCname(ZONE, soon())).toBe('target.test');
  });

  it('is no CA that must not issue', async () => {
    const { resolver } = await start(failing(4, [SERVFAIL]));

    expect(await resolver.lookUpCaa(ZONE, soon())).toEqual([{ flags: 0, tag: 'issue', value: 'ca.test' }]);
  });

  it('is no broken DNSSEC, also where the questions without checking are answered', async () => {
    const checked = failing(4, [SERVFAIL]);
    const { resolver, asked } = await start((question) =>
      question.packet.flag_cd ? right(question) : checked(question),
    );

    expect(await resolver.checkDnssec(ZONE, soon())).toMatchObject({ status: 'signed' });
    expect(asked()).toEqual([Array(5).fill(`SOA ${ZONE}`)]);
  });

  it('is no broken DNSSEC where the resolver recovers only when it is asked without checking', async () => {
    const checked = failing(5, [SERVFAIL]);
    const { resolver } = await start((question) =>
      question.packet.flag_cd ? right(question) : checked(question),
    );

    expect(await resolver.checkDnssec(ZONE, soon())).toMatchObject({ status: 'signed' });
  });

  it('does not lose a name server whose address is asked for', async () => {
    const { resolver } = await start((question) =>
      questionOf(question) === 'A ns1.test' ? failingAddress(question) : right(question),
    );
    const failingAddress = failing(4, [SERVFAIL, REFUSED]);

    expect(await resolver.findNameServers(ZONE, soon())).toHaveLength(1);
  });
});

describe('a server of the zone that refuses', () => {
  const server = (port: number) => ({ nameServer: 'ns1.test', address: '127.0.0.1', port });

  it('is asked three times before it counts as one that does not serve the zone', async () => {
    const twice = await start(failing(2, [REFUSED]));
    const always = await start((question) => replyTo(question, { flags: REFUSED }));

    expect(await twice.resolver.askExistence(server(twice.port), ZONE, soon())).toEqual({
      kind: 'answer',
      exists: true,
    });
    expect(await always.resolver.askExistence(server(always.port), ZONE, soon())).toEqual({
      kind: 'failure',
      reason: 'REFUSED',
      withoutAuthority: true,
    });
    expect(always.asked()).toEqual([Array(3).fill(`CNAME ${ZONE}`)]);
  });
});

describe('what is asked once', () => {
  it('is every question that is answered', async () => {
    const { resolver, asked } = await start(right, [right]);

    await resolver.findNameServers(ZONE, soon());
    await resolver.lookUpCaa(ZONE, soon());
    await resolver.checkDnssec(ZONE, soon());

    expect(asked()).toEqual([
      ['NS example.com', 'A ns1.test', 'AAAA ns1.test', 'CAA example.com', 'SOA example.com'],
      [],
    ]);
  });

  it.each<[string, number, string]>([
    ['"no such name"', NXDOMAIN, 'person'],
    ['"no such records"', 0, 'person'],
    ['a resolver that does not understand it (FORMERR)', 1, 'next-run'],
    ['a resolver that does not understand it (NOTIMP)', 4, 'next-run'],
  ])('is a question whose answer is %s', async (_, flags, disposition) => {
    const { resolver, asked } = await start((question) => replyTo(question, { flags }));

    await expect(resolver.findNameServers(ZONE, soon())).rejects.toMatchObject({
      code: 'not-delegated',
      disposition,
    });
    expect(asked()).toEqual([['NS example.com']]);
  });

  it('is CAA of a resolver that refuses the type: the servers of the zone are asked instead', async () => {
    const { resolver, asked } = await start((question) =>
      questionOf(question).startsWith('CAA') ? replyTo(question, { flags: REFUSED }) : right(question),
    );

    expect(await resolver.lookUpCaa(ZONE, soon())).toMatchObject({ kind: 'failure' });
    expect(asked()[0]?.filter((question) => question === `CAA ${ZONE}`)).toHaveLength(1);
  });
});

describe('what is really broken', () => {
  const unchecked: Script = (question) =>
    question.packet.flag_cd ? right(question) : replyTo(question, { flags: SERVFAIL });

  it('is found after five tries, one without checking and one more', async () => {
    const { resolver, asked } = await start(unchecked);

    await expect(resolver.findNameServers(ZONE, soon())).rejects.toMatchObject({ code: 'dnssec-broken' });

    expect(asked()).toEqual([[...Array(5).fill(`NS ${ZONE}`), `NS ${ZONE} CD`, `NS ${ZONE}`]]);
  });

  it('is asked about twice within the next minute, as are the names below: no hundred names cost five tries each', async () => {
    const { resolver, asked } = await start(unchecked);
    await expect(resolver.lookUpCaa(ZONE, soon())).rejects.toMatchObject({ code: 'dnssec-broken' });
    const before = asked()[0]?.length ?? 0;

    await expect(resolver.lookUpCaa(`www.${ZONE}`, soon())).rejects.toMatchObject({ code: 'dnssec-broken' });

    const name = `CAA www.${ZONE}`;
    expect(asked()[0]?.slice(before)).toEqual([name, name, `${name} CD`, name]);
  });

  it('is for the next run where no address of the name servers could be asked for', async () => {
    const { resolver } = await start((question) =>
      /^A/.test(questionOf(question)) ? replyTo(question, { flags: SERVFAIL }) : right(question),
    );

    await expect(resolver.findNameServers(ZONE, soon())).rejects.toMatchObject({
      code: 'not-delegated',
      disposition: 'next-run',
      message: expect.stringContaining('no address of ns1.test is known, as the resolver 127.0.0.1:'),
    });
  });

  it('is another resolver’s word as soon as one has it: SERVFAIL of the first costs no pause', async () => {
    const { resolver, asked } = await start((question) => replyTo(question, { flags: SERVFAIL }), [right]);

    expect(await resolver.findNameServers(ZONE, soon())).toHaveLength(1);
    expect(asked().map(({ length }) => length)).toEqual([3, 3]);
  });
});
