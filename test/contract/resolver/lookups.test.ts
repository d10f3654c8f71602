/** What the preflight asks for CNAME records, over real sockets. */
import { describe, expect, it } from 'vitest';
import { deadlineIn, systemClock } from '../../../functions/engine/deadline.ts';
import { createResolver } from '../../../functions/resolver/create-resolver.ts';
import { AUTHORITATIVE, replyTo, type Script, startDnsServer } from '../../support/scripted-dns-server.ts';
import { steadyClock } from '../../support/steady-clock.ts';

const NAME = '_acme-challenge.example.com';
const NXDOMAIN = 3;
const SERVFAIL = 2;
const REFUSED = 5;

const cname = (name: string, data: string) => ({ type: 'CNAME' as const, name, ttl: 60, data });
const soon = () => deadlineIn(5_000, systemClock);

async function startResolver(script: Script) {
  const server = await startDnsServer(script);
  const resolver = createResolver({
    allowPrivateNameServers: true,
    clock: steadyClock,
    recursiveServers: [`127.0.0.1:${server.port}`],
    nameServerPort: server.port,
    queryTimeoutMs: 100,
  });
  const nameServer = { nameServer: 'ns1.test', address: server.address, port: server.port };
  return { resolver, nameServer, server };
}

async function askExistence(script: Script) {
  const { resolver, nameServer } = await startResolver(script);
  return resolver.askExistence(nameServer, NAME, soon());
}

describe('askExistence', () => {
  it.each<[string, boolean, Script]>([
    ['no such name', false, (question) => replyTo(question, { flags: AUTHORITATIVE | NXDOMAIN })],
    ['no CNAME there', true, (question) => replyTo(question)],
    ['a CNAME', true, (question) => replyTo(question, { answers: [cname(NAME, 'target.test')] })],
  ])('tells from %s whether the name exists: %s', async (_, exists, script) => {
    expect(await askExistence(script)).toEqual({ kind: 'answer', exists });
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

    expect(await askExistence(script)).toEqual({ kind: 'answer', exists: false, zoneName: 'example.com' });
  });

  it.each<[string, Script, object]>([
    [
      'says nothing',
      () => undefined,
      { kind: 'failure', reason: 'no answer in 0.1 s over UDP and TCP', silent: true },
    ],
    [
      'refuses',
      (question) => replyTo(question, { flags: REFUSED }),
      { kind: 'failure', reason: 'REFUSED', withoutAuthority: true },
    ],
    [
      'fails',
      (question) => replyTo(question, { flags: SERVFAIL }),
      { kind: 'failure', reason: 'SERVFAIL', withoutAuthority: false },
    ],
    [
      'has no authority',
      (question) => replyTo(question, { flags: 0, answers: [cname(NAME, 'x.test')] }),
      { kind: 'failure', reason: 'answers without authority (lame)', withoutAuthority: true },
    ],
  ])('says that a server %s', async (_, script, failure) => {
    expect(await askExistence(script)).toEqual(failure);
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
        `127.0.0.1:${server.port} says SERVFAIL. A CA would not find the TXT value then either. The next run ` +
        'asks again.',
    });
  });

  it('fails for a person where the name resolves only unchecked', async () => {
    const { resolver } = await startResolver((question) =>
      replyTo(question, { flags: question.packet.flag_cd ? 0 : SERVFAIL }),
    );

    await expect(resolver.lookUpCname(NAME, soon())).rejects.toMatchObject({ code: 'dnssec-broken' });
  });
});
