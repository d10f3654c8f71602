/** What is left of a certificate that nobody declares any more: only that can be removed. */
import { describeOwner, parseOwner } from '../../functions/engine/declare/owner.ts';
import { printable, RenewerError } from '../../functions/engine/errors.ts';
import type { KnownCertificate } from '../../functions/engine/ports/renewers.ts';
import type { CertificateState } from '../../functions/engine/renewal/state.ts';
import type { FoundCertificate } from '../renew/find-certificates.ts';

export type LeftOver = FoundCertificate & { known: KnownCertificate & { state: CertificateState } };

/** @throws RenewerError `config-invalid` where it is declared, and why its record cannot be read. */
export function expectLeftOver({ renewer, known }: FoundCertificate): LeftOver {
  if (known.unreadable) throw known.unreadable;
  if (known.definition || !known.state) {
    const by = known.owner ? `, by ${describeOwner(parseOwner(known.owner) ?? known.owner)}` : '';
    const name = printable(known.certificateName, 128);
    throw new RenewerError({
      code: 'config-invalid',
      disposition: 'person',
      message: `${name} is declared at ${renewer.renewerName}${by}, and renewed: only what nobody declares can be removed.`,
      advice:
        'Take its construct from the stack, or its name from renewer.config.ts, and deploy. Then ask again.',
    });
  }
  return { renewer, known: { ...known, state: known.state } };
}
