/** Finds the renewer that has something left of a certificate which nobody declares any more. */
import { printable, RenewerError } from '../../functions/engine/errors.ts';
import type { KnownCertificate } from '../../functions/engine/ports/renewers.ts';
import { isGone } from '../../functions/engine/renewal/removal.ts';
import type { CertificateState } from '../../functions/engine/renewal/state.ts';
import type { FoundCertificate } from '../renew/find-certificates.ts';

export type LeftOver = FoundCertificate & { known: KnownCertificate & { state: CertificateState } };

/**
 * @param found what the renewers that are meant know of it.
 * @throws RenewerError `config-invalid` where it is declared, nothing is left, or two renewers have something.
 */
export function findLeftOver(
  certificateName: string,
  found: readonly FoundCertificate[],
  renewerNames: readonly string[],
): LeftOver {
  const name = printable(certificateName, 128);
  const damaged = found.find(({ known }) => known.unreadable);
  if (damaged?.known.unreadable) throw damaged.known.unreadable;
  const declared = found.find(({ known }) => known.definition);
  if (declared) {
    const { renewerName } = declared.renewer;
    throw refused(
      `${name} is declared at ${renewerName}, and renewed: only what nobody declares can be removed.`,
      'Take its construct from the stack, or its name from renewer.config.ts, and deploy. Then ask again.',
    );
  }
  const left = found.flatMap(({ renewer, known }): LeftOver[] =>
    known.state && !isGone(known) ? [{ renewer, known: { ...known, state: known.state } }] : [],
  );
  const [only, ...others] = left;
  if (only && others.length === 0) return only;
  if (only) {
    const names = left.map(({ renewer }) => renewer.renewerName).join(', ');
    throw refused(`More than one renewer has something left of ${name}: ${names}.`, 'Give --renewer.');
  }
  throw refused(
    `Nothing is left of a certificate ${name} at ${renewerNames.join(', ')}.`,
    '`dnscale-certs status` lists what there is.',
  );
}

function refused(message: string, advice: string): RenewerError {
  return new RenewerError({ code: 'config-invalid', disposition: 'person', message, advice });
}
