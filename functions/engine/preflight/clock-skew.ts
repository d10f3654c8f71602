/** Is this machine's clock right? The CA tells its own with its directory (`Date`, RFC 9110 §6.6.1). Pure. */

const MINUTE_MS = 60_000;
/** What a slow answer and a lazy clock come to, and no certificate minds. */
const TOLERATED_MS = 5 * MINUTE_MS;

/**
 * What is wrong with the clock, in words; undefined when it is right, or when the CA did not tell its own.
 * @param clockAheadMs see AuthorityMeta.
 */
export function clockFault(clockAheadMs: number | undefined): string | undefined {
  if (clockAheadMs === undefined || Math.abs(clockAheadMs) <= TOLERATED_MS) return undefined;
  const minutes = Math.round(Math.abs(clockAheadMs) / MINUTE_MS);
  return `this machine's clock is ${minutes} minutes ${clockAheadMs > 0 ? 'ahead of' : 'behind'} that of the CA`;
}

export const CLOCK_FIX =
  'Set it (by NTP): renewals come as much too early or too late, and a new certificate may seem not to be valid yet.';
