/** What is said at synth where a certificate is asked for its ARN in a region that it is not in, as far as synth can know. */
import { type Resource, Stack, Token } from 'aws-cdk-lib';
import { isOwnRegion } from './region-tokens.ts';

export function noArnIn(region: string, certificate: Resource & { readonly regions: string[] }): Error {
  const { regions } = certificate;
  const own = Stack.of(certificate).region;
  const what = `The certificate ${certificate.node.path} has no ARN in`;
  if (regions.length === 0) {
    return new Error(
      `${what} any region: it is stored in S3 only (importIntoAcm: false). Leave importIntoAcm out, and ACM gets it.`,
    );
  }
  const has = regions.map((each) => (Token.isUnresolved(each) ? "the stack's region" : each)).join(', ');
  if (Token.isUnresolved(region) && !isOwnRegion(region, own)) {
    return new Error(
      `${what} a region that is known at deployment only (a token), as far as synth can know. It has: ${has}. Give inRegion() one of these as a literal.`,
    );
  }
  if (Token.isUnresolved(region)) {
    return new Error(
      `${what} the stack's region, as far as synth can know. It has: ${has}. Give the stack an env with its region, such as { region: 'eu-central-1' }, or take one of these with inRegion().`,
    );
  }
  if (Token.isUnresolved(own) && regions.includes(own)) {
    return new Error(
      `${what} ${region}, as far as synth can know. It has: ${has}. Give the stack an env with its region, or add ${region} to the certificate's regions.`,
    );
  }
  return new Error(
    `${what} ${region}. It has: ${has}. Add the region to its regions, or take one of these with inRegion().`,
  );
}
