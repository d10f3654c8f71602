/**
 * Warns at synth where a service of AWS gets a certificate whose key it does not take: CDK does not know the key of ours, and the
 * deployment would fail at that service, after the certificate was issued. The table is in docs/configuration.md, "Keys".
 */
import {
  Annotations,
  type CustomResource,
  DefaultTokenResolver,
  type IResolvable,
  type IResolveContext,
  Reference,
  StringConcat,
  Token,
  Tokenization,
} from 'aws-cdk-lib';
import { CfnDomainName } from 'aws-cdk-lib/aws-apigateway';
import { CfnDomainName as CfnHttpDomainName } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnDomainName as CfnGraphDomainName } from 'aws-cdk-lib/aws-appsync';
import { CfnDistribution } from 'aws-cdk-lib/aws-cloudfront';
import { CfnUserPoolDomain } from 'aws-cdk-lib/aws-cognito';
import { CfnListener, CfnListenerCertificate } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IConstruct } from 'constructs';
import type { KeyAlgorithm } from '../functions/engine/config/definition.ts';

/** By service, what its documentation rules out. What it leaves open is no warning. */
export const REFUSED_KEYS = {
  'Application Load Balancer': [],
  'Network Load Balancer': ['RSA_4096'],
  CloudFront: ['EC_SECP384R1'],
  'API Gateway, edge': ['EC_SECP384R1'],
  'API Gateway, regional': ['RSA_3072', 'RSA_4096'],
  AppSync: ['EC_SECP384R1'],
  Cognito: ['EC_SECP384R1'],
} as const satisfies Record<string, readonly KeyAlgorithm[]>;

type Service = keyof typeof REFUSED_KEYS;

/** What of a resource is a service's certificates. */
type Use = { service: Service; certificates: unknown };

export type KeyedCertificate = { resource: CustomResource; path: string; keyAlgorithm: KeyAlgorithm };

export function warnOfUnfitKeys(nodes: readonly IConstruct[], certificate: KeyedCertificate): void {
  const { resource, path, keyAlgorithm } = certificate;
  for (const node of nodes) {
    for (const { service, certificates } of usesOf(node)) {
      const refused: readonly KeyAlgorithm[] = REFUSED_KEYS[service];
      if (!refused.includes(keyAlgorithm)) continue;
      if (!referencesIn(certificates, node).some(({ target }) => target === resource.node.defaultChild))
        continue;
      Annotations.of(node).addWarningV2(
        `dnscale-certs:unfit-key:${path}`,
        `${service} takes no key ${keyAlgorithm}, which the certificate ${path} has: give that another keyAlgorithm, such as EC_PRIME256V1 or RSA_2048.`,
      );
    }
  }
}

function usesOf(node: IConstruct): Use[] {
  if (node instanceof CfnListener) return usesOfListener(node, node.certificates);
  if (node instanceof CfnListenerCertificate) {
    const [listener] = referencesIn(node.listenerArn, node).map(({ target }) => target);
    return listener instanceof CfnListener ? usesOfListener(listener, node.certificates) : [];
  }
  if (node instanceof CfnDistribution)
    return [{ service: 'CloudFront', certificates: node.distributionConfig }];
  if (node instanceof CfnDomainName) {
    return [
      { service: 'API Gateway, edge', certificates: node.certificateArn },
      { service: 'API Gateway, regional', certificates: node.regionalCertificateArn },
    ];
  }
  if (node instanceof CfnHttpDomainName) {
    return [{ service: 'API Gateway, regional', certificates: node.domainNameConfigurations }];
  }
  if (node instanceof CfnGraphDomainName) return [{ service: 'AppSync', certificates: node.certificateArn }];
  if (node instanceof CfnUserPoolDomain) {
    return [{ service: 'Cognito', certificates: node.customDomainConfig }];
  }
  return [];
}

/** The protocol tells the load balancer's kind, wherever that was made. */
function usesOfListener({ protocol }: CfnListener, certificates: unknown): Use[] {
  if (protocol === undefined || Token.isUnresolved(protocol)) return [];
  const service = protocol === 'TLS' ? 'Network Load Balancer' : 'Application Load Balancer';
  return [{ service, certificates }];
}

/** Lists of certificates are made late: each is resolved as CDK does it. */
function referencesIn(value: unknown, scope: IConstruct): Reference[] {
  const found: Reference[] = [];
  const resolver = new ReferenceFinder(found);
  Tokenization.resolve(value, { scope, resolver, preparing: true });
  return found;
}

class ReferenceFinder extends DefaultTokenResolver {
  private readonly found: Reference[];

  constructor(found: Reference[]) {
    super(new StringConcat());
    this.found = found;
  }

  override resolveToken(
    token: IResolvable,
    context: IResolveContext,
    postProcessor: Parameters<DefaultTokenResolver['resolveToken']>[2],
  ) {
    if (Reference.isReference(token)) this.found.push(token);
    return super.resolveToken(token, context, postProcessor);
  }
}
