/**
 * The configuration as its author writes it (`RenewerInput`) and as the rest of the product reads it
 * (`RenewerConfig`: checked, canonical, every default filled in). Types and the typed identity only;
 * `validate.ts` turns one into the other.
 */
import type { CertificateDefinition, KeyAlgorithm, RemovalPolicy } from './definition.ts';
import type { Tags } from './tags.ts';

export type CertificateInput = {
  /** Every name in the certificate, wildcards as `*.example.com`; internationalized names in either form. */
  domainNames: string[];
  /**
   * Algorithm and size of its key. @default - that of the ARN it has or takes over; else 'EC_PRIME256V1', the one key that ACM
   * accepts through every change of profile
   */
  keyAlgorithm?: KeyAlgorithm;
  /** Its CA: a short name or the https URL of an ACME directory. @default - the CA of the whole stack */
  certificateAuthority?: string;
  /** The CA's certificate profile. @default - 'classic' at Let's Encrypt, elsewhere the CA's own choice */
  profile?: string;
  /** Common name of the root that the chain ends at, where the CA offers such a chain. @default - the CA's own choice */
  preferredChain?: string;
  /** Shortest extra wait for this certificate, in seconds, 0 to 180. @default - the one of the whole stack */
  extraWaitSeconds?: number;
  /** AWS regions whose ACM gets the certificate. @default - the stack's region */
  regions?: string[];
  /** `false`: the certificate is stored in S3 only, and has no ARN. @default true */
  importIntoAcm?: boolean;
  /**
   * Whether a secret in Secrets Manager gets it too, key and chain as JSON: `<renewer>/certificates/<name>`, in the stack's region.
   * @default false
   */
  storeInSecretsManager?: boolean;
  /**
   * ARNs of certificates that somebody imported into ACM, one a region: they keep all that is attached to them, and get this
   * certificate. Tag each as this renewer's first. @default - a first import makes an ARN
   */
  existingCertificateArns?: string[];
  /**
   * Whether ACM's copies are deleted, where nothing uses them, and the secret, with 30 days to restore it, once they are no longer
   * declared. @default 'retain'
   */
  removalPolicy?: RemovalPolicy;
  /**
   * Where it is served, as `host:port`, at most 20: the hosts among its names whose certificate is compared with the live one, by
   * STARTTLS at ports 587 and 143. @default - nothing is compared
   */
  probe?: string[];
  /** How long a deployment waits for it, in minutes, 1 to 50. @default 20 */
  timeoutMinutes?: number;
};

export type RenewerInput = {
  /**
   * Who is told when a certificate needs somebody, when the renewer crashes and when a schedule fails. AWS sends this address
   * one mail to confirm first.
   */
  alertEmail: string;
  /** E-mail address for the ACME account. @default - none; Let's Encrypt no longer sends mail */
  acmeContact?: string;
  /** Must be true: you accept the terms of service of the certificate authority. */
  termsOfServiceAgreed: boolean;
  /**
   * 'letsencrypt', 'letsencrypt-staging', 'google', 'google-staging', 'zerossl' or the https URL of an ACME directory.
   * @default 'letsencrypt'
   */
  certificateAuthority?: string;
  /**
   * ARN of your KMS key, in the stack's region, for bucket, tables, account keys, queues and topic. Its policy must let AWS's
   * services use it: docs/security.md#keys. @default - keys of AWS
   */
  encryptionKeyArn?: string;
  /**
   * Whether DNScale's API, a CA's servers and the places of `probe` may stand at private, loopback, link-local and other
   * addresses that nobody has on the Internet. Without it only an address that stands in the URL itself (or `localhost`) is
   * taken. @default false
   */
  allowPrivateOrigins?: boolean;
  /**
   * AWS regions that certificates of other stacks may be imported into, beside those that the certificates below name.
   * @default - the stack's region and us-east-1
   */
  regions?: string[];
  /**
   * CAs that certificates of other stacks may name, beside those of this configuration. @default - `certificateAuthority`
   */
  certificateAuthorities?: string[];
  /**
   * The certificates of this stack by their names, which stand in S3, in tags and in logs. Another name is another
   * certificate, on an ARN of its own. @default - none; other stacks may declare theirs
   */
  certificates?: Record<string, CertificateInput>;
  /**
   * Tags for everything in the stack, and for the ACM certificates and the secrets that come from it. @default - none
   */
  tags?: Tags;
  /** How DNScale is used. @default - the defaults of its fields */
  dnscale?: {
    /** https URL of DNScale's API. @default 'https://api.dnscale.eu/v1' */
    apiUrl?: string;
    /** Name of the secret in Secrets Manager that holds the token; `dnscale-certs token set` makes it. @default 'dnscale/token' */
    tokenSecretName?: string;
    /** Longest wait for one answer of the API, in seconds, 1 to 60. @default 30 */
    httpTimeoutSeconds?: number;
    /** TTL of the TXT records, in seconds; DNScale takes 120 and more. @default 120 */
    ttlSeconds?: number;
    /** Longest wait until every name server shows a value, in seconds, 1 to 240: a cap, not a pause. @default 120 */
    propagationTimeoutSeconds?: number;
    /**
     * How long to wait, in seconds, 1 to 240, where the network lets no DNS questions out (port 53 closed), so that we
     * cannot watch the values appear. @default 60
     */
    closedPortWaitSeconds?: number;
    /**
     * Shortest extra wait, in seconds, 0 to 180, from when every name server shows a value until the CA is told: for a zone
     * with a site that is always late. After a value that the CA has missed, the renewer waits by itself. @default 0
     */
    extraWaitSeconds?: number;
    /**
     * Zones at DNScale that are there for the challenges of names elsewhere: a CNAME from outside may lead to any name in
     * them. Everywhere else it has to lead to a name that begins with `_acme-challenge`. @default []
     */
    delegationZones?: string[];
  };
  /** How DNS is asked. @default - the defaults of its fields */
  dns?: {
    /** Recursive resolvers that find the name servers, as `address:port`. @default - the system's */
    resolvers?: string[];
    /**
     * Resolvers that validate DNSSEC, as `address:port`, asked for that alone, at most three.
     * @default ['1.1.1.1:53', '8.8.8.8:53'] - Cloudflare's and Google's
     */
    validatingResolvers?: string[];
    /** Port of the authoritative name servers. @default 53 */
    nameServerPort?: number;
    /**
     * Domains that contain the names of DNScale's name servers. A zone delegated to others is warned of before an
     * order is made; name your own domain here when DNScale serves you under names of yours. @default ['dnscale.eu']
     */
    nameServerDomains?: string[];
    /**
     * Whether name servers at private, loopback, link-local and other addresses that nobody has on the Internet are asked.
     * Whoever owns a zone chooses the addresses of its servers. @default false
     */
    allowPrivateNameServers?: boolean;
  };
  /** When the certificates are checked. @default - the defaults of its fields */
  schedule?: {
    /** From one tick of the schedule to the next, in minutes, 1 to 1440. @default 10 */
    everyMinutes?: number;
  };
};

/** A certificate with every default but one: `regions` undefined means the stack's region, unknown until it is deployed. */
export type CertificateSettings = Omit<CertificateDefinition, 'regions'> & {
  regions?: string[] | undefined;
  /** Nobody has given `keyAlgorithm`: it is that of the ARN where there is one. No part of the definition. @default false */
  inheritsKeyAlgorithm?: boolean | undefined;
  /** For the deployment alone: no part of the definition. @default - 20 */
  timeoutMinutes?: number | undefined;
};

/** The fields mean what they mean in `RenewerInput`. */
export type RenewerConfig = {
  alertEmail: string;
  /** @default - none */
  acmeContact?: string | undefined;
  /** @default - keys of AWS */
  encryptionKeyArn?: string | undefined;
  allowPrivateOrigins: boolean;
  /** Directory URL of the CA for certificates that name none. */
  certificateAuthority: string;
  /** @default - the renewer's own region and us-east-1 */
  regions?: string[] | undefined;
  /** Directory URLs. @default - `certificateAuthority` alone */
  certificateAuthorities?: string[] | undefined;
  /** @default - none */
  tags?: Tags | undefined;
  /** In the order of the configuration, each with its name, canonical domain names and its CA's directory URL. */
  certificates: CertificateSettings[];
  dnscale: {
    apiUrl: string;
    tokenSecretName: string;
    httpTimeoutSeconds: number;
    ttlSeconds: number;
    propagationTimeoutSeconds: number;
    closedPortWaitSeconds: number;
    /** Is in the settings of each certificate already. */
    extraWaitSeconds: number;
    delegationZones: string[];
  };
  dns: {
    /** Empty for the system's. */
    resolvers: string[];
    validatingResolvers: string[];
    nameServerPort: number;
    nameServerDomains: string[];
    allowPrivateNameServers: boolean;
  };
  schedule: { everyMinutes: number };
};

/** What holds for all certificates of a renewer. */
export type RenewerSettings = Omit<RenewerConfig, 'certificates'>;

/** Gives `renewer.config.ts` its types. It checks nothing: synth does, and reports all faults at once. */
export function defineRenewer(input: RenewerInput): RenewerInput {
  return input;
}
