/** What the preflight asks for CAA records, over real sockets, and whom: resolvers, else the zone's own servers. */
import { describe, expect, it } from 'vitest';
import { deadlineIn, systemClock } from '../../../functions/engine/deadline.ts';
import { createResolver } from '../../../functions/resolver/create-resolver.ts';
import {
  type AskedQuestion,
  replyTo,
  type Script,
  type ScriptedAnswer,
  startDnsServer,
} from '../../support/scripted-dns-server.ts';
import { steadyClock } from '../../support/steady-clock.ts';

const FORMERR = 1;
const SERVFAIL = 2;
const NXDOMAIN = 3;
const NOTIMP = 4;
const REFUSED = 5;

const cname = (name: string, data: string) => ({ type: 'CNAME' as const, name, ttl: 60, data });
const caa = (name: string, tag: string, value: string, flags = 0) => ({
  type: 'CAA' as const,
  name,
  ttl: 60,
  data: { flags, tag: tag as 'issue', value, issuerCritical: flags === 0x80 },
});

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
  return { resolver, server };
}

async function lookUpCaa(script: Script, name = 'example.com') {
  const { resolver } = await startResolver(script);
  return resolver.lookUpCaa(name, soon());
}

describe('lookUpCaa', () => {
  it('reads every record, tags in lower case, and the flags', async () => {
    const answers = [
      caa('example.com', 'ISSUE', 'letsencrypt.org; validationmethods=dns-01'),
      caa('example.com', 'issuewild', ';', 0x80),
    ];

    expect(await lookUpCaa((question) => replyTo(question, { answers }))).toEqual([
      { flags: 0, tag: 'issue', value: 'letsencrypt.org; validationmethods=dns-01' },
      { flags: 128, tag: 'issuewild', value: ';' },
    ]);
  });

  it('takes the records at the end of a CNAME', async () => {
    const answers = [cname('example.com', 'other.test'), caa('other.test', 'issue', 'ca.test')];

    expect(await lookUpCaa((question) => replyTo(question, { answers }))).toEqual([
      { flags: 0, tag: 'issue', value: 'ca.test' },
    ]);
  });

  it('passes over records that neither the name nor the end of its CNAMEs owns', async () => {
    const answers = [
      caa('third.test', 'issue', 'third.test'),
      caa('example.com', 'issue', 'beside-a-cname.test'),
      cname('other.test', 'End.Test'),
      cname('example.com', 'other.test'),
      caa('end.test', 'issue', 'ca.test'),
    ];

    expect(await lookUpCaa((question) => replyTo(question, { answers }))).toEqual([
      { flags: 0, tag: 'issue', value: 'ca.test' },
    ]);
  });

  it('finds none where CNAMEs go in a circle', async () => {
    const answers = [
      cname('example.com', 'other.test'),
      cname('other.test', 'example.com'),
      caa('com', 'issue', ';'),
    ];

    expect(await lookUpCaa((question) => replyTo(question, { answers }))).toEqual([]);
  });

  it.each([
    ['has none', 0],
    ['does not exist', NXDOMAIN],
  ])('finds none where the name %s', async (_, rcode) => {
    expect(await lookUpCaa((question) => replyTo(question, { flags: rcode }))).toEqual([]);
  });

  it('fails for the next run where the name does not resolve, and says who said what', async () => {
    const { resolver, server } = await startResolver((question) => replyTo(question, { flags: SERVFAIL }));

    await expect(resolver.lookUpCaa('example.com', soon())).rejects.toMatchObject({
      code: 'caa-unanswered',
      disposition: 'next-run',
      subject: 'example.com',
      message:
        `example.com could not be asked for CAA records: the resolver 127.0.0.1:${server.port} says SERVFAIL. ` +
        'A CA would refuse to issue then too. The next run asks again.',
    });
  });

  it('fails for a person where the name resolves only unchecked', async () => {
    const unlessUnchecked: Script = (question) =>
      replyTo(question, { flags: question.packet.flag_cd ? 0 : SERVFAIL });

    await expect(lookUpCaa(unlessUnchecked)).rejects.toMatchObject({
      code: 'dnssec-broken',
      disposition: 'person',
      subject: 'example.com',
    });
  });
});

/** Knows the zone example.com at 127.0.0.1, but answers questions for CAA by `caaOf`, if at all. */
const unskilled =
  (caaOf: (question: AskedQuestion) => ScriptedAnswer): Script =>
  (question) => {
    const [{ type, name } = { type: '', name: '' }] = question.packet.questions ?? [];
    if (type === 'CAA') return caaOf(question);
    if (type === 'NS' && name === 'example.com') {
      return replyTo(question, { answers: [{ type, name, ttl: 60, data: 'ns1.test' }] });
    }
    const data = '127.0.0.1';
    return replyTo(question, { answers: type === 'A' ? [{ type, name, ttl: 60, data }] : [] });
  };

/** The server at the port of the name servers, and a resolver that does not know the type CAA. */
async function lookUpBeside(
  own: Script,
  caaOf: (question: AskedQuestion) => ScriptedAnswer,
  name = 'www.example.com',
) {
  const nameServer = await startDnsServer(own);
  const recursive = await startDnsServer(unskilled(caaOf));
  const resolver = createResolver({
    allowPrivateNameServers: true,
    clock: steadyClock,
    recursiveServers: [`127.0.0.1:${recursive.port}`],
    nameServerPort: nameServer.port,
    queryTimeoutMs: 100,
  });
  return { found: await resolver.lookUpCaa(name, soon()), port: recursive.port };
}

const saying = (rcode: number) => (question: AskedQuestion) => replyTo(question, { flags: rcode });

describe('lookUpCaa, through a resolver that does not know the type', () => {
  const owns: Script = (question) =>
    replyTo(question, { answers: [caa('www.example.com', 'issue', 'ca.test')] });

  it.each<[string, (question: AskedQuestion) => ScriptedAnswer, string]>([
    ['says NOTIMP', saying(NOTIMP), 'says NOTIMP'],
    ['says REFUSED', saying(REFUSED), 'says REFUSED'],
    ['says FORMERR', saying(FORMERR), 'says FORMERR'],
    ['says nothing', () => undefined, 'gave no answer in 0.1 s over UDP and TCP'],
  ])('asks the servers of the zone when it %s, and tells when those are no help', async (_, caaOf, words) => {
    expect((await lookUpBeside(owns, caaOf)).found).toEqual([{ flags: 0, tag: 'issue', value: 'ca.test' }]);

    const { found, port } = await lookUpBeside(saying(REFUSED), caaOf);
    expect(found).toEqual({
      kind: 'failure',
      reason: `the resolver 127.0.0.1:${port} ${words}; no server of its zone gave an answer either`,
    });
  });

  it('finds that the name has none, and takes nothing from a server without authority', async () => {
    expect((await lookUpBeside((question) => replyTo(question), saying(NOTIMP))).found).toEqual([]);
    const lame: Script = (question) => replyTo(question, { flags: 0 });
    expect((await lookUpBeside(lame, saying(NOTIMP))).found).toMatchObject({ kind: 'failure' });
  });

  it('follows a CNAME into another zone, and gives up where that cannot be found', async () => {
    const own: Script = (question) => {
      const [{ name } = { name: '' }] = question.packet.questions ?? [];
      return name === 'a.example.com'
        ? replyTo(question, { answers: [caa(name, 'issue', 'ca.test')] })
        : replyTo(question, {
            answers: [cname(name, name === 'www.example.com' ? 'a.example.com' : 'b.other.test')],
          });
    };

    expect((await lookUpBeside(own, saying(NOTIMP))).found).toEqual([
      { flags: 0, tag: 'issue', value: 'ca.test' },
    ]);
    expect((await lookUpBeside(own, saying(NOTIMP), 'x.example.com')).found).toMatchObject({
      kind: 'failure',
    });
  });

  it('asks another resolver first, and takes SERVFAIL of all of them for the CA’s answer too', async () => {
    const resolvers = async (...scripts: Script[]) => {
      const servers = await Promise.all(scripts.map((script) => startDnsServer(script)));
      return createResolver({
        allowPrivateNameServers: true,
        clock: steadyClock,
        recursiveServers: servers.map(({ port }) => `127.0.0.1:${port}`),
        nameServerPort: servers[0]?.port,
        queryTimeoutMs: 100,
      }).lookUpCaa('www.example.com', soon());
    };

    expect(await resolvers(saying(NOTIMP), owns)).toEqual([{ flags: 0, tag: 'issue', value: 'ca.test' }]);
    await expect(resolvers(saying(SERVFAIL), saying(SERVFAIL))).rejects.toMatchObject({
      code: 'caa-unanswered',
    });
  });

  it.each([
    ['NOTIMP', NOTIMP],
    ['REFUSED', REFUSED],
  ])(
    'believes SERVFAIL beside %s only where the servers of the zone give no answer either',
    async (_, other) => {
      const beside = async (own: Script) => {
        const nameServer = await startDnsServer(own);
        const servers = await Promise.all(
          [SERVFAIL, other].map((rcode) => startDnsServer(unskilled(saying(rcode)))),
        );
        return createResolver({
          allowPrivateNameServers: true,
          clock: steadyClock,
          recursiveServers: servers.map(({ port }) => `127.0.0.1:${port}`),
          nameServerPort: nameServer.port,
          queryTimeoutMs: 100,
        }).lookUpCaa('www.example.com', soon());
      };

      expect(await beside(owns)).toEqual([{ flags: 0, tag: 'issue', value: 'ca.test' }]);
      await expect(beside(saying(REFUSED))).rejects.toMatchObject({
        code: 'caa-unanswered',
        disposition: 'next-run',
        message: expect.stringContaining('says SERVFAIL; the resolver'),
      });
    },
  );
});
