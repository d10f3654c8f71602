/** The certificate that the arguments of `try` ask for. Pure. */
import type { DoubtfulName } from '../../functions/engine/config/certifiable-names.ts';
import { certificateSettings, defaultCertificateName } from '../../functions/engine/config/defaults.ts';
import type { CertificateDefinition, KeyAlgorithm } from '../../functions/engine/config/definition.ts';
import { checkDomainNames, mostDomainNames } from '../../functions/engine/dns/name-set.ts';
import { RenewerError } from '../../functions/engine/errors.ts';

export type CertificateArguments = {
  /** The domain names, as they were given. */
  domain: string[];
  /** The CA's directory URL. */
  directory: string;
  keyAlgorithm: KeyAlgorithm;
  /** @default - 'classic' at Let's Encrypt, elsewhere the CA's own choice */
  profile?: string;
};

/** @throws RenewerError `config-invalid` with every fault of the names. */
export function definitionOf(given: CertificateArguments): CertificateDefinition {
  const { domain, directory, keyAlgorithm, profile } = given;
  const checked = checkDomainNames(domain);
  if ('faults' in checked) throw refused(checked.faults.map(({ fault }) => fault));
  const { names: domainNames } = checked;
  const settings = certificateSettings(
    { certificateName: defaultCertificateName(domainNames), domainNames, keyAlgorithm, profile },
    directory,
  );
  const most = mostDomainNames(settings.profile);
  if (domainNames.length > most) {
    throw refused([
      `${domainNames.length} are given, and the profile ${settings.profile} takes at most ${most}`,
    ]);
  }
  return { ...settings, regions: [] };
}

/** @throws RenewerError `config-invalid` with every name that the CA is sure to refuse. */
export function expectCertifiable(doubts: readonly DoubtfulName[]): void {
  const refusals = doubts.filter(({ isFault }) => isFault);
  if (refusals.length > 0) throw refused(refusals.map(({ words, fix }) => `${words}. ${fix}`));
}

function refused(faults: string[]): RenewerError {
  return new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    message: `The domain names cannot be used: ${faults.join('; ').replace(/\.$/, '')}. No order was made.`,
  });
}
