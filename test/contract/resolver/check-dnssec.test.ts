/** What validating resolvers on real sockets say about a zone's DNSSEC, and what we conclude from it. */
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
const AUTHENTIC = 0x20;
const SERVFAIL = 2;
const NXDOMAIN = 3;

const soa = (name: string) => ({
  type: 'SOA' as const,
  name,
  ttl: 60,
  data: { mname: 'ns1.dnscale.test', rname: 'hostmaster.dnscale.test', serial: 2026112401 },
});
const ds = (name: string) => ({
  type: 'DS' as const,
  name,
  ttl: 60,
  data: { keyTag: 1, algorithm: 13, digestType: 2, digest: Buffer.alloc(32) },
});
const cname = (name: string, data: string) => ({ type: 'CNAME' as const, name, ttl: 60, data });

const aResolver = (validatingServers: string[], queryTimeoutMs = 100) =>
  createResolver({ clock: steadyClock, recursiveServers: [], validatingServers, queryTimeoutMs });

/** Asks these resolvers; the detail names them R1, R2, … */
async function check(scripts: Script[], name = ZONE) {
  const servers = await Promise.all(scripts.map((script) => startDnsServer(script)));
  const addresses = servers.map(({ port }) => `127.0.0.1:${port}`);
  const { status, detail } = await aResolver(addresses).checkDnssec(name, deadlineIn(5_000, systemClock));
  const named = addresses.reduce((text, address, i) => text.replaceAll(address, `R${i + 1}`), detail);
  return { found: { status, detail: named }, asked: servers.map(({ asked }) => asked.map(shown)) };
}

function shown({ packet }: AskedQuestion): string {
  const [{ type, name } = { type: '', name: '' }] = packet.questions ?? [];
  return [type, name, packet.flag_ad && 'AD', packet.flag_cd && 'CD'].filter(Boolean).join(' ');
}

const typeOf = ({ packet }: AskedQuestion) => packet.questions?.[0]?.type;

/** Never marks an answer, and never checks a signature. */
const notValidating: Script = (question) =>
  replyTo(question, { answers: [typeOf(question) === 'SOA' ? soa(ZONE) : ds(ZONE)] });

const unsigned: Script = (question) =>
  replyTo(question, { answers: typeOf(question) === 'SOA' ? [soa('Example.COM')] : [] });

const validating: Script = (question) => replyTo(question, { flags: AUTHENTIC, answers: [soa(ZONE)] });

/** Says SERVFAIL with these extended errors (RFC 8914), unless it is told not to check. */
const bogus =
  (...errors: Buffer[]): Script =>
  (question) => {
    if (question.packet.flag_cd) return replyTo(question, { answers: [soa(ZONE)] });
    const opt = {
      type: 'OPT' as const,
      name: '.',
      udpPayloadSize: 1232,
      extendedRcode: 0,
      ednsVersion: 0,
      flags: 0,
      flag_do: false,
      options: errors.map((data) => ({ code: 15, data })),
    };
    return replyTo(question, { flags: SERVFAIL, additionals: [opt as never] });
  };

const extendedError = (infoCode: number, text = '') =>
  Buffer.concat([Buffer.from([0, infoCode]), Buffer.from(text)]);

describe('checkDnssec', () => {
  it('finds a zone signed when the resolver has validated it', async () => {
    expect(await check([validating])).toEqual({
      found: { status: 'signed', detail: 'the resolver R1 has validated it' },
      asked: [['SOA example.com AD']],
    });
  });

  it('finds neither signed nor unsigned what does not exist, unless it is a CNAME that leads nowhere', async () => {
    const absent = (reply: Parameters<typeof replyTo>[1]) =>
      check([(asked) => replyTo(asked, typeOf(asked) === 'SOA' ? reply : {})]);
    const seen = [
      await absent({ flags: AUTHENTIC | NXDOMAIN }),
      await absent({ flags: NXDOMAIN, authorities: [soa('com')] }),
      await absent({ flags: AUTHENTIC | NXDOMAIN, answers: [cname(ZONE, 'gone.cdn.test')] }),
    ];

    expect(seen.map(({ found }) => `${found.status}: ${found.detail}`)).toEqual([
      'absent: the resolver R1 has validated that the name does not exist',
      'absent: the resolver R1 says that the name does not exist, and com has no DS record at its parent',
      'signed: the resolver R1 has validated it',
    ]);
  });

  it('finds a zone unsigned when its parent has no DS record', async () => {
    expect(await check([unsigned])).toEqual({
      found: { status: 'unsigned', detail: 'example.com has no DS record at its parent' },
      asked: [['SOA example.com AD', 'DS example.com AD']],
    });
  });

  it('finds the zone among the records of other sections that a resolver puts into its answer', async () => {
    const merging: Script = (question) =>
      replyTo(question, {
        answers: typeOf(question) === 'SOA' ? [soa('other.test'), soa(ZONE)] : [ds('com'), ds('other.test')],
      });

    expect((await check([merging], 'www.example.com')).found).toEqual({
      status: 'unsigned',
      detail: 'example.com has no DS record at its parent',
    });
  });

  it('takes the word of the one that can tell', async () => {
    const { found } = await check([() => undefined, notValidating, validating]);

    expect(found).toEqual({ status: 'signed', detail: 'the resolver R3 has validated it' });
  });

  it('finds it broken when all that can tell do', async () => {
    for (const other of [notValidating, bogus(), () => undefined]) {
      const { found, asked } = await check([other, bogus(extendedError(6))]);

      expect(found.status).toBe('broken');
      expect(asked[1]).toEqual(['SOA example.com AD', 'SOA example.com AD CD', 'SOA example.com AD']);
    }
  });

  it('finds it disputed when one of them finds it broken, and another one intact', async () => {
    expect((await check([validating, bogus(), notValidating])).found).toEqual({
      status: 'disputed',
      detail: 'the resolver R2 says SERVFAIL; the resolver R1 has validated it',
    });
    expect((await check([bogus(), unsigned])).found.status).toBe('disputed');
  });

  it.each<[string, Buffer[], string]>([
    ['code', [extendedError(7)], 'the resolver R1 says SERVFAIL (Signature Expired)'],
    [
      'code and text, control characters blanked',
      [extendedError(6, 'no \u001b[31mvalid\u0007 RRSIG\u0000')],
      'the resolver R1 says SERVFAIL (DNSSEC Bogus: no  [31mvalid  RRSIG)',
    ],
    [
      'number where the code is new',
      [extendedError(99, 'odd')],
      'the resolver R1 says SERVFAIL (extended error 99: odd)',
    ],
    [
      'text of 200 characters at most',
      [extendedError(9, 'x'.repeat(300))],
      `the resolver R1 says SERVFAIL (DNSKEY Missing: ${'x'.repeat(200)}…)`,
    ],
    [
      'first of several that can be read',
      [Buffer.from([6]), extendedError(10), extendedError(6)],
      'the resolver R1 says SERVFAIL (RRSIGs Missing)',
    ],
  ])('finds it broken, with the extended error’s %s', async (_, errors, detail) => {
    expect((await check([bogus(...errors)])).found).toEqual({ status: 'broken', detail });
  });

  it.each<[string, Script, string]>([
    [
      'fails in any case',
      (question) => replyTo(question, { flags: SERVFAIL }),
      'the resolver R1 says SERVFAIL',
    ],
    ['keeps silent', () => undefined, 'the resolver R1 gave no answer in 0.1 s over UDP and TCP'],
    [
      'fails for the DS record alone',
      (question) =>
        typeOf(question) === 'SOA'
          ? replyTo(question, { answers: [soa(ZONE)] })
          : replyTo(question, { flags: SERVFAIL }),
      'the resolver R1 says SERVFAIL',
    ],
  ])('cannot tell when the only resolver %s', async (_, script, detail) => {
    expect((await check([script])).found).toEqual({ status: 'unknown', detail });
  });

  it('cannot tell without a resolver, and says how to name one', async () => {
    expect((await check([])).found).toEqual({
      status: 'unknown',
      detail:
        'no validating resolver is given: name some in `dns.validatingResolvers` of renewer.config.ts, or in ' +
        'DNSCALE_CERTS_VALIDATING_RESOLVERS for the command',
    });
  });

  it('fails with deadline-exceeded once the deadline has passed', async () => {
    const { port } = await startDnsServer(() => undefined);
    const resolver = aResolver([`127.0.0.1:${port}`], 2_000);

    await expect(resolver.checkDnssec(ZONE, deadlineIn(50, systemClock))).rejects.toMatchObject({
      code: 'deadline-exceeded',
    });
  });
});

describe('checkDnssec, for a name in a zone', () => {
  it('asks for the DS record of the zone that the SOA beside the answer names', async () => {
    const { found, asked } = await check(
      [
        (question) =>
          typeOf(question) === 'SOA'
            ? replyTo(question, { authorities: [soa(ZONE)] })
            : replyTo(question, { answers: [ds(ZONE)] }),
      ],
      'www.example.com',
    );

    expect(found).toEqual({
      status: 'unknown',
      detail: 'example.com has a DS record at its parent, but the resolver R1 does not validate',
    });
    expect(asked).toEqual([['SOA www.example.com AD', 'DS example.com AD']]);
  });

  it('asks for the name above one whose CNAME leads to another zone', async () => {
    const { found, asked } = await check(
      [
        (question) =>
          shown(question).includes(' www.')
            ? replyTo(question, {
                answers: [cname('www.example.com', 'web.cdn.test')],
                authorities: [soa('cdn.test')],
              })
            : validating(question),
      ],
      'www.example.com',
    );

    expect(found).toEqual({ status: 'signed', detail: 'the resolver R1 has validated it' });
    expect(asked).toEqual([['SOA www.example.com AD', 'SOA example.com AD']]);
  });
});
