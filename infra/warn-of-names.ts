/** Warns at synth of names that a CA may refuse. Those that it is sure to refuse are faults. */
import { Annotations, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { doubtfulNames } from '../functions/engine/config/certifiable-names.ts';
import type { CertificateSettings } from '../functions/engine/config/renewer-config.ts';

export function warnOfDoubtfulNames(scope: Construct, settings: CertificateSettings): void {
  const { domainNames, certificateAuthority } = settings;
  if (Token.isUnresolved(domainNames)) return;
  const known = domainNames.filter((name) => !Token.isUnresolved(name));
  for (const { domainName, words, fix } of doubtfulNames(known, certificateAuthority)) {
    Annotations.of(scope).addWarningV2(`dnscale-certs:${domainName}`, `${words}. ${fix}`);
  }
}
