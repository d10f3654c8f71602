/** What the preflight asks for CNAME records, over real sockets. */
import { describe, expect, it } from 'vitest';
import { deadlineIn, systemClock } from '../../../functions/engine/deadline.ts';
import { createResolver } from '../../../functions/resolver/create-resolver.ts';
import { AUTHORITATIVE, replyTo, type Script, startDnsServer } from '../../support/scripted-dns-server.ts';

const NAME = '_acme-challenge.example.com';
const NXDOMAIN = 3;
const SERVFAIL = 2;
const REFUSED = 5;

const cname = (name: string, data: string) => ({ type: 'CNAME' as const, name, ttl: 60, data });
const soon = () => deadlineIn(5_000, systemClock);

async function startResolver(script: Script) {
  const server = await startDnsServer(script);
  const resolver = createResolver({
    clock: systemClock,
    recursiveServers: [`127.0.0.1:${server.port}`],
    nameServerPort: server.port,
    queryTimeoutMs: 100,
  });
  const nameServer = { nameServer: 'ns1.test', address: server.address, port: server.port };
  return { resolver, nameServer, server };
}

async function askCname(script: Script) {
  const { resolver, nameServer } = await startResolver(script);
  return resolver.askCname(nameServer, NAME, soon());
}

describe('askCname', () => {
  it('tells the target in canonical form', async () => {
    const script: Script = (question) =>
      replyTo(question, { answers: [cname('_ACME-challenge.example.com', 'Target.Example.NET')] });

    expect(await askCname(script)).toEqual({ kind: 'answer', target: 'target.example.net' });
  });

  it.each<[string, Script]>([
    ['there is none', (question) => replyTo(question)],
    ['the name does not exist', (question) => replyTo(question, { flags: AUTHORITATIVE | NXDOMAIN })],
    [
      'it stands at another name',
      (question) => replyTo(question, { answers: [cname('other.test', 'x.test')] }),
    ],
  ])('tells no target when %s', async (_, script) => {
    expect(await askCname(script)).toEqual({ kind: 'answer', target: undefined });
  });

  it('tells the zone that a "no such name" comes from', async () => {
    const soa = {
      mname: 'ns1.test',
      rname: 'host.test',
      serial: 1,
      refresh: 1,
      retry: 1,
      expire: 1,
      minimum: 1,
    };
    const script: Script = (question) => {
      const reply = replyTo(question, { flags: AUTHORITATIVE | NXDOMAIN });
      return { ...reply, authorities: [{ type: 'SOA', name: 'Example.COM', ttl: 60, data: soa }] };
    };

    expect(await askCname(script)).toEqual({ kind: 'answer', target: undefined, zoneName: 'example.com' });
  });

  it.each<[string, Script, object]>([
    [
      'says nothing',
      () => undefined,
      { kind: 'failure', reason: 'no answer in 0.1 s over UDP and TCP', silent: true },
    ],
    ['refuses', (question) => replyTo(question, { flags: REFUSED }), { kind: 'failure', reason: 'REFUSED' }],
    [
      'has no authority',
      (question) => replyTo(question, { flags: 0, answers: [cname(NAME, 'x.test')] }),
      { kind: 'failure', reason: 'answers without authority (lame)' },
    ],
  ])('says that a server %s', async (_, script, failure) => {
    expect(await askCname(script)).toEqual(failure);
  });
});

describe('lookUpCname', () => {
  it('tells the target of the name itself, not of names further along', async () => {
    const { resolver } = await startResolver((question) =>
      replyTo(question, { answers: [cname(NAME, 'one.test'), cname('one.test', 'two.test')] }),
    );

    expect(await resolver.lookUpCname(NAME, soon())).toBe('one.test');
  });

  it('tells undefined where there is none', async () => {
    const { resolver } = await startResolver((question) => replyTo(question, { flags: NXDOMAIN }));

    expect(await resolver.lookUpCname(NAME, soon())).toBeUndefined();
  });

  it('fails for the next run where the name does not resolve', async () => {
    const { resolver, server } = await startResolver((question) => replyTo(question, { flags: SERVFAIL }));

    await expect(resolver.lookUpCname(NAME, soon())).rejects.toMatchObject({
      code: 'not-delegated',
      disposition: 'next-run',
      subject: NAME,
      message:
        '_acme-challenge.example.com could not be asked for CNAME records: the resolver ' +
        `127.0.0.1:${server.port} says SERVFAIL. A CA would not find the TXT value then either; the next run asks ` +
        'again.',
    });
  });

  it('fails for a person where the name resolves only unchecked', async () => {
    const { resolver } = await startResolver((question) =>
      replyTo(question, { flags: question.packet.flag_cd ? 0 : SERVFAIL }),
    );

    await expect(resolver.lookUpCname(NAME, soon())).rejects.toMatchObject({ code: 'dnssec-broken' });
  });
});
