/** What the doctor asks, over real sockets: the SOA over one transport alone, and a resolver's word on DNSSEC. */
import { describe, expect, it } from 'vitest';
import { deadlineIn, systemClock } from '../../../functions/engine/deadline.ts';
import { createResolver } from '../../../functions/resolver/create-resolver.ts';
import {
  type AskedQuestion,
  AUTHORITATIVE,
  replyTo,
  type Script,
  startDnsServer,
  TRUNCATED,
} from './scripted-dns-server.ts';

const ZONE = 'example.com';
const AUTHENTIC = 0x20;
const SERVFAIL = 2;
const REFUSED = 5;

const SOA = {
  type: 'SOA' as const,
  name: 'Example.COM',
  ttl: 60,
  data: { mname: 'NS1.dnscale.test', rname: 'hostmaster.dnscale.test', serial: 2026112401 },
};

const soaOnly = (question: AskedQuestion) => replyTo(question, { answers: [SOA] });

async function askSoa(
  script: Script,
  transport: 'udp' | 'tcp',
  listensOn: ('udp' | 'tcp')[] = ['udp', 'tcp'],
) {
  const server = await startDnsServer(script, { transports: listensOn });
  const resolver = createResolver({ clock: systemClock, recursiveServers: [], queryTimeoutMs: 100 });
  const nameServer = { nameServer: 'ns1.dnscale.test', address: server.address, port: server.port };
  const answer = await resolver.askSoa(nameServer, ZONE, transport, deadlineIn(5_000, systemClock));
  return { answer, transports: server.asked.map((question) => question.transport) };
}

describe('askSoa', () => {
  it.each(['udp', 'tcp'] as const)(
    'tells serial and primary over %s, and asks over nothing else',
    async (transport) => {
      expect(await askSoa(soaOnly, transport)).toEqual({
        answer: { kind: 'answer', serial: 2026112401, primary: 'ns1.dnscale.test' },
        transports: [transport],
      });
    },
  );

  it('does not let TCP cover for a silent UDP', async () => {
    expect(await askSoa(soaOnly, 'udp', ['tcp'])).toEqual({
      answer: { kind: 'failure', reason: 'no answer in 0.1 s', silent: true },
      transports: [],
    });
  });

  it('does not let UDP cover for a closed TCP', async () => {
    expect((await askSoa(soaOnly, 'tcp', ['udp'])).answer).toEqual({
      kind: 'failure',
      reason: 'connection refused',
      silent: true,
    });
  });

  it.each<[string, Script, string]>([
    ['refuses', (question) => replyTo(question, { flags: AUTHORITATIVE | REFUSED }), 'REFUSED'],
    [
      'is lame',
      (question) => replyTo(question, { flags: 0, answers: [SOA] }),
      'answers without authority (lame)',
    ],
    ['has no SOA', (question) => replyTo(question), 'has no SOA record'],
    ['truncates', (question) => replyTo(question, { flags: AUTHORITATIVE | TRUNCATED }), 'answer truncated'],
  ])('says that a server %s', async (_, script, reason) => {
    expect((await askSoa(script, 'udp')).answer).toEqual({ kind: 'failure', reason });
  });
});

async function checkDnssec(script: Script) {
  const recursive = await startDnsServer(script);
  const resolver = createResolver({
    clock: systemClock,
    recursiveServers: [`127.0.0.1:${recursive.port}`],
    queryTimeoutMs: 100,
  });
  const status = await resolver.checkDnssec(ZONE, deadlineIn(5_000, systemClock));
  return { ...status, detail: status.detail.replace(`127.0.0.1:${recursive.port}`, 'RESOLVER'), recursive };
}

const typeOf = ({ packet }: AskedQuestion) => packet.questions?.[0]?.type;

/** Says SERVFAIL with this extended error (RFC 8914), unless it is told not to check. */
const bogus =
  (infoCode: number, text: string): Script =>
  (question) => {
    if (question.packet.flag_cd) return soaOnly(question);
    const data = Buffer.concat([Buffer.from([0, infoCode]), Buffer.from(text)]);
    const opt = {
      type: 'OPT' as const,
      name: '.',
      udpPayloadSize: 1232,
      extendedRcode: 0,
      ednsVersion: 0,
      flags: 0,
      flag_do: false,
      options: [{ code: 15, data }],
    };
    return replyTo(question, { flags: SERVFAIL, additionals: [opt as never] });
  };

describe('checkDnssec', () => {
  it('finds a zone signed when the resolver has validated it', async () => {
    const { status, detail, recursive } = await checkDnssec((question) =>
      replyTo(question, { flags: AUTHENTIC, answers: [SOA] }),
    );

    expect({ status, detail }).toEqual({
      status: 'signed',
      detail: 'the resolver RESOLVER has validated it',
    });
    expect(recursive.asked.map(({ packet }) => packet.flag_ad)).toEqual([true]);
  });

  it('finds a zone unsigned when its parent has no DS record', async () => {
    const { status, detail } = await checkDnssec((question) =>
      typeOf(question) === 'SOA' ? soaOnly(question) : replyTo(question),
    );

    expect({ status, detail }).toEqual({ status: 'unsigned', detail: 'its parent has no DS record' });
  });

  it('cannot tell through a resolver that does not validate', async () => {
    const ds = {
      type: 'DS' as const,
      name: ZONE,
      ttl: 60,
      data: { keyTag: 1, algorithm: 13, digestType: 2, digest: Buffer.alloc(32) },
    };

    const { status, detail } = await checkDnssec((question) =>
      typeOf(question) === 'SOA' ? soaOnly(question) : replyTo(question, { answers: [ds] }),
    );

    expect({ status, detail }).toEqual({
      status: 'unknown',
      detail: 'its parent has a DS record, but the resolver RESOLVER does not validate',
    });
  });

  it.each([
    [7, '', 'the resolver RESOLVER says SERVFAIL (Signature Expired)'],
    [
      6,
      'no \u001b[31mvalid\u0007 RRSIG',
      'the resolver RESOLVER says SERVFAIL (DNSSEC Bogus: no  [31mvalid  RRSIG)',
    ],
    [99, 'odd', 'the resolver RESOLVER says SERVFAIL (extended error 99: odd)'],
  ])('finds it broken, with extended error %i cleaned', async (infoCode, text, said) => {
    const { status, detail } = await checkDnssec(bogus(infoCode, text));

    expect({ status, detail }).toEqual({ status: 'broken', detail: said });
  });

  it('cannot tell when the resolver fails in any case', async () => {
    const { status, detail } = await checkDnssec((question) => replyTo(question, { flags: SERVFAIL }));

    expect({ status, detail }).toEqual({ status: 'unknown', detail: 'the resolver RESOLVER says SERVFAIL' });
  });

  it('cannot tell when nobody answers', async () => {
    const { status, detail } = await checkDnssec(() => undefined);

    expect({ status, detail }).toEqual({
      status: 'unknown',
      detail: 'the resolver RESOLVER cannot be asked (no answer in 0.1 s over UDP and TCP)',
    });
  });
});
