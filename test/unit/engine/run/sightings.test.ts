import { describe, expect, it } from 'vitest';
import type { RunEvent, RunStep } from '../../../../functions/engine/ports/events.ts';
import { watchSteps } from '../../../../functions/engine/run/sightings.ts';
import { createSteps } from '../../../../functions/engine/run/steps.ts';
import { NOW } from '../../../support/builders.ts';
import { createRecordedEvents } from '../../../support/memory-ports.ts';

const AT = '2027-02-25T08:12:30.123Z';
const VALUE = 'the-value-itself';

const seenAt = (
  name: string,
  nameServer: string,
  verdict: 'complete' | 'lagging' | 'failing',
  address = '192.0.2.1',
): RunEvent => ({ event: 'propagation-seen', name, nameServer, address, verdict, detail: 'd', elapsedMs: 1 });

const propagated = (name: string, elapsedMs: number): RunEvent => ({ event: 'propagated', name, elapsedMs });

/** A step with the events that come while it lasts. */
type Part = [step: RunStep, ...RunEvent[]];

function watched(...parts: Part[]) {
  const sink = createRecordedEvents();
  const steps = createSteps({ now: () => NOW });
  const sightings = watchSteps(steps, sink);
  for (const [step, ...events] of parts) {
    steps.enter(step);
    for (const event of events) sightings.events.emit(event);
  }
  return { sink, sightings };
}

const sawOf = (...parts: Part[]) =>
  Object.fromEntries(
    watched(...parts)
      .sightings.steps()
      .map(({ step, saw }) => [step, saw]),
  );

const ISSUANCE: Part[] = [
  ['decide', { event: 'decided', due: true, reason: 'age', message: 'a third of its life is left' }],
  [
    'preflight',
    { event: 'zones-checked', zoneNames: ['a.test'], nameServers: ['ns1', 'ns2', 'ns3'] },
    { event: 'caa-checked', foundAt: ['a.test'], unasked: [] },
  ],
  ['createKey'],
  [
    'newOrder',
    {
      event: 'order-created',
      orderUrl: 'https://ca/order/1',
      domainNames: ['a.test', 'b.a.test'],
      certificateAuthority: 'c',
    },
  ],
  [
    'present',
    { event: 'txt-published', name: 'x', value: VALUE, zoneName: 'a.test' },
    { event: 'txt-published', name: 'y', value: VALUE, zoneName: 'a.test' },
  ],
  [
    'waitForPropagation',
    seenAt('x', 'ns1', 'lagging'),
    seenAt('x', 'ns2', 'complete'),
    seenAt('y', 'ns1', 'complete'),
    seenAt('y', 'ns2', 'complete'),
    propagated('y', 1200),
    { event: 'challenge-answered', domainName: 'b.a.test' },
    seenAt('x', 'ns1', 'complete'),
    propagated('x', 6204),
    { event: 'challenge-answered', domainName: 'a.test' },
  ],
  ['validate'],
  ['finalize', { event: 'txt-removed', name: 'x', value: VALUE }],
  [
    'store',
    { event: 'certificate-issued', serial: '0a', notAfter: AT, domainNames: ['a.test'] },
    { event: 'certificate-stored', version: '2027-v1' },
  ],
  [
    'install',
    { event: 'certificate-imported', region: 'eu-central-1', certificateArn: 'arn', serial: '0a' },
    { event: 'certificate-imported', region: 'us-east-1', certificateArn: 'arn', serial: '0a' },
    { event: 'secret-written', secretArn: 'arn', serial: '0a' },
  ],
];

describe('watchSteps', () => {
  it('tells of each step of an issuance what it saw', () => {
    expect(sawOf(...ISSUANCE)).toEqual({
      gather: undefined,
      decide: 'a third of its life is left',
      preflight: '3 name servers, CAA lets the CA in',
      createKey: undefined,
      newOrder: 'an order for 2 names',
      present: '2 TXT values in a.test',
      waitForPropagation: '2 names, 2 of 2 servers after 6.20 s',
      validate: 'the CA was told to validate 2 names',
      finalize: 'valid until 2027-02-25',
      store: 'version 2027-v1',
      install: 'eu-central-1, us-east-1, the secret',
    });
  });

  it('tells of each challenge of an issuance', () => {
    expect(watched(...ISSUANCE).sightings.challenges()).toEqual([
      { name: 'x', showing: 2, servers: 2, tookMs: 6204 },
      { name: 'y', showing: 2, servers: 2, tookMs: 1200 },
    ]);
  });

  it('passes every event on, as it is', () => {
    const { sink } = watched(['cleanUp', { event: 'txt-removed', name: 'x', value: VALUE }]);

    expect(sink.all).toEqual([{ event: 'txt-removed', name: 'x', value: VALUE }]);
  });

  it('keeps no TXT value and no URL', () => {
    const kept = JSON.stringify(watched(...ISSUANCE).sightings.steps());

    expect(kept).not.toContain(VALUE);
    expect(kept).not.toContain('https:');
  });

  it.each<[string, Part, string | undefined]>([
    [
      'which names lag when the wait ends',
      [
        'waitForPropagation',
        seenAt('x', 'ns1', 'complete'),
        seenAt('x', 'ns2', 'lagging'),
        seenAt('y', 'ns1', 'complete'),
        propagated('y', 9),
      ],
      '2 names, 1 of 2 servers, 1 name not yet everywhere',
    ],
    [
      'a server that does not answer, and one with two addresses of which one lags',
      [
        'waitForPropagation',
        seenAt('x', 'ns1', 'complete'),
        seenAt('x', 'ns1', 'lagging', '2001:db8::1'),
        seenAt('x', 'ns2', 'failing'),
      ],
      '0 of 2 servers, 1 name not yet everywhere',
    ],
    [
      'what the next try of a server shows',
      [
        'waitForPropagation',
        seenAt('x', 'ns1', 'failing'),
        seenAt('x', 'ns1', 'complete'),
        propagated('x', 90),
      ],
      '1 of 1 server after 0.09 s',
    ],
    ['no CAA records', ['preflight', { event: 'caa-checked', foundAt: [], unasked: [] }], 'no CAA records'],
    [
      'names that nobody could be asked for',
      ['preflight', { event: 'caa-checked', foundAt: [], unasked: ['a.test'] }],
      'nobody could be asked about CAA',
    ],
    [
      'a resumed order',
      ['resume', { event: 'order-resumed', orderUrl: 'u', status: 'ready' }],
      'an order that is ready',
    ],
    [
      'a version of the archive',
      [
        'reinstall',
        { event: 'version-reinstalled', version: 'v3', copyOf: 'v1', serial: '0a', notAfter: AT },
      ],
      'v1 of the archive, valid until 2027-02-25',
    ],
    [
      'what is left of a clean-up',
      [
        'cleanUp',
        { event: 'txt-removed', name: 'x', value: VALUE },
        { event: 'clean-up-postponed', name: 'y', value: VALUE, message: 'm' },
      ],
      '1 TXT value removed, 1 left',
    ],
    [
      'what a proof of readiness found',
      [
        'readiness',
        {
          event: 'readiness-failed',
          code: 'caa-forbids',
          disposition: 'person',
          message: 'm',
          since: AT,
          tookMs: 5,
        },
      ],
      'caa-forbids',
    ],
    ['a step of which nothing is known', ['install'], undefined],
  ])('tells of %s', (_, part, saw) => {
    expect(sawOf(part)[part[0]]).toBe(saw);
  });

  it('cuts what is long, and what a terminal would obey', () => {
    const status = `\u001b[2J${'ready '.repeat(100)}`;

    const { resume } = sawOf(['resume', { event: 'order-resumed', orderUrl: 'u', status }]);

    expect(resume).toHaveLength(120);
    expect(resume).toMatch(/^an order that is {2}\[2Jready ready.*…$/);
  });
});

describe('zones', () => {
  it('has the zones that the last preflight found, and none before it', () => {
    expect(watched(...ISSUANCE).sightings.zones()).toEqual({ zoneNames: ['a.test'] });
    expect(watched(['decide']).sightings.zones()).toEqual({});
  });
});
