/**
 * The configuration as its author writes it (`RenewerInput`) and as the rest of the product reads it
 * (`RenewerConfig`: checked, canonical, every default filled in). Types and the typed identity only;
 * `validate.ts` turns one into the other.
 */
import type { CertificateDefinition, KeyAlgorithm } from './definition.ts';

export type CertificateInput = {
  /** Every name in the certificate, wildcards as `*.example.com`; internationalized names in either form. */
  domainNames: string[];
  /** Unique in the stack; names the certificate in S3 and in logs. @default - the first domain name */
  certificateName?: string;
  /** @default 'EC_PRIME256V1' - the one key that ACM accepts through every change of profile */
  keyAlgorithm?: KeyAlgorithm;
  /** Another CA than the rest: a short name or the https URL of an ACME directory. @default - that of the whole stack */
  certificateAuthority?: string;
  /** The CA's certificate profile. @default - 'classic' at Let's Encrypt, elsewhere the CA's own choice */
  profile?: string;
  /** Common name of the root that the chain shall end at, where the CA offers it. @default - the CA's own choice */
  preferredChain?: string;
  /** AWS regions whose ACM gets the certificate; `[]` stores it in S3 only. @default - the stack's region */
  regions?: string[];
};

export type RenewerInput = {
  /** Who is told when a person is needed. AWS sends this address one mail to confirm first. */
  alertEmail: string;
  /** E-mail address for the ACME account. @default - none; Let's Encrypt no longer sends mail */
  acmeContact?: string;
  /** Must be true: you accept the certificate authority's terms of service. */
  termsOfServiceAgreed: boolean;
  /**
   * 'letsencrypt', 'letsencrypt-staging', 'google', 'google-staging', 'zerossl' or the https URL of an ACME directory.
   * @default 'letsencrypt'
   */
  certificateAuthority?: string;
  certificates: CertificateInput[];
  dnscale?: {
    /** @default 'https://api.dnscale.eu/v1' */
    apiUrl?: string;
    /** Longest wait for one answer of the API, in seconds. @default 30 */
    httpTimeoutSeconds?: number;
    /** TTL of the TXT records, in seconds; DNScale takes 120 and more. @default 120 */
    ttlSeconds?: number;
    /** Longest wait until every name server shows a value, in seconds: a cap, not a pause. @default 120 */
    propagationTimeoutSeconds?: number;
    /**
     * How long to wait, in seconds, where the network lets no DNS questions out (port 53 closed), so that nobody can
     * watch the values appear. @default 60
     */
    closedPortWaitSeconds?: number;
  };
  dns?: {
    /** Recursive resolvers that find the name servers, as `address:port`. @default - the system's */
    resolvers?: string[];
    /** Port of the authoritative name servers. @default 53 */
    nameServerPort?: number;
    /**
     * Domains that DNScale's name servers are named in. A zone delegated to none of them is refused before an order is
     * made; name your own domain here when DNScale serves you under names of yours. @default ['dnscale.eu']
     */
    nameServerDomains?: string[];
  };
  schedule?: {
    /** How often the certificates are looked over, in minutes. @default 10 */
    everyMinutes?: number;
  };
};

/** `regions` undefined means the stack's own region, which may be unknown until the stack is deployed. */
export type CertificateSettings = Omit<CertificateDefinition, 'regions'> & { regions?: string[] | undefined };

export type RenewerConfig = {
  alertEmail: string;
  acmeContact?: string | undefined;
  certificates: CertificateSettings[];
  dnscale: {
    apiUrl: string;
    httpTimeoutSeconds: number;
    ttlSeconds: number;
    propagationTimeoutSeconds: number;
    closedPortWaitSeconds: number;
  };
  dns: { resolvers: string[]; nameServerPort: number; nameServerDomains: string[] };
  schedule: { everyMinutes: number };
};

/** Gives `renewer.config.ts` its types. It checks nothing: synth does, and reports all faults at once. */
export function defineRenewer(input: RenewerInput): RenewerInput {
  return input;
}
