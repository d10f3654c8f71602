/** The rule for a renewer's name: all physical names begin with it. Pure. */

/** All of AWS shares bucket names, of 63 characters at most; account and region make ours unique, and let it be found again. */
const LONGEST_NAME = 63 - '-123456789012-ap-northeast-1'.length;

/** What a renewer's name has to be, in words. */
export const RENEWER_NAME = `a letter, then letters, digits and hyphens, ${LONGEST_NAME} characters at most`;

export function isRenewerName(name: string): boolean {
  return /^[A-Za-z][A-Za-z0-9-]*$/.test(name) && name.length <= LONGEST_NAME;
}
