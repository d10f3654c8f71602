/** Says what a revocation does, and asks whether it may. It cannot be taken back. */
import { pageOf } from '../page.ts';
import { confirm, nobodyToAsk, type Streams } from '../questions.ts';
import type { FoundCertificate } from '../renew/find-certificates.ts';
import type { Intention } from './intention.ts';
import { questionText } from './question.ts';

/**
 * @param readUses ARNs of what uses it: `found` has no observations.
 * @throws RenewerError `config-invalid` where nobody can be asked.
 */
export async function isAgreed(
  found: FoundCertificate,
  intention: Intention,
  { yes, readUses }: { yes?: true; readUses(): Promise<string[] | undefined> },
  { stdin, stderr }: Pick<Streams, 'stdin' | 'stderr'>,
): Promise<boolean> {
  if (yes) return true;
  if (stdin.isTTY) {
    const known = { ...found.known, usedBy: await readUses() };
    const text = questionText({ ...found, known }, intention, pageOf(stderr).columns);
    return confirm(text, stdin, stderr);
  }
  throw nobodyToAsk('Nothing was revoked', '--yes');
}
