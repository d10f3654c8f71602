/**
 * The schemas of a renewer, of a certificate, and of the whole configuration, with their plain defaults. Unknown keys are
 * faults here. Rules beyond a single value are in `validate.ts`.
 */
import { isIPv4, isIPv6 } from 'node:net';
import * as z from 'zod/mini';
import { checkApiUrl } from './api-url.ts';
import { refusalOfList } from './certificate-list.ts';
import { CERTIFICATE_AUTHORITIES, DEFAULTS, emailAddress } from './defaults.ts';
import { DEFINITION_FIELDS, isHttpsUrl } from './definition-schema.ts';
import { strictSection, wholeSentence } from './faults.ts';
import { isKeyArn, KEY_ARN } from './key-arn.ts';
import { isSecretName, SECRET_NAME } from './secret-name.ts';
import { TAGS } from './tags.ts';

const { dnscale: DNSCALE } = DEFAULTS;

const AUTHORITIES = `${Object.keys(CERTIFICATE_AUTHORITIES).join(', ')} or the https URL of an ACME directory`;
const certificateAuthority = text(isKnownAuthorityOrUrl, AUTHORITIES);

/** An empty list is most often the result of a mistake, and the certificate would have no ARN. */
const SOME_REGION =
  'at least one AWS region; for a certificate in S3 only leave regions out and give importIntoAcm: false';

const CERTIFICATE_FIELDS = {
  domainNames: DEFINITION_FIELDS.domainNames,
  keyAlgorithm: z.optional(DEFINITION_FIELDS.keyAlgorithm),
  certificateAuthority: z.optional(certificateAuthority),
  profile: z.optional(DEFINITION_FIELDS.profile),
  preferredChain: z.optional(DEFINITION_FIELDS.preferredChain),
  extraWaitSeconds: z.optional(DEFINITION_FIELDS.extraWaitSeconds),
  regions: z.optional(DEFINITION_FIELDS.regions.check(z.minLength(1, { error: SOME_REGION }))),
  importIntoAcm: z.optional(z.boolean({ error: 'true or false' })),
  storeInSecretsManager: z.optional(DEFINITION_FIELDS.storeInSecretsManager),
  existingCertificateArns: z.optional(DEFINITION_FIELDS.existingCertificateArns),
  removalPolicy: z.optional(DEFINITION_FIELDS.removalPolicy),
  probe: z.optional(DEFINITION_FIELDS.probe),
  timeoutMinutes: z.optional(wholeNumber(1, 50, ' (minutes)')),
};

type Targets = { regions?: unknown; importIntoAcm?: boolean | undefined };

const regionsOrNone = z.refine<Targets>(
  ({ regions, importIntoAcm }) => regions === undefined || importIntoAcm !== false,
  { path: ['importIntoAcm'], error: 'true, or no regions: they are the places in ACM' },
);

/** One certificate with its name, as a construct has it. */
export const CERTIFICATE = strictSection({
  certificateName: DEFINITION_FIELDS.certificateName,
  ...CERTIFICATE_FIELDS,
}).check(regionsOrNone);

const certificatesByName = z.pipe(
  z.transform((given, context) => {
    if (!Array.isArray(given)) return given;
    context.issues.push({ ...wholeSentence(refusalOfList(given)), input: given });
    return z.NEVER;
  }),
  z.record(DEFINITION_FIELDS.certificateName, strictSection(CERTIFICATE_FIELDS).check(regionsOrNone), {
    error: 'an object with the settings of each certificate under its name',
  }),
);

/** Of the template, renewer.config.ts: alerts would go to nobody. */
const TEMPLATE_ADDRESS = 'you@example.com';

const RENEWER_FIELDS = {
  alertEmail: email('an e-mail address (who is told when a certificate needs somebody)').check(
    z.refine((address) => address !== TEMPLATE_ADDRESS, {
      error: 'your own e-mail address, in place of the one from the template',
    }),
  ),
  acmeContact: z.optional(email('an e-mail address for the ACME account')),
  termsOfServiceAgreed: z.literal(true, {
    error: "true, once you have read the CA's terms of service (Let's Encrypt: letsencrypt.org/repository)",
  }),
  certificateAuthority: z._default(certificateAuthority, DEFAULTS.certificateAuthority),
  encryptionKeyArn: z.optional(text(isKeyArn, KEY_ARN)),
  allowPrivateOrigins: z._default(z.boolean({ error: 'true or false' }), DEFAULTS.allowPrivateOrigins),
  regions: z.optional(DEFINITION_FIELDS.regions.check(z.minLength(1, { error: 'at least one AWS region' }))),
  certificateAuthorities: z.optional(
    z.array(certificateAuthority, { error: 'a list of certificate authorities' }),
  ),
  tags: z.optional(TAGS),
  dnscale: z.prefault(
    strictSection({
      apiUrl: z._default(
        text(isApiUrl, "the https URL of DNScale's API with its version, such as https://api.dnscale.eu/v1"),
        DNSCALE.apiUrl,
      ),
      tokenSecretName: z._default(text(isSecretName, SECRET_NAME), DNSCALE.tokenSecretName),
      httpTimeoutSeconds: z._default(seconds(1, 60), DNSCALE.httpTimeoutSeconds),
      ttlSeconds: z._default(seconds(120, 86_400), DNSCALE.ttlSeconds),
      // A run has 5 minutes, and needs the last one to finish and to clean up.
      propagationTimeoutSeconds: z._default(seconds(1, 240), DNSCALE.propagationTimeoutSeconds),
      closedPortWaitSeconds: z._default(seconds(1, 240), DNSCALE.closedPortWaitSeconds),
      extraWaitSeconds: z._default(DEFINITION_FIELDS.extraWaitSeconds, DNSCALE.extraWaitSeconds),
      delegationZones: z._default(domains('a domain such as acme.example.net'), [...DNSCALE.delegationZones]),
    }),
    {},
  ),
  dns: z.prefault(
    strictSection({
      resolvers: z._default(resolvers(), []),
      validatingResolvers: z._default(resolvers().check(z.minLength(1, { error: 'at least one resolver' })), [
        ...DEFAULTS.validatingResolvers,
      ]),
      nameServerPort: z._default(wholeNumber(1, 65_535), DEFAULTS.nameServerPort),
      nameServerDomains: z._default(
        domains('a domain such as dnscale.eu').check(z.minLength(1, { error: 'at least one domain' })),
        [...DEFAULTS.nameServerDomains],
      ),
      allowPrivateNameServers: z._default(
        z.boolean({ error: 'true or false' }),
        DEFAULTS.allowPrivateNameServers,
      ),
    }),
    {},
  ),
  schedule: z.prefault(
    strictSection({ everyMinutes: z._default(wholeNumber(1, 1_440), DEFAULTS.everyMinutes) }),
    {},
  ),
};

/** All but the certificates. */
export const RENEWER = strictSection(RENEWER_FIELDS);

export const CONFIG = strictSection({
  ...RENEWER_FIELDS,
  certificates: z.prefault(certificatesByName, {}),
});

function text(isAllowed: (value: string) => boolean, error: string) {
  return z.string({ error }).check(z.refine(isAllowed, { error }));
}

function resolvers() {
  return z.array(text(isAddressAndPort, 'an address and a port such as 192.0.2.1:53 or [2001:db8::1]:53'), {
    error: 'a list of resolvers',
  });
}

function domains(error: string) {
  return z.array(text(isDomain, error), { error: 'a list of domains' });
}

function email(error: string) {
  return z.pipe(
    text((given) => emailAddress(given) !== undefined, error),
    z.transform((given) => emailAddress(given) ?? given),
  );
}

function wholeNumber(from: number, to: number, unit = '') {
  const error = `a whole number from ${from} to ${to}${unit}`;
  return z.int({ error }).check(z.gte(from, { error }), z.lte(to, { error }));
}

function seconds(from: number, to: number) {
  return wholeNumber(from, to, ' (seconds)');
}

function isKnownAuthorityOrUrl(value: string): boolean {
  return Object.hasOwn(CERTIFICATE_AUTHORITIES, value) || isHttpsUrl(value);
}

function isDomain(value: string): boolean {
  return value.length <= 253 && /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/.test(value);
}

function isApiUrl(value: string): boolean {
  return 'url' in checkApiUrl(value);
}

function isAddressAndPort(value: string): boolean {
  const [, ipv6, ipv4, port] = /^(?:\[(.+)\]|([^:]+)):(\d{1,5})$/.exec(value) ?? [];
  const isAddress = ipv6 === undefined ? isIPv4(ipv4 ?? '') : isIPv6(ipv6);
  return isAddress && Number(port) >= 1 && Number(port) <= 65_535;
}
