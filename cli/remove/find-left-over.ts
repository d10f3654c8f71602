/** Finds the renewer that has something left of a certificate which nobody declares any more. */
import { describeOwner, parseOwner } from '../../functions/engine/declare/owner.ts';
import { printable, RenewerError } from '../../functions/engine/errors.ts';
import type { KnownCertificate } from '../../functions/engine/ports/renewers.ts';
import { isGone } from '../../functions/engine/renewal/removal.ts';
import type { CertificateState } from '../../functions/engine/renewal/state.ts';
import { type FoundCertificate, severalText } from '../renew/find-certificates.ts';

export type LeftOver = FoundCertificate & { known: KnownCertificate & { state: CertificateState } };

/**
 * @param found what the renewers that are meant know of it.
 * @throws RenewerError `config-invalid` where it is declared, nothing is left, or two renewers have it.
 */
export function findLeftOver(
  certificateName: string,
  found: readonly FoundCertificate[],
  renewerNames: readonly string[],
): LeftOver {
  const name = printable(certificateName, 128);
  const there = found.filter(({ known }) => !isGone(known));
  if (there.length > 1) throw refused(severalText(name, there), 'Give --renewer.');
  const [only] = there;
  if (!only) {
    throw refused(
      `Nothing is left of a certificate ${name} at ${renewerNames.join(', ')}.`,
      '`dnscale-certs status` lists what there is.',
    );
  }
  const { renewer, known } = only;
  if (known.unreadable) throw known.unreadable;
  if (known.definition || !known.state) {
    const by = known.owner ? `, by ${describeOwner(parseOwner(known.owner) ?? known.owner)}` : '';
    throw refused(
      `${name} is declared at ${renewer.renewerName}${by}, and renewed: only what nobody declares can be removed.`,
      'Take its construct from the stack, or its name from renewer.config.ts, and deploy. Then ask again.',
    );
  }
  return { renewer, known: { ...known, state: known.state } };
}

function refused(message: string, advice: string): RenewerError {
  return new RenewerError({ code: 'config-invalid', disposition: 'person', message, advice });
}
