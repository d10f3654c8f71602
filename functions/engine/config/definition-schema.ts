/**
 * The schema of a certificate's definition: one for synth, the custom resource and the table. Synth adds
 * defaults and refuses unknown keys (`schema.ts`); here unknown keys are left out, so that this version
 * reads what a newer one wrote.
 */
import * as z from 'zod/mini';
import { checkDomainNames } from '../dns/name-set.ts';
import { printable, RenewerError } from '../errors.ts';
import { CERTIFICATE_ARN, isCertificateArn } from './certificate-arn.ts';
import {
  CERTIFICATE_NAME_SPELLING,
  hasNoSpelledStar,
  MAX_CERTIFICATE_NAME_LENGTH,
} from './certificate-name.ts';
import { type CertificateDefinition, KEY_ALGORITHMS, REMOVAL_POLICIES } from './definition.ts';
import { describeFaults, wholeSentence } from './faults.ts';
import { PROBES } from './probe.ts';
import { TAGS } from './tags.ts';

const domainNames = z.pipe(
  z.array(z.unknown(), { error: 'a list of domain names' }),
  z.transform((given, context) => {
    // Anything but a string becomes JSON text, which is no domain name: one more fault beside the others.
    const names = given.map((name) => (typeof name === 'string' ? name : String(JSON.stringify(name))));
    const checked = checkDomainNames(names);
    if ('names' in checked) return checked.names;
    for (const { index, fault } of checked.faults) {
      context.issues.push({ ...wholeSentence(fault), path: [index], input: names[index] });
    }
    return z.NEVER;
  }),
);

/** CloudFormation takes 4,096 bytes as an answer, and each region's ARN is in it. */
const MAX_REGIONS = 20;

/** A run has 5 minutes, and propagation, finishing and cleaning up need the rest. */
const MAX_EXTRA_WAIT_SECONDS = 180;
const EXTRA_WAIT = `a whole number from 0 to ${MAX_EXTRA_WAIT_SECONDS} (seconds)`;

/** Schema of each property; the `error` of a schema says what is allowed. */
export const DEFINITION_FIELDS = {
  certificateName: z.string({ error: 'a name' }).check(
    z.regex(CERTIFICATE_NAME_SPELLING, {
      error: 'letters, digits and . * _ -, the first one a letter, a digit or *',
    }),
    z.refine(hasNoSpelledStar, { error: 'a name without "_wildcard" in it' }),
    z.maxLength(MAX_CERTIFICATE_NAME_LENGTH, {
      error: `at most ${MAX_CERTIFICATE_NAME_LENGTH} characters`,
    }),
  ),
  domainNames,
  keyAlgorithm: z.enum(KEY_ALGORITHMS, { error: KEY_ALGORITHMS.join(', ') }),
  certificateAuthority: z
    .string({ error: 'the https URL of an ACME directory' })
    .check(z.refine(isHttpsUrl, { error: 'the https URL of an ACME directory' })),
  profile: z
    .string({ error: 'the name of a certificate profile' })
    .check(z.regex(/^[A-Za-z0-9._-]{1,64}$/, { error: '1 to 64 letters, digits and . _ -' })),
  preferredChain: z
    .string({ error: 'the common name of a root certificate' })
    .check(
      z.regex(/^[ -~]{1,64}$/, { error: 'the common name of a root certificate, such as ISRG Root X1' }),
    ),
  extraWaitSeconds: z
    .int({ error: EXTRA_WAIT })
    .check(z.gte(0, { error: EXTRA_WAIT }), z.lte(MAX_EXTRA_WAIT_SECONDS, { error: EXTRA_WAIT })),
  storeInSecretsManager: z.boolean({ error: 'true or false' }),
  existingCertificateArns: z
    .array(
      z.string({ error: CERTIFICATE_ARN }).check(z.refine(isCertificateArn, { error: CERTIFICATE_ARN })),
      {
        error: 'a list of ARNs of certificates in ACM',
      },
    )
    .check(z.maxLength(MAX_REGIONS, { error: `at most ${MAX_REGIONS} ARNs` })),
  removalPolicy: z.enum(REMOVAL_POLICIES, { error: REMOVAL_POLICIES.join(', ') }),
  probe: PROBES,
  regions: z
    .array(
      z
        .string({ error: 'an AWS region' })
        .check(z.regex(/^[a-z]{2,5}(-[a-z]+)+-\d{1,2}$/, { error: 'an AWS region such as eu-central-1' })),
      { error: 'a list of AWS regions' },
    )
    .check(
      z.refine(hasNoDuplicate, { error: 'every region once' }),
      z.maxLength(MAX_REGIONS, { error: `at most ${MAX_REGIONS} regions` }),
    ),
};

const DEFINITION = z.object(
  {
    ...DEFINITION_FIELDS,
    profile: z.optional(DEFINITION_FIELDS.profile),
    preferredChain: z.optional(DEFINITION_FIELDS.preferredChain),
    storeInSecretsManager: z.optional(
      z.pipe(z.transform(booleanOfText), DEFINITION_FIELDS.storeInSecretsManager),
    ),
    existingCertificateArns: z.optional(DEFINITION_FIELDS.existingCertificateArns),
    removalPolicy: z.optional(DEFINITION_FIELDS.removalPolicy),
    probe: z.optional(DEFINITION_FIELDS.probe),
    extraWaitSeconds: z.optional(z.pipe(z.transform(numberOfText), DEFINITION_FIELDS.extraWaitSeconds)),
    tags: z.optional(TAGS),
  },
  { error: 'the definition of a certificate' },
);

/** CloudFormation gives every boolean as a text, and so every number. */
function booleanOfText(given: unknown): unknown {
  return given === 'true' ? true : given === 'false' ? false : given;
}

function numberOfText(given: unknown): unknown {
  return typeof given === 'string' && /^\d{1,9}$/.test(given) ? Number(given) : given;
}

const NAMED = z.object({ certificateName: z.string().check(z.minLength(1)) });

/**
 * Checks a definition that came from outside (CloudFormation, the table) and makes its names canonical.
 * Throws `config-invalid` with every fault in one message.
 */
export function parseDefinition(input: unknown): CertificateDefinition {
  const parsed = z.safeParse(DEFINITION, input);
  if (parsed.success) return parsed.data;
  const faults = describeFaults(parsed.error.issues, input);
  const name = z.safeParse(NAMED, input).data?.certificateName;
  const whose =
    name === undefined ? 'a certificate' : `the certificate ${printable(name, MAX_CERTIFICATE_NAME_LENGTH)}`;
  throw new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    subject: name && printable(name, MAX_CERTIFICATE_NAME_LENGTH),
    message: `The definition of ${whose} is not valid: ${faults.join('; ')}.`,
    advice: 'Correct it in the configuration and deploy again.',
    cause: parsed.error,
  });
}

export function isHttpsUrl(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === 'https:' && url.username === '' && url.password === '';
}

function hasNoDuplicate(list: string[]): boolean {
  return new Set(list).size === list.length;
}
