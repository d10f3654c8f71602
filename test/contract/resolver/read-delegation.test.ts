/** How the resolver reads a zone's NS sets at the parent and at the zone itself, over real sockets. */
import type { Answer } from 'dns-packet';
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
const NXDOMAIN = 0x403;
const REFUSED = 5;

const RESOLVER = '127.0.0.1';
const PARENT = '127.0.0.2';
const SECOND_PARENT = '127.0.0.3';
const CHILD = '127.0.0.4';

const ns = (data: string, name = ZONE): Answer => ({ type: 'NS', name, ttl: 300, data });
const a = (name: string, data: string): Answer => ({ type: 'A', name, ttl: 300, data });
const soa = (name: string): Answer => ({
  type: 'SOA',
  name,
  ttl: 300,
  data: { mname: 'a.gtld.test', rname: 'hostmaster.gtld.test', serial: 1, minimum: 300 },
});

const KNOWN = [
  ns('a.gtld.test', 'com'),
  ns('b.gtld.test', 'com'),
  a('a.gtld.test', PARENT),
  a('b.gtld.test', SECOND_PARENT),
  a('ns1.test', CHILD),
  a('ns2.test', '127.0.0.5'),
  a('old.test', '127.0.0.6'),
];

const recursive: Script = (question) => {
  const [asked] = question.packet.questions ?? [];
  const answers = KNOWN.filter(({ type, name }) => type === asked?.type && name === asked?.name);
  const authorities = answers.length > 0 ? [] : [soa('com')];
  return replyTo(question, { flags: 0x180, answers, authorities });
};

/** A parent's answer: without authority, in the authority section. */
const refersTo =
  (...names: string[]) =>
  (question: AskedQuestion) =>
    replyTo(question, { flags: 0, authorities: names.map((name) => ns(name)) });
const has =
  (...names: string[]) =>
  (question: AskedQuestion) =>
    replyTo(question, { answers: names.map((name) => ns(name)) });
const silent: Script = () => undefined;

type World = { parent: Script; secondParent?: Script; child?: Script };

async function read({ parent, secondParent = parent, child = has('ns1.test') }: World, zoneName = ZONE) {
  const { port } = await startDnsServer(parent, { address: PARENT });
  const second = await startDnsServer(secondParent, { address: SECOND_PARENT, port });
  await startDnsServer(child, { address: CHILD, port });
  const atResolver = await startDnsServer(recursive, { address: RESOLVER });
  const resolver = createResolver({
    allowPrivateNameServers: true,
    clock: steadyClock,
    recursiveServers: [`${RESOLVER}:${atResolver.port}`],
    nameServerPort: port,
    queryTimeoutMs: 1_000,
  });
  const found = [{ nameServer: 'ns1.test', address: CHILD, port }];
  const startedAtMs = performance.now();
  const delegation = await resolver.readDelegation(zoneName, found, deadlineIn(10_000, systemClock));
  const addresses = delegation.servers.map(({ nameServer, address }) => `${nameServer} ${address}`);
  const tookMs = performance.now() - startedAtMs;
  return { compared: delegation.compared, addresses, second, atResolver, tookMs };
}

describe('readDelegation', () => {
  it('reads the parent’s set from its referral, and adds the servers that only it names', async () => {
    const { compared, addresses } = await read({ parent: refersTo('NS1.test', 'old.test') });

    expect(compared).toEqual({ atParent: ['ns1.test', 'old.test'], parentOnly: ['old.test'], zoneOnly: [] });
    expect(addresses).toEqual([`ns1.test ${CHILD}`, 'old.test 127.0.0.6']);
  });

  it('adds the servers that only the zone itself names', async () => {
    const { compared, addresses } = await read({
      parent: refersTo('ns1.test'),
      child: has('ns1.test', 'ns2.test'),
    });

    expect(compared).toEqual({ atParent: ['ns1.test'], parentOnly: [], zoneOnly: ['ns2.test'] });
    expect(addresses).toEqual([`ns1.test ${CHILD}`, 'ns2.test 127.0.0.5']);
  });

  it('asks one server of the parent where that answers, and looks up no name that is known', async () => {
    const { second, atResolver } = await read({ parent: refersTo('ns1.test') });

    const names = atResolver.asked.map(({ packet }) => packet.questions?.[0]?.name);
    expect(second.asked).toEqual([]);
    expect(names).toEqual(['com', 'a.gtld.test', 'a.gtld.test']);
  });

  it.each<[string, Script]>([
    ['silent', silent],
    ['refusing', (question) => replyTo(question, { flags: REFUSED })],
    [
      'referring to the root',
      (question) => replyTo(question, { flags: 0, authorities: [ns('root.test', '.')] }),
    ],
  ])('asks the next one while the first is %s', async (_, parent) => {
    const { compared } = await read({ parent, secondParent: refersTo('ns1.test') });

    expect(compared).toEqual({ atParent: ['ns1.test'], parentOnly: [], zoneOnly: [] });
  });

  it('asks those that it has asked again, where the parent has no third one', async () => {
    let refusals = 0;
    const parent: Script = (question) => {
      refusals += 1;
      return refusals < 3 ? replyTo(question, { flags: REFUSED }) : refersTo('ns1.test')(question);
    };

    expect((await read({ parent })).compared).toEqual({
      atParent: ['ns1.test'],
      parentOnly: [],
      zoneOnly: [],
    });
  });

  it('says that the parent knows of no delegation', async () => {
    const parent: Script = (question) => replyTo(question, { flags: NXDOMAIN, authorities: [soa('com')] });

    expect((await read({ parent })).compared).toEqual({
      atParent: [],
      parentOnly: [],
      zoneOnly: ['ns1.test'],
    });
  });

  it('finds the parent above labels that are no zones', async () => {
    const parent: Script = (question) =>
      replyTo(question, { flags: 0, authorities: [ns('ns1.test', 'a.b.example.com')] });
    const child: Script = (question) => replyTo(question, { answers: [ns('ns1.test', 'a.b.example.com')] });

    const { compared, atResolver } = await read({ parent, child }, 'a.b.example.com');

    expect(compared).toEqual({ atParent: ['ns1.test'], parentOnly: [], zoneOnly: [] });
    const nsQuestions = atResolver.asked
      .flatMap(({ packet }) => packet.questions ?? [])
      .filter(({ type }) => type === 'NS');
    expect(nsQuestions.map(({ name }) => name)).toEqual(['b.example.com', 'com']);
  });

  it('takes the resolver’s word where the zone’s servers are silent', async () => {
    const { compared } = await read({ parent: refersTo('ns1.test', 'old.test'), child: silent });

    expect(compared).toEqual({ atParent: ['ns1.test', 'old.test'], parentOnly: ['old.test'], zoneOnly: [] });
  });

  it('ends soon where the parent is silent, and says so', async () => {
    const { compared, addresses, tookMs } = await read({
      parent: silent,
      child: has('ns1.test', 'ns2.test'),
    });

    expect(compared).toEqual({ unknown: expect.stringContaining('no answer in') });
    expect(addresses).toEqual([`ns1.test ${CHILD}`, 'ns2.test 127.0.0.5']);
    expect(tookMs).toBeLessThan(5_000);
  });
});
