/** What uses a certificate in AWS, in words, of the ARNs that ACM lists. Pure. */

type Words = { service: string; resource: RegExp; words: string };

/** The name is the first group. */
const KNOWN: readonly Words[] = [
  {
    service: 'elasticloadbalancing',
    resource: /^(?:loadbalancer|listener)\/(?:app|net|gwy)\/([^/]+)/,
    words: 'load balancer',
  },
  { service: 'elasticloadbalancing', resource: /^loadbalancer\/([^/]+)$/, words: 'load balancer' },
  { service: 'cloudfront', resource: /^distribution\/(.+)$/, words: 'CloudFront distribution' },
  { service: 'apigateway', resource: /^\/domainnames\/([^/]+)/, words: 'API domain' },
  { service: 'appsync', resource: /^domainnames\/(.+)$/, words: 'AppSync domain' },
  { service: 'cognito-idp', resource: /^userpool\/(.+)$/, words: 'user pool' },
  {
    service: 'elasticbeanstalk',
    resource: /^environment\/(?:[^/]+\/)?([^/]+)$/,
    words: 'Elastic Beanstalk environment',
  },
  { service: 'es', resource: /^domain\/(.+)$/, words: 'OpenSearch domain' },
  { service: 'network-firewall', resource: /^tls-configuration\/(.+)$/, words: 'firewall configuration' },
  { service: 'ec2', resource: /^client-vpn-endpoint\/(.+)$/, words: 'client VPN endpoint' },
  { service: 'iam', resource: /^role\/(.+)$/, words: 'Nitro Enclaves with the role' },
];

/** `load balancer shop-lb`; of what we do not know, service and resource as the ARN has them. */
export function resourceWords(arn: string): string {
  const [, , service = '', , , ...rest] = arn.split(':');
  const resource = rest.join(':');
  for (const known of KNOWN) {
    const [, name] = (known.service === service && known.resource.exec(resource)) || [];
    if (name !== undefined) return `${known.words} ${name}`;
  }
  return resource === '' ? arn : `${service} ${resource}`;
}
