/** How the resolver finds a zone's name servers, against recursive servers on real sockets. */
import type { Answer, Packet } from 'dns-packet';
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
const NXDOMAIN = 3;

const ns = (data: string, name = ZONE): Answer => ({ type: 'NS', name, ttl: 300, data });
const a = (name: string, data: string): Answer => ({ type: 'A', name, ttl: 300, data });
const aaaa = (name: string, data: string): Answer => ({ type: 'AAAA', name, ttl: 300, data });

/** Answers like a recursive server that knows these records. */
function knowing(records: Answer[]) {
  return (question: AskedQuestion): Packet => {
    const [asked] = question.packet.questions ?? [];
    const answers = records.filter(({ type, name }) => type === asked?.type && name === asked?.name);
    return replyTo(question, { flags: 0x180, answers });
  };
}

function find(servers: ScriptedDnsServer[], { deadlineMs = 10_000, nameServerPort = 5300 } = {}) {
  const resolver = createResolver({
    allowPrivateNameServers: true,
    clock: steadyClock,
    recursiveServers: servers.map(({ address, port }) =>
      address === '::1' ? `[::1]:${port}` : `${address}:${port}`,
    ),
    nameServerPort,
    queryTimeoutMs: 100,
  });
  return resolver.findNameServers(ZONE, deadlineIn(deadlineMs, systemClock));
}

const questionsOf = ({ asked }: ScriptedDnsServer) =>
  asked.flatMap(({ packet }) => (packet.questions ?? []).map(({ type, name }) => `${type} ${name}`)).sort();

describe('findNameServers', () => {
  it('finds every address of every name server, with the port to ask', async () => {
    const recursive = await startDnsServer(
      knowing([
        ns('ns1.dnscale.test'),
        ns('NS2.dnscale.test'),
        a('ns1.dnscale.test', '127.0.0.1'),
        a('ns1.dnscale.test', '127.0.0.2'),
        aaaa('ns1.dnscale.test', '::1'),
        a('ns2.dnscale.test', '127.0.0.3'),
      ]),
    );

    expect(await find([recursive])).toEqual([
      { nameServer: 'ns1.dnscale.test', address: '127.0.0.1', port: 5300 },
      { nameServer: 'ns1.dnscale.test', address: '127.0.0.2', port: 5300 },
      { nameServer: 'ns1.dnscale.test', address: '::1', port: 5300 },
      { nameServer: 'ns2.dnscale.test', address: '127.0.0.3', port: 5300 },
    ]);
    expect(questionsOf(recursive)).toEqual([
      'A ns1.dnscale.test',
      'A ns2.dnscale.test',
      'AAAA ns1.dnscale.test',
      'AAAA ns2.dnscale.test',
      'NS example.com',
    ]);
    expect(recursive.asked.every(({ packet }) => packet.flag_rd)).toBe(true);
  });

  it('lists an address once that two name servers share, and loses neither name', async () => {
    const recursive = await startDnsServer(
      knowing([ns('ns1.test'), ns('ns2.test'), a('ns1.test', '127.0.0.1'), a('ns2.test', '127.0.0.1')]),
    );

    expect(await find([recursive])).toEqual([
      { nameServer: 'ns1.test', address: '127.0.0.1', port: 5300, alsoNamed: ['ns2.test'] },
    ]);
  });

  it('takes only what was asked for from a resolver that merges the sections of its answers', async () => {
    const glue = [
      a('ns1.test', '127.0.0.1'),
      a('ns2.test', '127.0.0.2'),
      aaaa('ns1.test', '::1'),
      a('a.gtld.test', '127.0.0.41'),
    ];
    const merging = await startDnsServer(
      (question) => ({
        ...knowing([ns('ns1.test'), ns('ns2.test'), ...glue])(question),
        authorities: [ns('a.gtld.test', 'com'), ns('ns1.test'), ns('ns2.test')],
        additionals: glue,
      }),
      { mergesSections: true },
    );

    expect(await find([merging])).toEqual([
      { nameServer: 'ns1.test', address: '127.0.0.1', port: 5300 },
      { nameServer: 'ns1.test', address: '::1', port: 5300 },
      { nameServer: 'ns2.test', address: '127.0.0.2', port: 5300 },
    ]);
  });

  it('takes the address that a name server’s CNAME leads to', async () => {
    const recursive = await startDnsServer((question) => {
      const [asked] = question.packet.questions ?? [];
      if (asked?.type === 'NS') return replyTo(question, { answers: [ns('ns1.test')] });
      if (asked?.type === 'AAAA') return replyTo(question);
      const cname: Answer = { type: 'CNAME', name: 'NS1.test', ttl: 300, data: 'real.test' };
      return replyTo(question, {
        answers: [a('real.test', '127.0.0.1'), cname, a('other.test', '127.0.0.2')],
      });
    });

    expect(await find([recursive])).toEqual([{ nameServer: 'ns1.test', address: '127.0.0.1', port: 5300 }]);
  });

  it('leaves out an IPv6 address that this host has no route to', async () => {
    // A link-local address without its interface has a route on no host.
    const recursive = await startDnsServer(
      knowing([ns('ns1.test'), a('ns1.test', '127.0.0.1'), aaaa('ns1.test', 'fe80::1')]),
    );

    expect(await find([recursive])).toEqual([{ nameServer: 'ns1.test', address: '127.0.0.1', port: 5300 }]);
  });

  it('keeps IPv6 addresses that this host has no route to where there are no others', async () => {
    const recursive = await startDnsServer(knowing([ns('ns1.test'), aaaa('ns1.test', 'fe80::1')]));

    expect(await find([recursive])).toEqual([{ nameServer: 'ns1.test', address: 'fe80::1', port: 5300 }]);
  });

  it('leaves out a name server that has no address', async () => {
    const recursive = await startDnsServer(
      knowing([ns('ns1.test'), ns('gone.test'), a('ns1.test', '127.0.0.1')]),
    );

    expect(await find([recursive])).toEqual([{ nameServer: 'ns1.test', address: '127.0.0.1', port: 5300 }]);
  });

  it('takes the next recursive server when one refuses or is silent', async () => {
    const failing = await startDnsServer((question) => replyTo(question, { flags: SERVFAIL }));
    const silent = await startDnsServer(() => undefined);
    const good = await startDnsServer(knowing([ns('ns1.test'), a('ns1.test', '127.0.0.1')]), {
      address: '::1',
    });

    expect(await find([failing, silent, good])).toEqual([
      { nameServer: 'ns1.test', address: '127.0.0.1', port: 5300 },
    ]);
  });

  it('fails for a person when the zone does not exist in DNS', async () => {
    const recursive = await startDnsServer((question) => replyTo(question, { flags: NXDOMAIN }));

    await expect(find([recursive])).rejects.toMatchObject({
      code: 'not-delegated',
      disposition: 'person',
      subject: 'example.com',
      message:
        `The zone example.com is not delegated in DNS: the resolver 127.0.0.1:${recursive.port} says NXDOMAIN ` +
        'for it. At the registrar, set the name servers that DNScale shows for the zone.',
    });
  });

  it('fails for a person when the name has no NS records of its own', async () => {
    const recursive = await startDnsServer((question) =>
      replyTo(question, { answers: [ns('ns1.test', 'com')] }),
    );

    await expect(find([recursive])).rejects.toMatchObject({
      code: 'not-delegated',
      disposition: 'person',
      message: expect.stringContaining(`the resolver 127.0.0.1:${recursive.port} says it has no NS records`),
    });
  });

  it('fails for a person when no name server has an address', async () => {
    const recursive = await startDnsServer(knowing([ns('ns1.test'), ns('ns2.test')]));

    await expect(find([recursive])).rejects.toMatchObject({
      code: 'not-delegated',
      disposition: 'person',
      message: expect.stringContaining('its name servers ns1.test, ns2.test have no address.'),
    });
  });

  it('fails for the next run when no recursive server answers, and says what each of them said', async () => {
    const failing = await startDnsServer((question) => replyTo(question, { flags: SERVFAIL }));
    const silent = await startDnsServer(() => undefined);

    await expect(find([failing, silent])).rejects.toMatchObject({
      code: 'not-delegated',
      disposition: 'next-run',
      subject: 'example.com',
      message:
        'The name servers of the zone example.com could not be found: ' +
        `the resolver 127.0.0.1:${failing.port} says SERVFAIL; ` +
        `the resolver 127.0.0.1:${silent.port} gave no answer in 0.1 s over UDP and TCP. ` +
        'If this lasts, check the delegation at the registrar and the DNSSEC records of the zone. Other resolvers go into ' +
        '`dns.resolvers` of the configuration. The next run asks again.',
    });
  });

  it('fails for the next run when nothing listens at the recursive server', async () => {
    const gone = await startDnsServer(() => undefined);
    await gone.stop();

    await expect(find([gone])).rejects.toThrow(
      `the resolver 127.0.0.1:${gone.port} cannot be asked (connection refused over UDP and TCP).`,
    );
  });

  it('fails for the next run without a recursive server, and says how to name one', async () => {
    await expect(find([])).rejects.toMatchObject({
      code: 'not-delegated',
      disposition: 'next-run',
      message: expect.stringContaining(
        'this host has no recursive resolver, and none is given. If this lasts, check the delegation at the registrar and the ' +
          'DNSSEC records of the zone. Other resolvers go into `dns.resolvers` of the configuration.',
      ),
    });
  });

  it('fails with deadline-exceeded once the deadline has passed', async () => {
    const silent = await startDnsServer(() => undefined);

    await expect(find([silent], { deadlineMs: 30 })).rejects.toMatchObject({ code: 'deadline-exceeded' });
  });
});
