/**
 * How long S3 keeps what is in the archive. Each object has a tag with a class of days, and the bucket has a lifecycle rule
 * for each class: so keys end without a permission to delete. Imports nothing: the stack makes the rules from the same list.
 * Why by tags and classes: docs/decisions/0025-how-long-keys-are-kept.md.
 */

export const LIFE_TAG = 'dnscale-certs:life';

/** In days. Public certificates live for 6 to 398 days, most of them for 90 or less. */
export const LIFE_CLASSES: readonly number[] = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 200, 400];

/** Of a key whose certificate does not exist yet. No other class is ever changed. */
export const LONGEST_LIFE = '400';

/** Of a certificate that lives longer than the longest class, as private CAs make them. No rule ends it. */
const UNLIMITED_LIFE = 'unlimited';

/** An object of a class stays for the class's days and these; its deleted versions for `DELETED_DAYS` more: 30 together. */
export const DAYS_BEYOND_LIFE = 23;
export const DELETED_DAYS = 7;

const DAY_MS = 24 * 60 * 60 * 1_000;

/** The class of what was written then, so that it stays until the certificate has expired and for `DAYS_BEYOND_LIFE` more. */
export function lifeClass(writtenAt: Date, notAfter: Date): string {
  const days = (notAfter.getTime() - writtenAt.getTime()) / DAY_MS;
  return String(LIFE_CLASSES.find((classDays) => days <= classDays) ?? UNLIMITED_LIFE);
}
