import { describe, expect, it } from 'vitest';
import {
  type Check,
  changesBetween,
  followRuns,
  type RunOutcome,
} from '../../../../cli/renew/follow-runs.ts';
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

/** The lid is closed while this question is asked, for eight hours. */
const ASLEEP = 'asleep';

/** The tables at each question, or what it throws; the request is gone with the last. */
async function follow(...sights: (KnownCertificate | Error | typeof ASLEEP | undefined)[]) {
  const clock = createManualClock(NOW);
  const lines: string[] = [];
  const ends: RunOutcome['outcome'][] = [];
  const warnings: string[] = [];
  const sent: string[] = [];
  let question = 0;
  const left = await followRuns(
    [CHECK],
    {
      clock,
      findOpen: async () => new Set(question < sights.length - 1 ? ['one'] : []),
      read: async () => {
        const sight = sights[question];
        question += 1;
        if (sight instanceof Error) throw sight;
        if (sight === ASLEEP) {
          clock.advance(8 * 60 * 60_000);
          return [known()];
        }
        return sight ? [sight] : [];
      },
      send: async (names) => void sent.push(...names),
      step: (_, words) => lines.push(words),
      ended: (_, { outcome }) => ends.push(outcome),
      warn: (message) => warnings.push(message),
    },
    noDeadline(),
  );
  expect(sent).toEqual(['example.com']);
  return { ends, lines, warnings, left: left.length, tookMs: clock.now().getTime() - NOW.getTime() };
}

const ENDED = new RenewerError({
  code: 'aws-failed',
  disposition: 'person',
  message: 'The session has ended.',
  advice: 'Sign in again: aws sso login',
});

const CHECK: Check = { id: 'one', certificateName: 'example.com', before: known() };

/** Checks of so many certificates, of which some are served at each question. */
async function followMany(count: number, servedAtOnce: number) {
  const clock = createManualClock(NOW);
  const checks = Array.from({ length: count }, (_, index) => {
    const certificateName = `n${index}.test`;
    return { id: `id-${index}`, certificateName, before: { ...known(), certificateName } };
  });
  const calls = { findOpen: 0, read: [] as number[], send: [] as number[] };
  const ended: string[] = [];
  const left = await followRuns(
    checks,
    {
      clock,
      findOpen: async (some) => {
        calls.findOpen += 1;
        return new Set(some.slice(servedAtOnce).map(({ id }) => id));
      },
      read: async (names) => {
        calls.read.push(names.length);
        return names.map((certificateName) => ({ ...known(), certificateName }));
      },
      send: async (names) => void calls.send.push(names.length),
      step: () => undefined,
      ended: ({ certificateName }) => ended.push(certificateName),
      warn: () => undefined,
    },
    noDeadline(),
  );
  return { left, ended, calls, tookMs: clock.now().getTime() - NOW.getTime() };
}

describe('followRuns', () => {
  it('tells each step of a renewal once, and ends when the request is gone', async () => {
    const order = anOrderJournal({ url: 'https://ca.test/order/1' });
    const followed = await follow(
      known(),
      known({ order, txtRecords: [TXT], ...RUNNING }),
      known({ order, txtRecords: [TXT], ...RUNNING }),
      known({ order: undefined, certificate: RENEWED, installations: INSTALLED }),
    );

    expect(followed).toEqual({
      ends: ['renewed'],
      lines: [
        'a run has begun',
        'the CA has taken the order',
        'TXT values go to _acme-challenge.example.com',
        'the certificate is issued and stored, valid until 21 Feb 06:00 UTC',
        'it is in ACM of eu-central-1',
        'TXT values are gone from _acme-challenge.example.com',
      ],
      warnings: [],
      left: 0,
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
    expect(await follow(sight)).toMatchObject({ ends: [outcome] });
  });

  it('keeps a hundred messages ahead of the runs, and reads only what may have changed', async () => {
    const { left, ended, calls, tookMs } = await followMany(1_000, 40);

    expect(left).toEqual([]);
    expect(ended).toHaveLength(1_000);
    expect(calls.findOpen).toBe(25);
    expect(calls.send.slice(0, 3)).toEqual([100, 40, 40]);
    expect(calls.send.reduce((sum, count) => sum + count, 0)).toBe(1_000);
    expect(Math.max(...calls.read)).toBe(100);
    expect(tookMs).toBe(24 * 5_000);
  });

  it('gives up those that are left when no run has ended for 20 minutes', async () => {
    const { left, ended, tookMs } = await followMany(3, 0);

    expect(left.map(({ certificateName }) => certificateName)).toEqual(['n0.test', 'n1.test', 'n2.test']);
    expect(ended).toEqual([]);
    expect(tookMs).toBe(20 * 60_000);
  });

  it('asks once more after this machine has slept for hours, and then judges', async () => {
    expect(await follow(known(), ASLEEP, ENDED, known())).toMatchObject({ ends: ['unchanged'], left: 0 });
  });

  it('asks again when a reading fails, and tells it once until one works again', async () => {
    const warning =
      'The checks go on; reading them failed, and is tried again: The session has ended. Sign in again: aws sso login';

    expect(await follow(known(), ENDED, ENDED, known(), ENDED, known())).toMatchObject({
      warnings: [warning, warning],
      ends: ['unchanged'],
      tookMs: 10_000,
    });
  });

  it('asks for 20 minutes at most when no reading works any more', async () => {
    const ended = Array.from({ length: 1_000 }, () => ENDED);

    expect(await follow(known(), ...ended)).toMatchObject({ left: 1, ends: [], tookMs: 20 * 60_000 });
  });

  it('fails when the first reading does', async () => {
    await expect(follow(ENDED, known())).rejects.toBe(ENDED);
  });

  it('waits no longer once it is interrupted', async () => {
    const controller = new AbortController();
    const ports = {
      clock: createManualClock(NOW),
      findOpen: async () => new Set(['one']),
      read: async () => [known()],
      send: async () => controller.abort(new Error('Ctrl-C')),
      step: () => undefined,
      ended: () => undefined,
      warn: () => undefined,
    };

    const stopped = followRuns([CHECK], ports, { ...noDeadline(), signal: controller.signal });
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
