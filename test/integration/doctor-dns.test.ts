/** The doctor against broken DNS, one fault at a time: real name servers and a real resolver on loopback. */
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createDnscale } from '../../functions/dnscale/dnscale.ts';
import { systemClock as clock, deadlineIn } from '../../functions/engine/deadline.ts';
import type { TxtRecord } from '../../functions/engine/ports/dns.ts';
import { replyTo, startDnsServer } from '../support/scripted-dns-server.ts';
import { telling } from '../support/world/dnscale/edns.ts';
import { REGISTRY } from '../support/world/dnscale/registry.ts';
import { type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';
import { type Examination, examineIn, notOk, textOf } from './doctor-world.ts';

let world: EngineWorld;

beforeAll(async () => {
  world = await startEngineWorld();
});

afterAll(async () => {
  await world.stop();
});

const doctor = (domainName: string, examination: Examination = {}) =>
  examineIn(world, domainName, examination);

describe('the doctor, where DNS is broken', () => {
  afterEach(() => {
    for (const { name } of world.dnscale.nameServers)
      world.dnscale.setServer(name, { mode: 'normal', lagMs: 0 });
  });

  it('warns of a zone that is delegated elsewhere', async () => {
    addServerElsewhere('elsewhere.test');
    world.dnscale.addZone('moved.test', { nameServers: ['ns9.elsewhere.test'] });

    const findings = await doctor('moved.test');

    expect(notOk(findings)).toEqual(['delegation moved.test warning']);
    expect(textOf(findings, 'delegation')).toContain('ns9.elsewhere.test');
  });

  it('warns of a zone that is also delegated elsewhere', async () => {
    const [first] = world.dnscale.nameServers;
    addServerElsewhere('beside.test');
    world.dnscale.addZone('split.test', { nameServers: [first?.name ?? '', 'ns9.beside.test'] });

    const findings = await doctor('split.test');

    expect(notOk(findings)).toEqual(['delegation split.test warning']);
  });

  it('warns of a parent that names other servers than the zone itself', async () => {
    addServerElsewhere('registrar.test');
    world.dnscale.addZone('halfway.test', { delegatedTo: ['ns1.dnscale.test', 'ns9.registrar.test'] });

    const findings = await doctor('halfway.test');

    expect(notOk(findings)).toEqual(['delegation halfway.test warning']);
    expect(textOf(findings, 'delegation')).toContain('only its parent names ns9.registrar.test');
  });

  it('says that the parent could not be asked, and examines the rest', async () => {
    world.dnscale.addZone('quiet.test');
    world.dnscale.setServer(REGISTRY.name, { mode: 'silent' });
    onTestFinished(() => world.dnscale.setServer(REGISTRY.name, { mode: 'normal' }));

    const findings = await doctor('quiet.test');

    expect(notOk(findings)).toEqual(['parent quiet.test unknown']);
    expect(textOf(findings, 'name-servers')).toContain('over UDP and over TCP');
  });

  it('cannot tell of name servers that have IPv6 addresses only, on a host without IPv6', async () => {
    world.dnscale.addZone('six.test', { listed: false });
    // A link-local address without its interface has a route on no host.
    world.dnscale.addRecord('six.test', { name: 'ns6', type: 'AAAA', content: 'fe80::1' });
    world.dnscale.addZone('modern.test', { nameServers: ['ns6.six.test'] });

    const findings = await doctor('modern.test');

    expect(notOk(findings)).toContain('name-servers modern.test unknown');
    expect(notOk(findings).filter((line) => line.endsWith('failure'))).toEqual([]);
    expect(textOf(findings, 'name-servers')).toContain('they have IPv6 addresses only');
  });

  it('says nothing of a child zone at DNScale that DNS does not know', async () => {
    world.dnscale.addZone('above.test');
    world.dnscale.addZone('child.above.test', { served: false, delegated: false });

    const findings = await doctor('www.child.above.test');

    expect(textOf(findings, 'challenge')).toContain('in the zone above.test');
    expect(findings.filter(({ check }) => check === 'dnssec').map(({ subject }) => subject)).toEqual([
      'above.test',
    ]);
  });

  it('fails for a zone that is not delegated at all', async () => {
    world.dnscale.addZone('alone.test', { delegated: false });

    const failures = notOk(await doctor('alone.test'));

    expect(failures).toContain('delegation alone.test failure');
  });

  it('warns of a server that is silent', async () => {
    world.dnscale.addZone('silent.test');
    world.dnscale.setServer('ns2.dnscale.test', { mode: 'silent' });

    const findings = await doctor('silent.test');

    expect(notOk(findings)).toEqual(['name-servers silent.test warning']);
    expect(textOf(findings, 'name-servers')).toContain('ns2.dnscale.test (127.0.0.2)');
  });

  it('warns of a server that cannot be reached over TCP', async () => {
    world.dnscale.addZone('udponly.test');
    world.dnscale.setServer('ns2.dnscale.test', { mode: 'noTcp' });

    const findings = await doctor('udponly.test');

    expect(notOk(findings)).toEqual(['name-servers udponly.test warning']);
    expect(textOf(findings, 'name-servers')).toMatch(/ns2.*over TCP/);
  });

  it('warns of servers that show different versions of the zone', async () => {
    const { id } = world.dnscale.addZone('differs.test');
    world.dnscale.setServer('ns2.dnscale.test', { lagMs: 3_600_000 });
    await write({ zoneId: id, zoneName: 'differs.test', name: 'www.differs.test', value: 'hello' });

    const findings = await doctor('differs.test');

    expect(notOk(findings)).toEqual(['serial differs.test warning']);
    expect(textOf(findings, 'serial')).toContain('serial 2 at ns1.dnscale.test');
    expect(textOf(findings, 'serial')).toContain('1 at ns2.dnscale.test');
  });

  it('fails where CAA forbids, and warns where it is for one account', async () => {
    world.dnscale.addZone('caa.test');
    const other = { name: '@', type: 'CAA', content: '0 issue "other.test"' };
    world.dnscale.addRecord('caa.test', other);

    const forbidden = await doctor('www.caa.test');
    const pinned = '0 issue "pebble.letsencrypt.org; accounturi=https://ca.test/account/7"';
    world.dnscale.addRecord('caa.test', { ...other, content: pinned });
    const forOneAccount = await doctor('www.caa.test');

    expect(notOk(forbidden)).toEqual(['caa www.caa.test failure']);
    expect(textOf(forbidden, 'caa')).toContain('caa.test. CAA 0 issue "pebble.letsencrypt.org"');
    expect(notOk(forOneAccount)).toEqual(['caa www.caa.test warning']);
    expect(textOf(forOneAccount, 'caa')).toContain('https://ca.test/account/7');
  });

  it('fails for CNAMEs that form a circle', async () => {
    world.dnscale.addZone('circle.test');
    addCname('circle.test', '_acme-challenge', 'a.circle.test');
    addCname('circle.test', 'a', '_acme-challenge.circle.test');

    expect(notOk(await doctor('circle.test'))).toEqual(['challenge circle.test failure']);
  });

  it('follows a CNAME to the zone that takes the value, and fails for one that leads away from DNScale', async () => {
    world.dnscale.addZone('from.test');
    world.dnscale.addZone('to.test');
    addCname('from.test', '_acme-challenge.a', '_acme-challenge.a.to.test');
    addCname('from.test', '_acme-challenge.b', 'b.nowhere.example');

    const followed = await doctor('a.from.test');
    const away = await doctor('b.from.test');

    expect(notOk(followed)).toEqual([]);
    expect(textOf(followed, 'challenge')).toContain('goes to _acme-challenge.a.to.test');
    expect(textOf(followed, 'token-scope')).toContain('in the zone to.test to _acme-challenge.a.to.test.');
    expect(notOk(away)).toEqual(['zone b.from.test failure']);
    expect(textOf(away, 'zone')).toContain('b.nowhere.example');
  });

  it('gives the record that delegates the challenges of a zone hosted elsewhere', async () => {
    world.dnscale.addZone('outside.test', { listed: false });
    const { id } = world.dnscale.addZone('acme.test');

    const findings = await doctor('shop.outside.test', { token: { zoneIds: [id] } });

    // Nobody has the name in DNS, so that its DNSSEC could not be tested.
    expect(notOk(findings)).toEqual(['zone shop.outside.test failure', 'dnssec shop.outside.test unknown']);
    expect(textOf(findings, 'zone')).toContain(
      '_acme-challenge.shop.outside.test. CNAME _acme-challenge.shop-outside-test.acme.test.',
    );
  });

  it('fails where DNSSEC is broken', async () => {
    world.dnscale.addZone('signed.test');
    const { address, port } = await startDnsServer((question) => {
      const bogus = telling({ code: 6, text: 'DNSSEC Bogus' });
      return replyTo(question, question.packet.flag_cd ? {} : { flags: 2, additionals: [bogus] });
    });

    const findings = await doctor('signed.test', { resolver: `${address}:${port}` });

    expect(notOk(findings)).toContain('dnssec signed.test failure');
  });
});

function addServerElsewhere(domain: string): void {
  world.dnscale.addZone(domain, { listed: false });
  world.dnscale.addRecord(domain, { name: 'ns9', type: 'A', content: '127.0.0.2' });
}

function addCname(zoneName: string, name: string, target: string): void {
  world.dnscale.addRecord(zoneName, { name, type: 'CNAME', content: `${target}.` });
}

async function write(record: TxtRecord): Promise<void> {
  const token = world.dnscale.addToken();
  const dnscale = createDnscale({ apiUrl: world.dnscale.apiUrl, readToken: async () => token, clock });
  await dnscale.addValue(record, deadlineIn(5_000, clock));
}
