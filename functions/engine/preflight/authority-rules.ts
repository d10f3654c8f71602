/**
 * What a CA's directory tells of a certificate to come: does it offer the profile, and is this machine's clock right?
 * The CA sends its own time along (`Date`, RFC 9110 §6.6.1). Pure.
 */
import type { AuthorityMeta } from '../ports/acme.ts';

const MINUTE_MS = 60_000;
/** A slow answer plus a drifting clock stays below this, and certificates tolerate it. */
const TOLERATED_MS = 5 * MINUTE_MS;

/** Without a profile the CA takes its default, which cannot be missing. */
export function isProfileOffered(
  profile: string | undefined,
  { profiles }: Pick<AuthorityMeta, 'profiles'>,
): boolean {
  return profile === undefined || profiles.includes(profile);
}

/**
 * The clock's fault in words; undefined when it is right, or when the CA did not send its own time.
 * @param clockAheadMs see AuthorityMeta.
 */
export function clockFault(clockAheadMs: number | undefined): string | undefined {
  if (clockAheadMs === undefined || Math.abs(clockAheadMs) <= TOLERATED_MS) return undefined;
  const minutes = Math.round(Math.abs(clockAheadMs) / MINUTE_MS);
  return `this machine's clock is ${minutes} minutes ${clockAheadMs > 0 ? 'ahead of' : 'behind'} the CA's`;
}

export const CLOCK_FIX =
  'Set it (by NTP): renewals come as much too early or too late, and a new certificate may seem not to be valid yet.';
