/** The clean-up of values in a zone that DNScale shows no longer: deleted there, or kept from the token. */
import { describe, expect, it } from 'vitest';
import { createDns01Solver } from '../../../../functions/engine/dns/dns01-solver.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import type { TxtAnswer, TxtRecord } from '../../../../functions/engine/ports/dns.ts';
import { NOW, noDeadline } from '../../../support/builders.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import { createRecordedEvents } from '../../../support/memory-ports.ts';
import { anError } from '../preflight/doctor-ports.ts';
import { createDns } from './dns-in-memory.ts';

const VALUE = 'XM0DgL21KU-EFDcwge4V0yro0qjmwm5F_EthWocabKs';
const LEFT: TxtRecord = {
  zoneId: 'z1',
  zoneName: 'example.com',
  name: '_acme-challenge.example.com',
  value: VALUE,
};
const SERVERS = ['192.0.2.1', '192.0.2.2'].map((address) => ({ nameServer: 'ns1.test', address, port: 53 }));
const FORBIDDEN = anError('dnscale-forbidden', 'It finds no such zone or record.');
const NOT_DELEGATED = anError('not-delegated', 'The zone example.com is not delegated in DNS.');
const NOBODY_TELLS = new RenewerError({
  code: 'not-delegated',
  disposition: 'next-run',
  message: 'The resolver gave no answer.',
});

/** @param dns what the zone's two servers say, in turn, or why they are not found. */
async function cleanUp(dns: TxtAnswer[] | RenewerError, error = FORBIDDEN) {
  const events = createRecordedEvents();
  const removals: string[] = [];
  const ports = createDns();
  const solver = createDns01Solver(
    {
      txtRecords: {
        addValue: async (record) => record,
        removeValue: async ({ value }) => {
          removals.push(value);
          throw error;
        },
      },
      resolver: {
        ...ports.resolver,
        findNameServers: async () => {
          if (dns instanceof RenewerError) throw dns;
          return SERVERS;
        },
        askTxt: async ({ address }) => {
          if (dns instanceof RenewerError) throw dns;
          return dns[address === '192.0.2.1' ? 0 : 1] ?? { kind: 'answer', values: [] };
        },
        canAskAuthorities: async () => true,
      },
      zones: { ...ports.zones, listZones: async () => [] },
      clock: createManualClock(NOW),
      events,
      propagation: { timeoutMs: 1_000, closedPortWaitMs: 60_000 },
    },
    [LEFT],
  );
  const reason = await solver.cleanUp(noDeadline());
  await solver.cleanUp(noDeadline());
  return { left: solver.outstanding(), reason, warnings: events.named('warning'), removals };
}

const NO_VALUE: TxtAnswer = { kind: 'answer', values: [] };
const REFUSED: TxtAnswer = { kind: 'failure', reason: 'REFUSED' };

describe('the clean-up of a zone that DNScale shows no longer', () => {
  it.each<[string, TxtAnswer[] | RenewerError]>([
    [
      'moved to other servers, which do not have the value',
      [NO_VALUE, { kind: 'answer', values: ['other'] }],
    ],
    ['deleted, and DNScale\u2019s servers refuse it', [REFUSED, REFUSED]],
    ['deleted, and delegated no more', NOT_DELEGATED],
  ])('ends with one warning, once it is %s', async (_, dns) => {
    const { left, reason, warnings, removals } = await cleanUp(dns);

    expect(left).toEqual([]);
    expect(reason).toBeUndefined();
    expect(removals).toEqual([VALUE]);
    expect(warnings).toEqual([
      {
        event: 'warning',
        subject: 'example.com',
        message:
          'A TXT value at _acme-challenge.example.com needs no removal any more: DNScale shows the zone example.com to this ' +
          'token no longer, and DNS does not show the value. If the zone was deleted or has moved, nothing is to be done. If it ' +
          'is still at DNScale, let the token have it again; `dnscale-certs sweep` removes what is left.',
      },
    ]);
  });

  it.each<[string, TxtAnswer[] | RenewerError, RenewerError]>([
    [
      'a server shows the value: the token is limited',
      [NO_VALUE, { kind: 'answer', values: [VALUE] }],
      FORBIDDEN,
    ],
    [
      'a server is silent',
      [NO_VALUE, { kind: 'failure', reason: 'no answer in 2 s', silent: true }],
      FORBIDDEN,
    ],
    ['a server fails', [NO_VALUE, { kind: 'failure', reason: 'SERVFAIL' }], FORBIDDEN],
    [
      'a resolver answers in place of a server',
      [NO_VALUE, { kind: 'failure', reason: 'answers without authority (lame)' }],
      FORBIDDEN,
    ],
    ['a server cannot read the question', [NO_VALUE, { kind: 'failure', reason: 'FORMERR' }], FORBIDDEN],
    ['nobody tells the servers', NOBODY_TELLS, FORBIDDEN],
    ['DNScale is away', [NO_VALUE, NO_VALUE], anError('dnscale-unavailable', 'No answer.')],
  ])('keeps the value on its list while %s', async (_, dns, error) => {
    const { left, reason, warnings } = await cleanUp(dns, error);

    expect(left).toEqual([LEFT]);
    expect(reason).toBe(error);
    expect(warnings).toEqual([]);
  });
});
