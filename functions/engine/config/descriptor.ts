/**
 * What a renewer tells about itself, so that the command finds everything by the renewer's name: an SSM parameter with JSON,
 * written by the stack (infra/descriptor-parameter.ts) and read by the command. It holds names, never a secret. Pure.
 */
import * as z from 'zod/mini';
import { printable, RenewerError } from '../errors.ts';
import { parseJson } from '../json.ts';
import { describeFaults } from './faults.ts';

/** Another one means that a command of an earlier release cannot read the descriptor. New fields alone do not change it. */
export const DESCRIPTOR_SCHEMA = 1;

const text = z.string({ error: 'a text' }).check(z.minLength(1, { error: 'a text' }));

const DESCRIPTOR = z.object(
  {
    schema: z.literal(DESCRIPTOR_SCHEMA, { error: `${DESCRIPTOR_SCHEMA}` }),
    renewerName: text,
    /** The renewer's own, where all of this is. */
    region: text,
    /** Of dnscale-certs, when it was deployed. */
    version: text,
    definitionsTable: text,
    requestsTable: text,
    statesTable: text,
    /** Earlier releases had none. */
    observationsTable: z.optional(text),
    bucketName: text,
    /** The directory URL of the CA that certificates have which name none. Earlier releases did not name it, nor the following. */
    certificateAuthority: z.optional(text),
    /** All that certificates may name: directory URLs with blanks between them. */
    certificateAuthorities: z.optional(text),
    /** Of the user's KMS key. @default - keys of AWS */
    encryptionKeyArn: z.optional(text),
    /** Of the work queue. */
    queueUrl: text,
    tokenSecretName: text,
    /** Names of functions. */
    renewFunction: text,
    planFunction: text,
    /** Earlier releases had none, or did not name it. */
    notifyFunction: z.optional(text),
    /** Names of log groups, by function. */
    logGroups: z.object(
      {
        plan: text,
        renew: text,
        declare: text,
        declareIsComplete: text,
        notify: z.optional(text),
        probe: z.optional(text),
      },
      { error: 'names of log groups' },
    ),
    /** Of the alerts. */
    topicArn: text,
  },
  { error: 'the descriptor of a renewer' },
);

export type RenewerDescriptor = z.output<typeof DESCRIPTOR>;

/** How the names of all descriptors begin; the renewer's name follows. */
export const DESCRIPTOR_PREFIX = '/dnscale-certs/';

/** The name of the SSM parameter in the renewer's region. */
export function descriptorParameterName(renewerName: string): string {
  return `${DESCRIPTOR_PREFIX}${renewerName}`;
}

/** The export of the renewer's stack that holds the service token: other stacks of the account and region import it. */
export function providerExportName(renewerName: string): string {
  return `${renewerName}-CertificateProvider`;
}

/** @throws RenewerError `config-invalid` when the parameter holds anything else, or what only a newer command can read. */
export function parseDescriptor(value: string, parameterName: string): RenewerDescriptor {
  const given = parseJson(value);
  const parsed = z.safeParse(DESCRIPTOR, given);
  if (parsed.success) return parsed.data;
  const { schema } = z.safeParse(NEWER, given).data ?? {};
  const [why, advice] =
    schema === undefined
      ? [
          `does not describe a renewer: ${describeFaults(parsed.error.issues, given).join('; ')}.`,
          'Deploy the renewer again.',
        ]
      : [
          `is of the schema ${schema}, and this command reads ${DESCRIPTOR_SCHEMA}. A newer release has deployed the renewer.`,
          'Use the command of that release.',
        ];
  throw new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    subject: parameterName,
    message: `The SSM parameter ${printable(parameterName)} ${why}`,
    advice,
    cause: parsed.error,
  });
}

const NEWER = z.object({ schema: z.number().check(z.gt(DESCRIPTOR_SCHEMA)) });
