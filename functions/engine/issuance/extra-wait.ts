/**
 * The extra wait between "every name server shows the value" and the answer to the challenge. Normally there is none. When
 * the CA has missed values that every name server showed (an anycast site that lags, a cached RRset, its secondary
 * validation), the next tries in that zone wait longer, until one succeeds. Pure.
 */
export type Misses = Readonly<Record<string, number>>;

/** Let's Encrypt's resolvers keep an answer for up to 60 s. */
const EXTRA_WAIT_MS = [0, 60_000, 120_000] as const;

export function extraWaitMs(misses: Misses | undefined, zoneName: string): number {
  const count = misses?.[zoneName] ?? 0;
  return EXTRA_WAIT_MS[Math.min(count, EXTRA_WAIT_MS.length - 1)] ?? 0;
}

/** The misses after one more in each of these zones. */
export function countMisses(
  misses: Misses | undefined,
  zoneNames: readonly string[],
): Record<string, number> {
  const counted = new Set(zoneNames);
  return { ...misses, ...Object.fromEntries([...counted].map((name) => [name, (misses?.[name] ?? 0) + 1])) };
}
