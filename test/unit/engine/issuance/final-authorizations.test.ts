import { describe, expect, it } from 'vitest';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import type { AcmeServer, Authorization } from '../../../../functions/engine/ports/acme.ts';
import { anAuthorization, anOrder, NOW } from '../../../support/builders.ts';
import { issue, JOURNAL } from './issuance-world.ts';

const NAMES = { domainNames: ['example.com', 'www.example.com', 'old.example.com'] };
const URLS = NAMES.domainNames.map((name) => `https://ca.test/authorization/${name}`);

type Course = {
  /** How often each name reads `pending` after the order is invalid, and what it is then. */
  verdicts: Record<string, [pendingReads: number, verdict: Authorization['status']]>;
  /** Refuses further answers once the order is invalid, or takes none of them to be the account's. */
  refusesAnswers?: 'order-refused' | 'acme-account';
  /** Makes no order invalid. @default false */
  staysPending?: boolean;
  /** How often the CA does not answer for an authorization once it was told. @default 0 */
  silentReads?: number;
  left?: 'pending' | 'invalid';
  workMs?: number;
};

/** A CA that makes the order invalid at the first answer, and validates the others all the while. */
async function fail({ verdicts, refusesAnswers, staysPending = false, left, workMs, ...course }: Course) {
  const answered: string[] = [];
  const reads = new Map<string, number>();
  const hasBegun = () => left === 'invalid' || answered.length > 0;
  const isInvalid = () => hasBegun() && !staysPending;
  const shown = () =>
    anOrder({ status: isInvalid() ? 'invalid' : 'pending', authorizationUrls: URLS, error: 'its words' });
  const acme: Partial<AcmeServer> = {
    createOrder: async () => shown(),
    getOrder: async () => shown(),
    getAuthorization: async (url) => {
      const domainName = url.split('/').at(-1) ?? '';
      const [pendingReads, verdict] = verdicts[domainName] ?? [0, 'valid'];
      const read = hasBegun() ? (reads.get(domainName) ?? 0) : -1;
      if (hasBegun()) reads.set(domainName, read + 1);
      if (read >= 0 && course.silentReads !== undefined && read < course.silentReads) {
        throw new RenewerError({ code: 'acme-unavailable', disposition: 'next-run', message: 'silence' });
      }
      return anAuthorization({
        url,
        domainName,
        challenge: { url: `https://ca.test/challenge/${domainName}`, txtValue: domainName },
        ...(read >= pendingReads && { status: verdict, error: 'the CA’s words', errorType: 'dns' }),
      });
    },
    respondToChallenge: async (url) => {
      if (refusesAnswers && answered.length > 0) {
        throw new RenewerError({ code: refusesAnswers, disposition: 'next-run', message: 'malformed' });
      }
      answered.push(url);
    },
  };
  const removed: number[] = [];
  const world = await issue({
    definition: NAMES,
    acme,
    ...(left && { left, journal: JOURNAL }),
    ...(workMs && { workMs }),
    cleanUp: async () => void removed.push(answered.length),
  });
  return { ...world, reads, removed };
}

describe('issueCertificate, when one authorization makes the order invalid', () => {
  it('waits until the CA has judged the others, and counts every failure', async () => {
    const { thrown, state, reads } = await fail({
      verdicts: {
        'example.com': [0, 'invalid'],
        'www.example.com': [3, 'invalid'],
        'old.example.com': [2, 'valid'],
      },
    });

    expect(thrown).toMatchObject({ code: 'challenge-invalid' });
    expect(Object.keys(state.failedValidations ?? {})).toEqual(['example.com', 'www.example.com']);
    expect(state.misses).toEqual({ 'example.com': 1 });
    expect(state.order).toBeUndefined();
    // One that is final is not read again.
    expect(Object.fromEntries(reads)).toEqual({
      'example.com': 1,
      'www.example.com': 4,
      'old.example.com': 3,
    });
  });

  it('does not wait where all are final', async () => {
    const { state, reads } = await fail({ verdicts: { 'example.com': [0, 'invalid'] } });

    expect(Object.keys(state.failedValidations ?? {})).toEqual(['example.com']);
    expect([...reads.values()]).toEqual([1, 1, 1]);
  });

  it.each([
    ['two minutes', 600_000, 120_000],
    ['what the run has left, but for its end', 20_000, 15_000],
  ])('waits no longer than %s, and counts what is known', async (_, workMs, longestMs) => {
    const { thrown, state } = await fail({
      workMs,
      verdicts: { 'example.com': [0, 'invalid'], 'www.example.com': [10_000, 'invalid'] },
    });

    expect(thrown).toMatchObject({ code: 'challenge-invalid' });
    const [at] = state.failedValidations?.['example.com'] ?? [];
    const tookMs = Number(at) - NOW.getTime();
    expect(tookMs).toBeGreaterThan(longestMs - 2_500);
    expect(tookMs).toBeLessThanOrEqual(longestMs);
    expect(state.order).toBeUndefined();
  });

  it('does so too where the CA refuses the answers that come after it', async () => {
    const { thrown, state, entered } = await fail({
      refusesAnswers: 'order-refused',
      verdicts: { 'example.com': [1, 'invalid'] },
    });

    expect(thrown).toMatchObject({ code: 'challenge-invalid' });
    expect(entered.at(-1)).toBe('validate');
    expect(state).toMatchObject({
      failedValidations: { 'example.com': [expect.any(Date)] },
      order: undefined,
    });
  });

  it.each([
    ['not for a name that nobody has answered', undefined, 0],
    ['ten seconds for one that an earlier run may have answered', 'pending' as const, 10_000],
  ])('waits %s', async (_, left, longestMs) => {
    const { state } = await fail({
      refusesAnswers: 'order-refused',
      ...(left && { left }),
      verdicts: {
        'example.com': [0, 'invalid'],
        'www.example.com': [10_000, 'invalid'],
        'old.example.com': [10_000, 'invalid'],
      },
    });

    const [at] = state.failedValidations?.['example.com'] ?? [];
    const tookMs = Number(at) - NOW.getTime();
    expect(tookMs).toBeGreaterThan(longestMs - 2_500);
    expect(tookMs).toBeLessThanOrEqual(longestMs);
    expect(state.order).toBeUndefined();
  });

  it('touches no TXT value before', async () => {
    const { removed } = await fail({
      verdicts: { 'example.com': [0, 'invalid'], 'www.example.com': [3, 'invalid'] },
    });

    expect(removed).toEqual([]);
  });

  it('counts those that were still open when an earlier run was killed', async () => {
    const { calls, state } = await fail({
      left: 'invalid',
      verdicts: { 'example.com': [0, 'invalid'], 'www.example.com': [2, 'invalid'] },
    });

    expect(Object.keys(state.failedValidations ?? {})).toEqual(['example.com', 'www.example.com']);
    expect(calls.some((call) => call.includes('failedValidations'))).toBe(true);
  });
});

describe('issueCertificate, when it fails after an answer, so that the TXT values go', () => {
  const failing = (verdicts: Course['verdicts'], silentReads = 0) =>
    fail({ verdicts, silentReads, refusesAnswers: 'acme-account', staysPending: true });

  it('waits until the CA has judged what was answered, and asks about nothing else', async () => {
    const { thrown, reads, state } = await failing({ 'example.com': [3, 'valid'] });

    expect(thrown).toMatchObject({ code: 'acme-account' });
    expect(state.order).toBeDefined();
    expect(Object.fromEntries(reads)).toEqual({ 'example.com': 4, 'www.example.com': 1 });
  });

  it('asks again where the CA does not answer', async () => {
    const { thrown, reads } = await failing({ 'example.com': [0, 'valid'] }, 2);

    expect(thrown).toMatchObject({ code: 'acme-account' });
    expect(reads.get('example.com')).toBe(3);
  });

  it('waits half a minute at most', async () => {
    const { elapsedMs } = await failing({ 'example.com': [10_000, 'valid'] });

    expect(elapsedMs).toBeGreaterThan(27_500);
    expect(elapsedMs).toBeLessThanOrEqual(30_000);
  });

  it('does not wait where the values stay for the next run', async () => {
    const { thrown, reads } = await fail({
      verdicts: { 'example.com': [10_000, 'valid'] },
      staysPending: true,
      workMs: 60_000,
    });

    expect(thrown).toMatchObject({ code: 'deadline-exceeded' });
    expect([...reads.keys()]).toEqual([]);
  });
});
