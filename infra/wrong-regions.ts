/**
 * Finds services of AWS that have a certificate of ours from a region where they do not read it. CDK checks that for CloudFront
 * alone, and for ARNs that it knows at synth; ours are known at deployment only, and the services' own answers would cost one.
 */
import { type CustomResource, type Reference, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { arnAttribute } from '../functions/engine/config/arn-attribute.ts';
import { referencesIn, type Service, usesOf } from './certificate-uses.ts';

/** They put it onto a distribution of CloudFront, wherever they stand themselves. All others take those of their own region. */
const AT_CLOUDFRONT: readonly Service[] = ['CloudFront', 'API Gateway, edge', 'AppSync', 'Cognito'];
const CLOUDFRONT_REGION = 'us-east-1';

type Certificate = {
  resource: CustomResource;
  /** That it is imported into. */
  regions: readonly string[];
};

/** One line for each use among `nodes`. */
export function findWrongRegions(nodes: readonly IConstruct[], certificate: Certificate): string[] {
  const faults = nodes.flatMap((node) =>
    usesOf(node).flatMap(({ service, certificates }) =>
      referencesIn(certificates, node).flatMap((found) => judge(found, { service, node }, certificate)),
    ),
  );
  return [...new Set(faults)];
}

function judge(
  reference: Reference,
  { service, node }: { service: Service; node: IConstruct },
  certificate: Certificate,
): string[] {
  const region = regionOf(reference, certificate);
  const isAtCloudFront = AT_CLOUDFRONT.includes(service);
  const needed = isAtCloudFront ? CLOUDFRONT_REGION : Stack.of(node).region;
  if (region === undefined || region === needed) return [];
  const isUnknown = Token.isUnresolved(region);
  // A regional service may well be where the certificate is. CloudFront hardly is in "the stack's region".
  if (!isAtCloudFront && (isUnknown || Token.isUnresolved(needed))) return [];
  const where = isUnknown ? "the stack's region, which synth does not know" : region;
  const otherwise = isUnknown ? ', or give the stack an env with its region' : '';
  const add = certificate.regions.includes(needed)
    ? ''
    : `add ${needed} to the regions of the certificate, and `;
  return [
    `${service} takes certificates from ${needed} only, and ${node.node.path} has this one from ${where}: ` +
      `${add}give it inRegion('${needed}') of the certificate${otherwise}`,
  ];
}

/** Undefined for what is no ARN of this certificate. */
function regionOf(
  { target, displayName }: Reference,
  { regions, resource }: Certificate,
): string | undefined {
  if (target !== resource.node.defaultChild) return undefined;
  if (displayName !== 'Arn') return regions.find((region) => arnAttribute(region) === displayName);
  const own = Stack.of(resource).region;
  return regions.includes(own) ? own : regions[0];
}
