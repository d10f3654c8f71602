/** What certificates may ask of a renewer, and how it is said that one asks for more: at synth and at deployment alike. Pure. */
import { printable } from '../errors.ts';

export type AllowedRequests = {
  regions: readonly string[];
  /** Directory URLs. */
  certificateAuthorities: readonly string[];
};

/** Parts of a sentence: what the renewer does not allow. */
export function findNotAllowed(
  asked: { regions: readonly string[]; certificateAuthority: string },
  allowed: AllowedRequests,
): string[] {
  const faults = asked.regions
    .filter((region) => !allowed.regions.includes(region))
    .map((region) => `the region ${printable(region)} (it allows ${allowed.regions.join(', ')})`);
  if (!allowed.certificateAuthorities.includes(asked.certificateAuthority)) {
    const urls = allowed.certificateAuthorities.join(', ');
    faults.push(`the CA ${printable(asked.certificateAuthority)} (it allows ${urls})`);
  }
  return faults;
}

/** What to do about it. */
export const ASK_OR_ALLOW =
  'Ask for something else, or add it to `regions` or `certificateAuthorities` of the renewer and deploy that first.';
