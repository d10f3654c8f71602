/** Says what a revocation does, and asks whether it may. It cannot be taken back. */
import { pageOf } from '../page.ts';
import { type Agreement, isAgreed, type Streams } from '../questions.ts';
import type { FoundCertificate } from '../renew/find-certificates.ts';
import type { Intention } from './intention.ts';
import { questionText } from './question.ts';

/**
 * @param readUses ARNs of what uses it: `found` has no observations.
 * @param unanswered is called before it throws.
 * @throws RenewerError `config-invalid` where nobody can be asked.
 */
export function isRevocationAgreed(
  found: FoundCertificate,
  intention: Intention,
  { yes, readUses, unanswered }: Asking,
  streams: Pick<Streams, 'stdin' | 'stderr'>,
): Promise<boolean> {
  const question = async () => {
    const known = { ...found.known, usedBy: await readUses() };
    return questionText({ ...found, known }, intention, pageOf(streams.stderr).columns);
  };
  return isAgreed({ yes, question, undone: 'Nothing was revoked', unanswered }, streams);
}

type Asking = Pick<Agreement, 'unanswered'> & { yes?: true; readUses(): Promise<string[] | undefined> };
