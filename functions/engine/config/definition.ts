/** What the owner of one certificate asks for. The custom resource writes it, the table keeps it, a run only reads it. */

import type { Tags } from './tags.ts';

/** Named as AWS names them; the ACM view of a key (`EC_prime256v1`) differs in case only. */
export const KEY_ALGORITHMS = ['EC_PRIME256V1', 'EC_SECP384R1', 'RSA_2048', 'RSA_3072', 'RSA_4096'] as const;

export type KeyAlgorithm = (typeof KEY_ALGORITHMS)[number];

export const REMOVAL_POLICIES = ['retain', 'destroy'] as const;

export type RemovalPolicy = (typeof REMOVAL_POLICIES)[number];

export type CertificateDefinition = {
  /** Unique in the stack; part of S3 keys and log lines. */
  certificateName: string;
  /** Canonical (lower case, A-labels, no trailing dot), unique, in the order the user gave. */
  domainNames: string[];
  /** Algorithm and size of the certificate's key, which is new for every certificate. */
  keyAlgorithm: KeyAlgorithm;
  /** The CA's ACME directory URL. */
  certificateAuthority: string;
  /** The CA's profile (`classic`, `tlsserver`, `shortlived`). @default - the CA's own choice */
  profile?: string | undefined;
  /** Common name of the root that the chain ends at, where the CA offers such a chain. @default - the CA's own choice */
  preferredChain?: string | undefined;
  /** At least so long is waited, in seconds, between "every name server shows the value" and the answer. @default - 0 */
  extraWaitSeconds?: number | undefined;
  /** AWS regions whose ACM gets the certificate; empty for S3 only. */
  regions: string[];
  /** Whether a secret in Secrets Manager gets it too, in the renewer's region. @default false */
  storeInSecretsManager?: boolean | undefined;
  /** ARNs that others imported and that the certificate takes over, one a region. @default - a first import makes one */
  existingCertificateArns?: string[] | undefined;
  /** What becomes of ACM's copies and the secret that are no longer declared; `destroy` leaves what is in use. @default 'retain' */
  removalPolicy?: RemovalPolicy | undefined;
  /** Where it is served, as `host:port` (config/probe.ts). @default - nowhere that is watched */
  probe?: string[] | undefined;
  /** For ACM's copies and the secret, beside our own. @default - none */
  tags?: Tags | undefined;
};
