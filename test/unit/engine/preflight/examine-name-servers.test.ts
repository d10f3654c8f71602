import { describe, expect, it } from 'vitest';
import type { Delegation, NameServerAddress, SoaAnswer } from '../../../../functions/engine/ports/dns.ts';
import { examineDelegation } from '../../../../functions/engine/preflight/examine-delegation.ts';
import { examineNameServers } from '../../../../functions/engine/preflight/examine-name-servers.ts';
import { aDelegation, NOW, noDeadline, parentAgrees } from '../../../support/builders.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import { aServer } from './doctor-ports.ts';

const SILENT: SoaAnswer = { kind: 'failure', reason: 'no answer in 2 s', silent: true };
const REFUSED: SoaAnswer = { kind: 'failure', reason: 'REFUSED' };

function soa(serial: number): SoaAnswer {
  return { kind: 'answer', serial, primary: 'ns1.dnscale.test' };
}

/** What each server, by its number, says over UDP and TCP; further rounds take the last entry again. */
type Script = Record<number, { udp: SoaAnswer[]; tcp: SoaAnswer[] }>;

function same(answer: SoaAnswer) {
  return { udp: [answer], tcp: [answer] };
}

async function inspect(script: Script, canAskAuthorities = true) {
  const clock = createManualClock(NOW);
  const servers = Object.keys(script).map((number) => {
    const server = aServer(Number(number));
    return Number(number) > 60 ? { ...server, address: `2001:db8::${number}` } : server;
  });
  const asked: string[] = [];
  const findings = await examineNameServers(
    'example.com',
    {
      clock,
      resolver: {
        findNameServers: async () => servers,
        ...parentAgrees,
        canAskAuthorities: async () => canAskAuthorities,
      },
      inspector: {
        askSoa: async ({ nameServer }, _, transport) => {
          const number = Number(/^ns(\d+)/.exec(nameServer)?.[1]);
          const answers = script[number]?.[transport] ?? [];
          const round = asked.filter((one) => one === `${transport} ${number}`).length;
          asked.push(`${transport} ${number}`);
          return answers[round] ?? answers.at(-1) ?? SILENT;
        },
      },
    },
    noDeadline(),
  );
  return { findings, asked, elapsedMs: clock.now().getTime() - NOW.getTime() };
}

describe('examineNameServers', () => {
  it('is content with servers that answer over both transports with one serial', async () => {
    const { findings, elapsedMs } = await inspect({ 1: same(soa(7)), 2: same(soa(7)) });

    expect(findings).toEqual([
      {
        check: 'name-servers',
        subject: 'example.com',
        verdict: 'ok',
        message: '2 addresses answer over UDP and over TCP',
      },
      { check: 'serial', subject: 'example.com', verdict: 'ok', message: 'all that answer show serial 7' },
    ]);
    expect(elapsedMs).toBe(0);
  });

  it('warns of one server among two that answers nothing', async () => {
    const { findings } = await inspect({ 1: same(soa(7)), 2: same(SILENT) });

    expect(findings[0]).toMatchObject({
      verdict: 'warning',
      message: 'ns2.dnscale.test (192.0.2.2): no answer in 2 s over UDP, no answer in 2 s over TCP',
    });
    expect(findings[1]).toMatchObject({ check: 'serial', verdict: 'ok' });
  });

  it('warns of a server that answers over UDP only', async () => {
    const { findings } = await inspect({ 1: same(soa(7)), 2: { udp: [soa(7)], tcp: [SILENT] } });

    expect(findings[0]).toMatchObject({
      verdict: 'warning',
      message: 'ns2.dnscale.test (192.0.2.2): no answer in 2 s over TCP',
    });
  });

  it('fails when most servers do not answer as they should', async () => {
    const { findings } = await inspect({ 1: same(soa(7)), 2: same(REFUSED), 3: same(SILENT) });

    expect(findings.map(({ check, verdict }) => `${check} ${verdict}`)).toEqual([
      'name-servers failure',
      'name-servers failure',
      'serial ok',
    ]);
  });

  it('does not judge the addresses of a family that does not work here', async () => {
    const { findings } = await inspect({ 1: same(soa(7)), 61: same(SILENT), 62: same(SILENT) });

    expect(findings[0]).toMatchObject({
      verdict: 'ok',
      message:
        '1 address answers over UDP and over TCP; 2 more cannot be reached from here, where nothing answers over IPv6, ' +
        'and are not judged',
    });
  });

  it('fails when all are silent while other name servers can be asked', async () => {
    const { findings } = await inspect({ 1: same(SILENT), 2: same(SILENT) });

    expect(findings.map(({ verdict }) => verdict)).toEqual(['failure', 'failure']);
  });

  it('does not blame servers where no DNS question leaves the network', async () => {
    const { findings } = await inspect({ 1: same(SILENT), 2: same(SILENT) }, false);

    expect(findings).toEqual([
      {
        check: 'name-servers',
        subject: 'example.com',
        verdict: 'unknown',
        message: expect.stringContaining('lets no DNS questions out'),
        fix: expect.stringContaining('port 53'),
      },
    ]);
  });

  it('asks again after a second before it speaks of serials that differ', async () => {
    const late = { udp: [soa(7), soa(8)], tcp: [soa(7)] };

    const { findings, asked, elapsedMs } = await inspect({ 1: same(soa(8)), 2: late });

    expect(findings[1]).toMatchObject({
      verdict: 'ok',
      message: 'all that answer show serial 8, after a change that was under way',
    });
    expect(elapsedMs).toBe(1_000);
    expect(asked).toHaveLength(6);
  });

  it('warns of serials that still differ, naming who shows which', async () => {
    const { findings } = await inspect({ 1: same(soa(8)), 2: same(soa(7)), 3: same(soa(8)) });

    expect(findings[1]).toMatchObject({
      verdict: 'warning',
      message:
        'the servers show different versions of the zone: serial 8 at ns1.dnscale.test (192.0.2.1), ' +
        'ns3.dnscale.test (192.0.2.3); 7 at ns2.dnscale.test (192.0.2.2)',
    });
  });
});

describe('examineDelegation', () => {
  const examine = (servers: NameServerAddress[], compared?: Delegation['compared']) =>
    examineDelegation(
      'example.com',
      {
        resolver: {
          findNameServers: async () => servers,
          readDelegation: async () => aDelegation(servers, compared),
        },
        nameServerDomains: ['dnscale.test'],
      },
      noDeadline(),
    );

  it('names the servers of a zone that is delegated to DNScale', async () => {
    expect(await examine([aServer(1), aServer(2)])).toEqual([
      {
        check: 'delegation',
        subject: 'example.com',
        verdict: 'ok',
        message: 'is delegated to DNScale: ns1.dnscale.test, ns2.dnscale.test',
      },
    ]);
  });

  it('warns of a zone that is delegated to others as well', async () => {
    const [finding] = await examine([aServer(1), aServer(9, 'awsdns.test')]);

    expect(finding).toMatchObject({
      verdict: 'warning',
      message: expect.stringContaining('to others: ns9.awsdns.test.'),
      fix: expect.stringContaining('registrar'),
    });
  });

  it('warns of a parent that names other servers', async () => {
    const sets = { atParent: ['old.test'], parentOnly: ['old.test'], zoneOnly: ['ns1.dnscale.test'] };

    expect(await examine([aServer(1)], sets)).toMatchObject([
      {
        check: 'delegation',
        verdict: 'warning',
        message: expect.stringContaining('only its parent names old.test'),
      },
    ]);
  });

  it('tells apart that the parent could not be asked', async () => {
    expect(
      await examine([aServer(1)], { unknown: 'a.gtld.test (192.0.2.9) gave no answer in 2 s' }),
    ).toMatchObject([
      { check: 'delegation', verdict: 'ok' },
      {
        check: 'parent',
        subject: 'example.com',
        verdict: 'unknown',
        message: expect.stringContaining('a.gtld.test (192.0.2.9) gave no answer in 2 s'),
      },
    ]);
  });

  it('warns of a zone whose servers are none that it knows', async () => {
    const [finding] = await examine([aServer(9, 'awsdns.test')]);

    expect(finding).toMatchObject({
      verdict: 'warning',
      message: expect.stringContaining('is at DNScale, but is delegated to ns9.awsdns.test: none of them'),
      fix: expect.stringContaining('dns.nameServerDomains'),
    });
  });
});
