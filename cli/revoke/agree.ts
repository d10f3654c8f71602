/** Says what a revocation does, and asks whether it may. It cannot be taken back. */
import { RenewerError } from '../../functions/engine/errors.ts';
import { pageOf } from '../page.ts';
import type { FoundCertificate } from '../renew/find-certificates.ts';
import { confirm } from '../sweep/confirm.ts';
import type { Intention } from './intention.ts';
import { questionText } from './question.ts';

export type Terminal = { stdin: NodeJS.ReadableStream & { isTTY?: boolean }; stderr: NodeJS.WritableStream };

/**
 * @param readUses ARNs of what uses it: `found` has no observations.
 * @throws RenewerError `config-invalid` where nobody can be asked.
 */
export async function isAgreed(
  found: FoundCertificate,
  intention: Intention,
  { yes, readUses }: { yes?: true; readUses(): Promise<string[] | undefined> },
  { stdin, stderr }: Terminal,
): Promise<boolean> {
  if (yes) return true;
  if (stdin.isTTY) {
    const known = { ...found.known, usedBy: await readUses() };
    const text = questionText({ ...found, known }, intention, pageOf(stderr).columns);
    return confirm(text, stdin, stderr);
  }
  throw new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    message: 'Nothing was revoked: there is no terminal to ask at.',
    advice: 'Run this in one, or add --yes.',
  });
}
