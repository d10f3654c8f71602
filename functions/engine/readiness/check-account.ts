/** Whether the CA would take an order from us: it knows the account, and wants nothing agreed to. No account is made. */

import type { CertificateDefinition } from '../config/definition.ts';
import { DOCS_URL } from '../config/docs-url.ts';
import { RenewerError } from '../errors.ts';
import type { AcmeServer } from '../ports/acme.ts';
import type { Deadline } from '../ports/time.ts';
import type { CertificateState } from '../renewal/state.ts';

export type AccountPorts = { acme: Pick<AcmeServer, 'findAccount' | 'readMeta'> };

/**
 * An account that the CA has lost is registered anew by the next order, unless the CA binds new ones to a customer: then
 * somebody has to fetch new credentials first.
 *
 * @throws RenewerError `acme-account`, and what the port throws.
 */
export async function checkAccount(
  { certificateAuthority }: CertificateDefinition,
  _state: CertificateState,
  { acme }: AccountPorts,
  deadline: Deadline,
): Promise<void> {
  if (await acme.findAccount(deadline)) return;
  const { externalAccountRequired } = await acme.readMeta(deadline);
  if (!externalAccountRequired) return;
  throw new RenewerError({
    code: 'acme-account',
    disposition: 'person',
    subject: new URL(certificateAuthority).host,
    message:
      `The CA ${certificateAuthority} no longer knows our account, and takes a new one only with an external account. The live ` +
      'certificate stays; the next renewal would fail.',
    advice:
      'Get new credentials there and put them into the secret of the CA: the next order registers the account with them ' +
      `(${DOCS_URL}/configuration.md#another-ca).`,
  });
}

/** CAA records let in one account only (RFC 8657 §3): a new one is another. */
export function noNamedAccount(certificateAuthority: string): RenewerError {
  return new RenewerError({
    code: 'acme-account',
    disposition: 'person',
    subject: new URL(certificateAuthority).host,
    message: `The CA ${certificateAuthority} knows no account of ours. The next order would register one, which CAA records with an accounturi do not let in.`,
    advice: 'Restore the secret with the account key if it was deleted, else remove the accounturi.',
  });
}
