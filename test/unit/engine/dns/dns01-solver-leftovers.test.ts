/** What a state lists is foreign input: the solver's clean-up of values that an earlier run is said to have left. */
import { describe, expect, it } from 'vitest';
import { createDns01Solver } from '../../../../functions/engine/dns/dns01-solver.ts';
import type { PublishedTxtRecord, TxtRecord } from '../../../../functions/engine/ports/dns.ts';
import { NOW, noDeadline } from '../../../support/builders.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import { createRecordedEvents } from '../../../support/memory-ports.ts';
import { anError } from '../preflight/doctor-ports.ts';
import { aZone, createDns } from './dns-in-memory.ts';

const VALUE = 'XM0DgL21KU-EFDcwge4V0yro0qjmwm5F_EthWocabKs';

const ZONE = aZone('example.com', { id: 'z1' });

function aRecord(value: string, name = '_acme-challenge.example.com'): TxtRecord {
  return { zoneId: 'z1', zoneName: 'example.com', name, value };
}

/** With a DNScale that removes whatever it is told to. */
function aSolver(left: TxtRecord[] = [], dns = createDns(), listZones = async () => [ZONE]) {
  const removals: PublishedTxtRecord[] = [];
  const events = createRecordedEvents();
  const solver = createDns01Solver(
    {
      txtRecords: {
        addValue: async (record) => ({ ...record, recordId: 'new' }),
        removeValue: async (record) => {
          removals.push(record);
          return 'removed';
        },
      },
      resolver: {
        ...dns.resolver,
        askTxt: async () => ({ kind: 'answer', values: [] }),
        canAskAuthorities: async () => true,
      },
      zones: { ...dns.zones, listZones },
      clock: createManualClock(NOW),
      events,
      propagation: { timeoutMs: 1_000, closedPortWaitMs: 60_000 },
      delegationZones: ['Acme.test.'],
    },
    left,
  );
  return { solver, events, removals };
}

describe('createDns01Solver, with values that a state lists', () => {
  it('searches them by name and value, whatever record id the state names', async () => {
    const { solver, removals } = aSolver([Object.assign(aRecord(VALUE), { recordId: 'spf' })]);

    await solver.cleanUp(noDeadline());

    expect(removals).toEqual([aRecord(VALUE)]);
  });

  it.each([
    [
      'a DMARC record',
      aRecord(VALUE, '_dmarc.example.com'),
      '_dmarc.example.com does not begin with _acme-challenge',
    ],
    ['the apex', aRecord(VALUE, 'example.com'), 'example.com does not begin with _acme-challenge'],
    [
      'a longer label',
      aRecord(VALUE, '_acme-challenge-2.example.com'),
      'does not begin with _acme-challenge',
    ],
    ['an SPF record', aRecord('v=spf1 -all'), 'the value does not have the form of an ACME value'],
    [
      'a name of another zone',
      aRecord(VALUE, '_acme-challenge.badexample.com'),
      'is not in the zone example.com',
    ],
    ['a path for an id', { ...aRecord(VALUE), zoneId: '..' }, '.. is no id of a zone'],
  ])('removes nothing for %s, says so and forgets it', async (_, record, fault) => {
    const { solver, events, removals } = aSolver([record]);

    expect(await solver.cleanUp(noDeadline())).toBeUndefined();

    expect(removals).toEqual([]);
    expect(solver.outstanding()).toEqual([]);
    expect(events.named('warning')).toEqual([
      { event: 'warning', subject: record.name, message: expect.stringContaining(fault) },
    ]);
  });

  const inListedZone = (value: string, name: string) => ({ ...aRecord(value, name), zoneName: 'acme.test' });

  it('removes an ACME value at any name of a zone that the deployment lists: a killed run has left it', async () => {
    const left = inListedZone(VALUE, 'example-com.acme.test');
    const { solver, events, removals } = aSolver([left]);

    expect(await solver.cleanUp(noDeadline())).toBeUndefined();

    expect(removals).toEqual([left]);
    expect(events.named('warning')).toEqual([]);
  });

  it.each([
    ['another value there', inListedZone('v=spf1 -all', 'example-com.acme.test')],
    ['a name that is not in it', inListedZone(VALUE, 'example.com')],
    ['a name of a zone below it', { ...inListedZone(VALUE, 'a.b.acme.test'), zoneName: 'b.acme.test' }],
  ])('leaves %s alone', async (_, record) => {
    const { solver, removals } = aSolver([record]);

    await solver.cleanUp(noDeadline());

    expect(removals).toEqual([]);
  });

  it('removes such a value when this run has published it, at the target of a CNAME', async () => {
    const target = aRecord(VALUE, 'example-com.acme.test');
    const { solver, removals } = aSolver([target]);
    await solver.present([target], noDeadline());

    await solver.cleanUp(noDeadline());

    expect(removals).toEqual([{ ...target, recordId: 'new' }]);
  });
});

describe('a value at the end of a CNAME, as a state lists it', () => {
  const END = 'shop.acme.example.com';
  const left = aRecord(VALUE, END);
  const ledTo = (target: string, from = '_acme-challenge.shop.example.com') =>
    createDns({ cnames: { [from]: target } });
  const disabled = {
    recordId: '1',
    name: '_acme-challenge.shop.example.com',
    type: 'CNAME',
    content: END,
    disabled: true,
  };

  it.each([
    ['a CNAME leads a challenge there', ledTo(END)],
    ['a CNAME is spelled in another way', ledTo('Shop.Acme.Example.COM')],
    [
      'one leads there by another',
      createDns({ cnames: { '_acme-challenge.shop.example.com': 'a.example.com', 'a.example.com': END } }),
    ],
    [
      'the zone is not delegated any more',
      createDns({ cnames: { '_acme-challenge.shop.example.com': END }, delegations: {} }),
    ],
  ])('is removed where %s', async (_, dns) => {
    const { solver, events, removals } = aSolver([left], dns);

    expect(await solver.cleanUp(noDeadline())).toBeUndefined();

    expect(removals).toEqual([left]);
    expect(solver.outstanding()).toEqual([]);
    expect(events.named('warning')).toEqual([]);
  });

  it.each([
    ['no CNAME leads there', left, createDns()],
    ['a CNAME leads to another name', left, ledTo('other.acme.example.com')],
    ['the CNAME is of no challenge', left, ledTo(END, 'www.example.com')],
    ['CNAMEs go in a circle', left, createDns({ cnames: { 'a.example.com': END, [END]: 'a.example.com' } })],
    ['the CNAME is disabled', left, createDns({ records: [disabled] })],
    ['the token sees no such zone', { ...left, zoneId: 'z2' }, ledTo(END)],
    [
      'the CNAME is in a zone of others, whoever wrote the state',
      aRecord(VALUE, '_dmarc.example.com'),
      ledTo('_dmarc.example.com', '_acme-challenge.evil.test'),
    ],
    ['it is no ACME value', { ...left, value: 'v=spf1 -all' }, ledTo(END)],
  ])('is left alone, told and forgotten where %s', async (_, record, dns) => {
    const { solver, events, removals } = aSolver([record], dns);

    expect(await solver.cleanUp(noDeadline())).toBeUndefined();

    expect(removals).toEqual([]);
    expect(solver.outstanding()).toEqual([]);
    expect(events.named('warning')).toMatchObject([
      { message: expect.stringContaining('does not begin with') },
    ]);
  });

  it('stays listed while DNScale does not say where the challenge goes', async () => {
    const isAway = async () => Promise.reject(anError('dnscale-unavailable'));
    const { solver, removals } = aSolver([left], ledTo(END), isAway);

    expect(await solver.cleanUp(noDeadline())).toMatchObject({ code: 'dnscale-unavailable' });

    expect(removals).toEqual([]);
    expect(solver.outstanding()).toEqual([left]);
  });

  it('is judged without a question to DNS', async () => {
    const dns = ledTo(END);

    await aSolver([left], dns).solver.cleanUp(noDeadline());

    expect(dns.asked).toEqual(['records example.com']);
  });
});
