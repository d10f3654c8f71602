/**
 * Warns at synth where a service of AWS gets a certificate whose key it does not take: CDK does not know the key of ours, and the
 * deployment would fail at that service, after the certificate was issued. The table is in docs/configuration.md, "Keys".
 */
import { Annotations, type CustomResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { KeyAlgorithm } from '../functions/engine/config/definition.ts';
import { referencesIn, type Service, usesOf } from './certificate-uses.ts';

/** By service, what its documentation rules out. What it leaves open is no warning. */
export const REFUSED_KEYS = {
  'Application Load Balancer': [],
  'Network Load Balancer': ['RSA_4096'],
  CloudFront: ['EC_SECP384R1'],
  'API Gateway, edge': ['EC_SECP384R1'],
  'API Gateway, regional': ['RSA_3072', 'RSA_4096'],
  AppSync: ['EC_SECP384R1'],
  Cognito: ['EC_SECP384R1'],
} as const satisfies Partial<Record<Service, readonly KeyAlgorithm[]>>;

export type KeyedCertificate = { resource: CustomResource; path: string; keyAlgorithm: KeyAlgorithm };

export function warnOfUnfitKeys(nodes: readonly IConstruct[], certificate: KeyedCertificate): void {
  const { resource, path, keyAlgorithm } = certificate;
  for (const node of nodes) {
    for (const { service, certificates } of usesOf(node)) {
      if (!refusedBy(service).includes(keyAlgorithm)) continue;
      if (!referencesIn(certificates, node).some(({ target }) => target === resource.node.defaultChild))
        continue;
      Annotations.of(node).addWarningV2(
        `dnscale-certs:unfit-key:${path}`,
        `${service} takes no key ${keyAlgorithm}, which the certificate ${path} has: give that another keyAlgorithm, such as EC_PRIME256V1 or RSA_2048.`,
      );
    }
  }
}

function refusedBy(service: Service): readonly KeyAlgorithm[] {
  return service === 'Elastic Load Balancing' ? [] : REFUSED_KEYS[service];
}
