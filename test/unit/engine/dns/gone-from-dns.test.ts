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

type Case = { error?: RenewerError; left?: TxtRecord[]; canAsk?: boolean };

/** @param dns what the zone's two servers say, in turn, or why they are not found. */
async function cleanUp(
  dns: TxtAnswer[] | RenewerError,
  { error = FORBIDDEN, left = [LEFT], canAsk = true }: Case = {},
) {
  const events = createRecordedEvents();
  const removals: string[] = [];
  const asked: string[] = [];
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
        askTxt: async ({ address }, name) => {
          asked.push(name);
          if (dns instanceof RenewerError) throw dns;
          return dns[address === '192.0.2.1' ? 0 : 1] ?? { kind: 'answer', values: [] };
        },
        canAskAuthorities: async () => canAsk,
      },
      zones: { ...ports.zones, listZones: async () => [] },
      clock: createManualClock(NOW),
      events,
      propagation: { timeoutMs: 1_000, closedPortWaitMs: 60_000 },
    },
    left,
  );
  const reason = await solver.cleanUp(noDeadline());
  await solver.cleanUp(noDeadline());
  return { left: solver.outstanding(), reason, warnings: events.named('warning'), removals, asked };
}

const NO_VALUE: TxtAnswer = { kind: 'answer', values: [] };
const SILENT: TxtAnswer = { kind: 'failure', reason: 'no answer in 2 s', silent: true };
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

  it.each<[string, TxtAnswer[]]>([
    ['a server is silent', [NO_VALUE, SILENT]],
    ['a server fails', [NO_VALUE, { kind: 'failure', reason: 'SERVFAIL' }]],
    [
      'a resolver answers in place of a server',
      [NO_VALUE, { kind: 'failure', reason: 'answers without authority (lame)' }],
    ],
    ['a server cannot read the question', [NO_VALUE, { kind: 'failure', reason: 'FORMERR' }]],
    ['all servers are silent', [SILENT, SILENT]],
  ])(
    'keeps the value on its list for three days while %s, and then ends with one warning',
    async (_, dns) => {
      const first = await cleanUp(dns);
      const [nearly, after] = [new Date('2026-11-20T06:00:01Z'), new Date('2026-11-20T06:00:00Z')].map(
        (unseenSince) => [{ ...LEFT, unseenSince }],
      );

      expect(first).toMatchObject({ left: [{ ...LEFT, unseenSince: NOW }], reason: FORBIDDEN, warnings: [] });
      expect(await cleanUp(dns, { left: nearly ?? [] })).toMatchObject({ left: nearly, warnings: [] });
      expect(await cleanUp(dns, { left: after ?? [] })).toMatchObject({
        left: [],
        reason: undefined,
        warnings: [
          {
            subject: 'example.com',
            message:
              'A TXT value at _acme-challenge.example.com needs no removal any more: DNScale shows the zone example.com to this ' +
              'token no longer, and no name server of the zone has shown the value for 3 days. If the zone was deleted or has moved, ' +
              'nothing is to be done. If it is still at DNScale, let the token have it again; `dnscale-certs sweep` removes what is left.',
          },
        ],
      });
    },
  );

  const LONG_UNSEEN = { ...LEFT, unseenSince: new Date('2026-11-01T06:00:00Z') };

  it('begins to count anew once a server has shown the value', async () => {
    const { left } = await cleanUp([SILENT, { kind: 'answer', values: [VALUE] }], { left: [LONG_UNSEEN] });

    expect(left).toEqual([LEFT]);
  });

  it.each<[string, TxtAnswer[] | RenewerError, Case]>([
    ['no authoritative server can be asked from here', [SILENT, SILENT], { canAsk: false }],
    ['nobody tells the servers', NOBODY_TELLS, {}],
    ['DNScale is away', [NO_VALUE, NO_VALUE], { error: anError('dnscale-unavailable', 'No answer.') }],
  ])('keeps the value on its list for as long as %s', async (_, dns, given) => {
    expect(await cleanUp(dns, { ...given, left: [LONG_UNSEEN] })).toMatchObject({
      left: [LONG_UNSEEN],
      reason: given.error ?? FORBIDDEN,
      warnings: [],
    });
  });

  it('asks one question for a zone that nobody serves, and warns once of all its values', async () => {
    const left = Array.from({ length: 100 }, (_, index) => ({
      ...LEFT,
      name: `_acme-challenge.n${index}.example.com`,
    }));

    const { asked, warnings, ...rest } = await cleanUp([REFUSED, REFUSED], { left });

    expect(rest.left).toEqual([]);
    expect(asked).toEqual(['_acme-challenge.n0.example.com', '_acme-challenge.n0.example.com']);
    expect(warnings.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^100 TXT values at _acme-challenge\.n0\.example\.com, .* and 97 more need no removal any more: .* and DNS does not show them\. /,
      ),
    ]);
  });

  it('asks for each name of a zone that others serve now', async () => {
    const other = { ...LEFT, name: '_acme-challenge.www.example.com' };

    const { left, asked } = await cleanUp([NO_VALUE, NO_VALUE], { left: [LEFT, other] });

    expect(left).toEqual([]);
    expect(new Set(asked)).toEqual(new Set([LEFT.name, other.name]));
  });

  it('asks a server that is silent about one name of a zone, and not about the others: each would take seconds', async () => {
    const left = Array.from({ length: 100 }, (_, index) => ({
      ...LEFT,
      name: `_acme-challenge.n${index}.example.com`,
    }));

    const { left: kept, asked, warnings } = await cleanUp([NO_VALUE, SILENT], { left });

    // Twice: at the begin of a run, and at its end.
    expect(asked).toHaveLength(2 * 101);
    expect(kept.map(({ unseenSince }) => unseenSince)).toEqual(Array(100).fill(NOW));
    expect(warnings).toEqual([]);
  });
});
