import { describe, expect, it } from 'vitest';
import { changesBetween, followRun } from '../../../../cli/renew/follow-run.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import type { KnownCertificate } from '../../../../functions/engine/ports/renewers.ts';
import type { CertificateState } from '../../../../functions/engine/renewal/state.ts';
import {
  aCertificateState,
  aDefinition,
  anOrderJournal,
  aStoredCertificate,
  NOW,
  noDeadline,
} from '../../../support/builders.ts';
import { createManualClock } from '../../../support/manual-clock.ts';

function known(
  state: Partial<CertificateState> = {},
  changes: Partial<KnownCertificate> = {},
): KnownCertificate {
  const certificate = aStoredCertificate();
  return {
    certificateName: 'example.com',
    definition: aDefinition(),
    state: aCertificateState({ certificate, ...state }),
    ...changes,
  };
}

const RUNNING = { runUntil: new Date('2026-11-23T06:05:00Z') };
const TXT = { zoneId: 'z', zoneName: 'example.com', name: '_acme-challenge.example.com', value: 'v1' };
const RENEWED = aStoredCertificate({
  version: '20261123T060000000Z-bbbbbb',
  notAfter: new Date('2027-02-21T06:00:00Z'),
});
const INSTALLED = {
  'eu-central-1': { certificateArn: 'arn:1', serial: '0a1b2c', importedAt: NOW },
};
const FAILURE = {
  count: 1,
  code: 'caa-forbids' as const,
  disposition: 'person' as const,
  message: 'CAA forbids it.',
  step: 'preflight' as const,
  at: NOW,
};

/** The tables at each question; the request is gone with the last. */
async function follow(...sights: (KnownCertificate | undefined)[]) {
  const clock = createManualClock(NOW);
  const lines: string[] = [];
  let question = 0;
  const { outcome } = await followRun(
    known(),
    {
      clock,
      isOpen: async () => question < sights.length - 1,
      read: async () => {
        question += 1;
        return sights[question - 1];
      },
      tell: (line) => lines.push(line),
    },
    noDeadline(),
  );
  return { outcome, lines, tookMs: clock.now().getTime() - NOW.getTime() };
}

describe('followRun', () => {
  it('tells each step of a renewal once, and ends when the request is gone', async () => {
    const order = anOrderJournal({ url: 'https://ca.test/order/1' });
    const followed = await follow(
      known(),
      known({ order, txtRecords: [TXT], ...RUNNING }),
      known({ order, txtRecords: [TXT], ...RUNNING }),
      known({ order: undefined, certificate: RENEWED, installations: INSTALLED }),
    );

    expect(followed).toEqual({
      outcome: 'renewed',
      lines: [
        'A run has begun.',
        'The CA has taken the order.',
        'TXT values go to _acme-challenge.example.com.',
        'The certificate is issued and stored: valid until 21 Feb 06:00 UTC.',
        'It is in ACM of eu-central-1.',
        'TXT values are gone from _acme-challenge.example.com.',
      ],
      tookMs: 6_000,
    });
  });

  it.each([
    ['unchanged', 'nothing was due', known()],
    ['installed', 'a region was missing', known({ installations: INSTALLED })],
    ['failed', 'the run failed', known({ failure: FAILURE })],
    [
      'failed',
      'it failed once the certificate was stored',
      known({ certificate: RENEWED, failure: FAILURE }),
    ],
    ['removed', 'nobody declares it any more', known({}, { definition: undefined })],
    ['removed', 'nothing is left of it', undefined],
    [
      'failed',
      'its record cannot be read',
      known(
        {},
        { unreadable: new RenewerError({ code: 'record-unreadable', disposition: 'person', message: '' }) },
      ),
    ],
  ])('ends with %s when %s', async (outcome, _, sight) => {
    expect(await follow(sight)).toMatchObject({ outcome });
  });

  it('gives up with the deadline, and waits no longer once it is interrupted', async () => {
    const clock = createManualClock(NOW);
    const controller = new AbortController();
    const ports = { clock, isOpen: async () => true, read: async () => known(), tell: () => undefined };

    const late = followRun(known(), ports, { ...noDeadline(), at: new Date('2026-11-23T06:20:00Z') });
    await expect(late).rejects.toMatchObject({ code: 'deadline-exceeded' });
    expect(clock.now()).toEqual(new Date('2026-11-23T06:20:00Z'));

    controller.abort(new Error('Ctrl-C'));
    const stopped = followRun(known(), ports, { ...noDeadline(), signal: controller.signal });
    await expect(stopped).rejects.toThrow('Ctrl-C');
  });
});

describe('changesBetween', () => {
  it('has no word about what stays, or about the end of a run', () => {
    const order = anOrderJournal({ url: 'https://ca.test/order/1' });
    const state = { order, txtRecords: [TXT], installations: INSTALLED };

    expect(changesBetween(known({ ...state, ...RUNNING }), known(state))).toEqual([]);
  });
});
