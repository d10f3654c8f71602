/**
 * The extra wait between "every name server shows the value" and the answer to the challenge. Normally there is none. When
 * the CA has missed values that every name server showed (an anycast site that lags, a cached RRset, its secondary
 * validation), the next tries in that zone wait longer, and so do the next renewals: a success with the wait does not tell
 * whether one without it would have been. A person who knows better sets it. Pure.
 */
import { ownValue } from '../own-value.ts';

export type Misses = Readonly<Record<string, number>>;

/** Let's Encrypt's resolvers keep an answer for up to 60 s. */
const EXTRA_WAIT_MS = [0, 60_000, 120_000] as const;

/** A miss is forgotten after four certificates. A quarter has no rounding error. */
const FORGOTTEN_BY_SUCCESS = 0.25;

/** @param setSeconds what the definition says: at least that. */
export function extraWaitMs(misses: Misses | undefined, zoneName: string, setSeconds = 0): number {
  const count = Math.ceil(ownValue(misses, zoneName) ?? 0);
  const remembered = EXTRA_WAIT_MS[Math.min(count, EXTRA_WAIT_MS.length - 1)] ?? 0;
  return Math.max(remembered, setSeconds * 1_000);
}

/** The misses after one more in each of these zones. */
export function countMisses(
  misses: Misses | undefined,
  zoneNames: readonly string[],
): Record<string, number> {
  const counted = new Set(zoneNames);
  return {
    ...misses,
    ...Object.fromEntries([...counted].map((name) => [name, (ownValue(misses, name) ?? 0) + 1])),
  };
}

/** The misses after a certificate was issued; undefined when none is left. */
export function forgetMisses(misses: Misses | undefined): Record<string, number> | undefined {
  const left = Object.entries(misses ?? {})
    .map(([name, count]) => [name, count - FORGOTTEN_BY_SUCCESS] as const)
    .filter(([, count]) => count > 0);
  return left.length === 0 ? undefined : Object.fromEntries(left);
}
