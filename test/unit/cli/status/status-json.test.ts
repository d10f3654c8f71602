/** What programs read: all of it, by hand. A change here that is no new field needs another number. */
import { expect, it } from 'vitest';
import { statusJson } from '../../../../cli/status/status-json.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import { documentIn } from '../../../support/command-documents.ts';
import { AT, FULL, known, renewerOf, TOKEN } from './fleet.ts';

const fault = new RenewerError({
  code: 'config-invalid',
  disposition: 'person',
  subject: '/dnscale-certs/Other',
  message: 'The SSM parameter does not describe a renewer.',
});

function written(...certificates: (typeof FULL)[]): unknown {
  return documentIn('status', JSON.stringify(statusJson([renewerOf(certificates)], [fault], AT)));
}

it('is one object with the number of its form', () => {
  expect(written()).toEqual({
    schema: 1,
    renewers: [
      {
        renewerName: 'DnscaleCerts',
        region: 'eu-central-1',
        version: '0.1.0',
        isComplete: true,
        token: { ok: true, at: '2026-11-27T03:16:00.000Z', zoneCount: 2, zonesLost: [] },
        certificates: [],
      },
    ],
    unreadable: [
      {
        code: 'config-invalid',
        subject: '/dnscale-certs/Other',
        message: 'The SSM parameter does not describe a renewer.',
      },
    ],
  });
  expect(TOKEN.ok).toBe(true);
});

it('has all that the tables hold of a certificate', async () => {
  const document = `${JSON.stringify(written(FULL), null, 2)}\n`;

  await expect(document).toMatchFileSnapshot('screens/full-json.txt');
});

it('has what there is of one that has not run yet', () => {
  const { state: _, ...declared } = known('new.test');

  expect(written(declared)).toMatchObject({
    renewers: [
      {
        certificates: [
          {
            certificateName: 'new.test',
            state: 'unchecked',
            isDeclared: true,
            declaredAt: '2026-10-02T14:00:00.000Z',
            domainNames: ['new.test'],
            zones: {},
            certificateArns: {},
            targets: [{ kind: 'acm', region: 'eu-central-1', isLive: false, isDeclared: true }],
            probes: [],
            history: [],
            limits: [{ of: 'certificates', used: 0, most: 4, mostOfCa: 5, hours: 168 }],
          },
        ],
      },
    ],
  });
});

it('lets out no attribute that a later release has added', () => {
  const { state } = FULL;
  const later = {
    ...FULL,
    state: state && { ...state, secretOfLater: 'x', history: [{ ...state.history?.[0], later: 1 }] },
  };

  expect(JSON.stringify(written(later as typeof FULL))).not.toMatch(/secretOfLater|"later"/);
});
