/**
 * Finds distributions of CloudFront that have a certificate of ours from another region than us-east-1. CDK checks that for
 * ARNs that it knows at synth, and ours are known at deployment only.
 */
import { type CustomResource, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import { CfnDistribution } from 'aws-cdk-lib/aws-cloudfront';
import type { IConstruct } from 'constructs';
import { arnAttribute } from '../functions/engine/config/arn-attribute.ts';

const CLOUDFRONT_REGION = 'us-east-1';

type Certificate = {
  resource: CustomResource;
  /** That it is imported into. */
  regions: readonly string[];
};

/** One line for each distribution among `nodes`. */
export function findWrongRegions(nodes: readonly IConstruct[], certificate: Certificate): string[] {
  return nodes.filter((node) => node instanceof CfnDistribution).flatMap((node) => judge(node, certificate));
}

function judge(distribution: CfnDistribution, certificate: Certificate): string[] {
  const attribute = attributeUsed(distribution, certificate.resource);
  const region = attribute && regionOf(attribute, certificate);
  if (region === undefined || region === CLOUDFRONT_REGION) return [];
  // Waiting for CloudFront's own answer would cost a whole deployment.
  const isUnknown = Token.isUnresolved(region);
  const where = isUnknown ? "the stack's region, which synth does not know" : region;
  const otherwise = isUnknown ? ', or give the stack an env with its region' : '';
  return [
    `CloudFront takes certificates from ${CLOUDFRONT_REGION} only, and ${distribution.node.path} has this one from ${where}: ` +
      `give it inRegion('${CLOUDFRONT_REGION}') of the certificate${otherwise}`,
  ];
}

/** Of `resource`, by the distribution. */
function attributeUsed({ distributionConfig }: CfnDistribution, resource: CustomResource) {
  if (!('viewerCertificate' in distributionConfig)) return undefined;
  const { viewerCertificate } = distributionConfig;
  if (!viewerCertificate || !('acmCertificateArn' in viewerCertificate)) return undefined;
  const token = Tokenization.reverseString(viewerCertificate.acmCertificateArn ?? '').firstToken;
  if (!Reference.isReference(token) || token.target !== resource.node.defaultChild) return undefined;
  return token.displayName;
}

function regionOf(attribute: string, { regions, resource }: Certificate): string | undefined {
  const named = regions.find((region) => arnAttribute(region) === attribute);
  if (named !== undefined) return named;
  const own = Stack.of(resource).region;
  return regions.includes(own) ? own : regions[0];
}
