/**
 * Where services of AWS get certificates: which properties of which resources hold an ARN, of what kind each service is. CDK knows
 * neither the key nor the region of ours, whose ARNs are known at deployment only.
 */
import {
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

export type Service =
  | 'Application Load Balancer'
  | 'Network Load Balancer'
  /** A load balancer of a kind that synth does not know. */
  | 'Elastic Load Balancing'
  | 'CloudFront'
  | 'API Gateway, edge'
  | 'API Gateway, regional'
  | 'AppSync'
  | 'Cognito';

/** What of a resource is a service's certificates. */
export type Use = { service: Service; certificates: unknown };

export function usesOf(node: IConstruct): Use[] {
  if (node instanceof CfnListener) return usesOfListener(node, node.certificates);
  if (node instanceof CfnListenerCertificate) {
    const [listener] = referencesIn(node.listenerArn, node).map(({ target }) => target);
    return usesOfListener(listener, node.certificates);
  }
  if (node instanceof CfnDistribution)
    return [{ service: 'CloudFront', certificates: viewerCertificateOf(node) }];
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
function usesOfListener(listener: IConstruct | undefined, certificates: unknown): Use[] {
  const protocol = listener instanceof CfnListener ? listener.protocol : undefined;
  if (protocol === undefined || Token.isUnresolved(protocol)) {
    return [{ service: 'Elastic Load Balancing', certificates }];
  }
  const service = protocol === 'TLS' ? 'Network Load Balancer' : 'Application Load Balancer';
  return [{ service, certificates }];
}

function viewerCertificateOf({ distributionConfig }: CfnDistribution): unknown {
  return 'viewerCertificate' in distributionConfig
    ? distributionConfig.viewerCertificate
    : distributionConfig;
}

/** Of anything, inside texts too. Lists of certificates are made late: each is resolved as CDK does it. */
export function referencesIn(value: unknown, scope: IConstruct): Reference[] {
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
