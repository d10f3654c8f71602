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
  /** Refuses further answers once the order is invalid. */
  refusesAnswers?: boolean;
  left?: 'pending' | 'invalid';
  workMs?: number;
};

/** A CA that makes the order invalid at the first answer, and validates the others all the while. */
async function fail({ verdicts, refusesAnswers, left, workMs }: Course) {
  const answered: string[] = [];
  const reads = new Map<string, number>();
  const isInvalid = () => left === 'invalid' || answered.length > 0;
  const shown = () =>
    anOrder({ status: isInvalid() ? 'invalid' : 'pending', authorizationUrls: URLS, error: 'its words' });
  const acme: Partial<AcmeServer> = {
    createOrder: async () => shown(),
    getOrder: async () => shown(),
    getAuthorization: async (url) => {
      const domainName = url.split('/').at(-1) ?? '';
      const [pendingReads, verdict] = verdicts[domainName] ?? [0, 'valid'];
      const read = isInvalid() ? (reads.get(domainName) ?? 0) : -1;
      if (isInvalid()) reads.set(domainName, read + 1);
      return anAuthorization({
        url,
        domainName,
        challenge: { url: `https://ca.test/challenge/${domainName}`, txtValue: domainName },
        ...(read >= pendingReads && { status: verdict, error: 'the CA’s words', errorType: 'dns' }),
      });
    },
    respondToChallenge: async (url) => {
      if (refusesAnswers && answered.length > 0) {
        throw new RenewerError({ code: 'order-refused', disposition: 'next-run', message: 'malformed' });
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
      refusesAnswers: true,
      verdicts: { 'example.com': [0, 'invalid'], 'www.example.com': [1, 'expired'] },
    });

    expect(thrown).toMatchObject({ code: 'challenge-invalid' });
    expect(entered.at(-1)).toBe('validate');
    expect(state).toMatchObject({
      failedValidations: { 'example.com': [expect.any(Date)] },
      order: undefined,
    });
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
