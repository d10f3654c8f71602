/** Finds the one renewer that has a certificate. */
import type { RenewerDescriptor } from '../../functions/engine/config/descriptor.ts';
import { printable, RenewerError } from '../../functions/engine/errors.ts';
import type { KnownCertificate } from '../../functions/engine/ports/renewers.ts';

export type FoundCertificate = { renewer: RenewerDescriptor; known: KnownCertificate };

/**
 * @param read what a renewer knows of the certificate.
 * @throws RenewerError `config-invalid` when no renewer renews it, or more than one does.
 */
export async function findCertificate(
  certificateName: string,
  renewers: readonly RenewerDescriptor[],
  read: (renewer: RenewerDescriptor) => Promise<KnownCertificate | undefined>,
): Promise<FoundCertificate> {
  const all = await Promise.all(renewers.map(async (renewer) => ({ renewer, known: await read(renewer) })));
  const found = all.flatMap(({ renewer, known }) => (known ? [{ renewer, known }] : []));
  const declared = found.filter(({ known }) => known.definition ?? known.unreadable);
  const [only] = declared;
  if (only && declared.length === 1) return only;
  const names = (some: readonly RenewerDescriptor[]) => some.map((one) => one.renewerName).join(', ');
  const shown = printable(certificateName, 128);
  if (only) {
    const several = names(declared.map(({ renewer }) => renewer));
    throw cannot(`More than one renewer has a certificate ${shown}: ${several}. Give --renewer.`);
  }
  if (found.length > 0) {
    throw cannot(
      `Nobody declares the certificate ${shown} any more, so that it is not renewed. What was issued stays. Declare it again to renew it.`,
    );
  }
  throw cannot(
    `No certificate is called ${shown} at ${names(renewers)}. \`dnscale-certs status\` lists the names.`,
  );
}

function cannot(message: string): RenewerError {
  return new RenewerError({ code: 'config-invalid', disposition: 'person', message });
}
