/** What stands for the values of a certificate that only CloudFormation knows, so that all others can be checked at synth. */
import { Token } from 'aws-cdk-lib';
import { standInForRegions } from './region-tokens.ts';

/** Of a certificate, as its author gives them. */
type Given = {
  readonly domainNames?: string[];
  readonly regions?: string[];
  readonly existingCertificateArns?: string[];
  readonly keyAlgorithm?: { name: string };
  readonly certificateAuthority?: { directoryUrl: string };
};

/** Anything that stands for an unresolved value passes every check. */
export function standIn(props: Given, ownRegion: string) {
  const { keyAlgorithm, certificateAuthority, regions, domainNames, existingCertificateArns, ...rest } =
    props;
  const known = Object.entries(rest).filter(([, value]) => !Token.isUnresolved(value));
  const input: Record<string, unknown> = { certificateName: 'unresolved', ...Object.fromEntries(known) };
  input.domainNames = Token.isUnresolved(domainNames)
    ? ['unresolved.example.com']
    : domainNames?.map((name, index) =>
        Token.isUnresolved(name) ? `unresolved-${index}.example.com` : name,
      );
  if (existingCertificateArns && !Token.isUnresolved(existingCertificateArns)) {
    input.existingCertificateArns = existingCertificateArns.map((arn) =>
      Token.isUnresolved(arn) ? 'arn:aws:acm:unresolved-1:111122223333:certificate/1' : arn,
    );
  }
  input.keyAlgorithm = keyAlgorithm?.name.toUpperCase();
  if (certificateAuthority !== undefined) {
    const { directoryUrl } = certificateAuthority;
    input.certificateAuthority = Token.isUnresolved(directoryUrl) ? 'https://unresolved.test' : directoryUrl;
  }
  if (regions === undefined) return { input, faults: [] };
  const { given, faults } = standInForRegions(regions, ownRegion);
  return { input: { ...input, regions: given }, faults };
}

/** Whether some of them are known to CloudFormation only. */
export function hasTokens(names: readonly string[] = []): boolean {
  return Token.isUnresolved(names) || names.some((name) => Token.isUnresolved(name));
}
