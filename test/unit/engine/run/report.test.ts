import { describe, expect, it } from 'vitest';
import { deadlineIn, systemClock } from '../../../../functions/engine/deadline.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import type { RenewalWindow } from '../../../../functions/engine/ports/acme.ts';
import type { RunStep } from '../../../../functions/engine/ports/events.ts';
import type { Deadline } from '../../../../functions/engine/ports/time.ts';
import type { Failure } from '../../../../functions/engine/renewal/state.ts';
import { reportFailure } from '../../../../functions/engine/run/report.ts';
import type { Run } from '../../../../functions/engine/run/run.ts';
import { aStoredCertificate, NOW, noDeadline } from '../../../support/builders.ts';
import { createMemoryRecords, createRecordedEvents } from '../../../support/memory-ports.ts';

const CERT_ID = 'aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE';
const NO_TOKEN = new RenewerError({ code: 'token-missing', disposition: 'person', message: 'No token.' });

async function report(
  readCurrentVersion: (deadline: Deadline) => Promise<string>,
  {
    step = 'preflight',
    failure = NO_TOKEN,
    before,
    serialBefore = '0a1b2c',
    window,
  }: {
    step?: RunStep;
    failure?: RenewerError;
    before?: Failure;
    serialBefore?: string;
    window?: RenewalWindow;
  } = {},
) {
  const records = createMemoryRecords(undefined, {
    failure: before,
    certificate: aStoredCertificate({ certId: CERT_ID }),
    ...(window && { renewalInfo: { certId: CERT_ID, window, askAgainAt: NOW } }),
  });
  const claim = await records.claim('example.com', { runId: 'run-1', runUntil: NOW }, noDeadline());
  const run = {
    claim,
    serialBefore,
    startedAt: new Date(Date.now() - 240_000),
    steps: { current: step },
    sightings: {
      steps: () => [{ step, tookMs: 240_000, saw: 'nothing' }],
      challenges: () => [],
      zones: () => ({}),
    },
    solver: { outstanding: () => [] },
    times: { end: deadlineIn(400, systemClock) },
    ports: { clock: systemClock, events: createRecordedEvents(), tokenVersions: { readCurrentVersion } },
  } as unknown as Run;
  await reportFailure(run, failure);
  return records;
}

describe('reportFailure', () => {
  it('writes down how long the run lasted', async () => {
    const { state } = await report(async () => 'v1');

    expect(state.failure?.tookMs).toBeGreaterThanOrEqual(240_000);
    expect(state.failure?.tookMs).toBeLessThan(250_000);
  });

  it('writes down since when runs fail, what it is about, and a line of history', async () => {
    const before = {
      count: 1,
      code: 'dnscale-unavailable',
      disposition: 'next-run',
      message: '',
      step: 'preflight',
      at: NOW,
    } as const;
    const failure = new RenewerError({
      code: 'zone-not-found',
      disposition: 'person',
      message: 'No zone.',
      subject: 'example.com',
    });

    const { state, next } = await report(async () => 'v1', { failure, before });

    expect(state.failure).toMatchObject({ since: NOW, subject: 'example.com' });
    // The cause is another than before.
    expect(state.failure?.causeSince).toEqual(state.failure?.at);
    expect(state.history).toMatchObject([
      {
        outcome: 'failed',
        code: 'zone-not-found',
        message: 'No zone.',
        steps: [{ step: 'preflight', tookMs: 240_000, saw: 'nothing' }],
      },
    ]);
    expect(next).toMatchObject({ attentionAt: state.failure?.at });
  });

  it.each([
    [
      'has issued one before it failed',
      '000001',
      { serial: '0a1b2c', notAfter: new Date('2027-01-30T00:00:00Z') },
    ],
    ['has issued none', '0a1b2c', {}],
  ])('lists the certificate of a run that %s', async (_, serialBefore, made) => {
    const { state } = await report(async () => 'v1', { serialBefore });

    const { serial, notAfter } = state.history?.at(-1) ?? {};
    expect({ ...(serial && { serial }), ...(notAfter && { notAfter }) }).toEqual(made);
  });

  it('keeps the begin of a row of failures', async () => {
    const before = {
      count: 2,
      code: 'caa-forbids',
      disposition: 'person',
      message: '',
      step: 'preflight',
      at: new Date('2026-11-23T07:00:00Z'),
      since: NOW,
    } as const;

    expect((await report(async () => 'v1', { before })).state.failure).toMatchObject({
      count: 3,
      since: NOW,
    });
  });

  it('has a new version of the token wake the certificate', async () => {
    const { next } = await report(async () => 'v1');

    expect(next).toMatchObject({ waitsForTokenNewerThan: 'v1' });
  });

  it('writes the failure down although nobody says which version the token has', async () => {
    const { state, next } = await report(
      (deadline) =>
        new Promise((_, reject) =>
          deadline.signal.addEventListener('abort', () => reject(deadline.signal.reason)),
        ),
    );

    expect(state.failure).toMatchObject({ code: 'token-missing', count: 1 });
    expect(next).toMatchObject({ nextCheckAt: expect.any(Date), waitsForTokenNewerThan: undefined });
  });
  it.each([
    ['caa-forbids', 10],
    ['acme-paused', 60],
    ['acme-account', 60],
  ] as const)('comes back after %s in the middle of a validation in %i minutes', async (code, minutes) => {
    const failure = new RenewerError({ code, disposition: 'person', message: 'The CA’s words.' });
    const startedMs = Date.now();

    const { next } = await report(async () => 'v1', { step: 'validate', failure });

    const waitMs = (next && next !== 'never' ? next.nextCheckAt.getTime() : 0) - startedMs;
    expect(Math.round(waitMs / 60_000)).toBe(minutes);
  });

  it.each([
    ['acme-unavailable', 'newOrder', 60, { count: 41, costlyCount: 1 }],
    ['challenge-invalid', 'validate', 100, { count: 41, costlyCount: 2 }],
  ] as const)(
    'backs off from %s by those failures before it that cost something: %s, %i minutes',
    async (code, step, minutes, counts) => {
      const before = {
        count: 40,
        costlyCount: 1,
        code,
        disposition: 'next-run',
        message: '',
        step,
        at: NOW,
      } as const;
      const failure = new RenewerError({ code, disposition: 'next-run', message: 'The CA’s words.' });
      const startedMs = Date.now();

      const { next, state } = await report(async () => 'v1', { step, failure, before });

      const waitMs = (next && next !== 'never' ? next.nextCheckAt.getTime() : 0) - startedMs;
      expect(Math.round(waitMs / 60_000)).toBe(minutes);
      expect(state.failure).toMatchObject(counts);
    },
  );

  it.each([
    ['has an hour left', -2, 1, 30],
    ['is over', -3, -1, 100],
    ['has not come', 1, 4, 100],
  ])(
    'after a second costly failure, with a window of the CA that %s, pauses as long as the window allows',
    async (_, from, to, minutes) => {
      const startedMs = Date.now();
      const hour = (hours: number) => new Date(startedMs + hours * 3_600_000);
      const before = {
        count: 1,
        costlyCount: 1,
        code: 'challenge-invalid',
        disposition: 'next-run',
        message: '',
        step: 'validate',
        at: NOW,
      } as const;
      const failure = new RenewerError({
        code: 'challenge-invalid',
        disposition: 'next-run',
        message: 'The CA’s words.',
      });

      const { next } = await report(async () => 'v1', {
        step: 'validate',
        failure,
        before,
        window: { startsAt: hour(from), endsAt: hour(to) },
      });

      const waitMs = (next && next !== 'never' ? next.nextCheckAt.getTime() : 0) - startedMs;
      expect(Math.round(waitMs / 60_000)).toBe(minutes);
    },
  );
});
