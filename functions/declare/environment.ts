/**
 * The environment variables of the declare functions, one that takes CloudFormation's events and one that waits. The stack
 * sets them by these names; only this file reads them.
 */
import * as z from 'zod/mini';
import { listVariable, parseEnvironment, textVariable } from '../engine/config/parse-environment.ts';

export const DECLARE_VARIABLES = {
  renewer: 'RENEWER',
  definitionsTableName: 'DEFINITIONS_TABLE_NAME',
  requestsTableName: 'REQUESTS_TABLE_NAME',
  statesTableName: 'STATES_TABLE_NAME',
  tokenSecretName: 'TOKEN_SECRET_NAME',
  queueUrl: 'WORK_QUEUE_URL',
  regions: 'REGIONS',
  certificateAuthorities: 'CERTIFICATE_AUTHORITIES',
} as const;

export const AWAIT_VARIABLES = {
  definitionsTableName: 'DEFINITIONS_TABLE_NAME',
  statesTableName: 'STATES_TABLE_NAME',
  bucketName: 'CERTIFICATE_BUCKET_NAME',
  queueUrl: 'WORK_QUEUE_URL',
} as const;

const D = DECLARE_VARIABLES;

const ENVIRONMENT = z.pipe(
  z.object({
    [D.renewer]: textVariable(),
    [D.definitionsTableName]: textVariable(),
    [D.requestsTableName]: textVariable(),
    [D.statesTableName]: textVariable(),
    [D.tokenSecretName]: textVariable(),
    [D.queueUrl]: textVariable(),
    [D.regions]: listVariable(),
    [D.certificateAuthorities]: textVariable(),
  }),
  z.transform((variables) => ({
    tables: {
      definitions: variables[D.definitionsTableName],
      requests: variables[D.requestsTableName],
      states: variables[D.statesTableName],
    },
    renewer: variables[D.renewer],
    tokenSecretName: variables[D.tokenSecretName],
    queueUrl: variables[D.queueUrl],
    allowed: {
      regions: variables[D.regions],
      // With blanks between them, which no URL has.
      certificateAuthorities: variables[D.certificateAuthorities].split(' '),
    },
  })),
);

const A = AWAIT_VARIABLES;

const AWAIT_ENVIRONMENT = z.pipe(
  z.object({
    [A.definitionsTableName]: textVariable(),
    [A.statesTableName]: textVariable(),
    [A.bucketName]: textVariable(),
    [A.queueUrl]: textVariable(),
  }),
  z.transform((variables) => ({
    tables: { definitions: variables[A.definitionsTableName], states: variables[A.statesTableName] },
    bucketName: variables[A.bucketName],
    queueUrl: variables[A.queueUrl],
  })),
);

export type DeclareEnvironment = z.output<typeof ENVIRONMENT>;
export type AwaitEnvironment = z.output<typeof AWAIT_ENVIRONMENT>;

/** @throws RenewerError `config-invalid`, naming every variable that is missing. */
export function readEnvironment(environment = process.env): DeclareEnvironment {
  return parseEnvironment(ENVIRONMENT, environment);
}

/** @throws RenewerError as `readEnvironment`. */
export function readAwaitEnvironment(environment = process.env): AwaitEnvironment {
  return parseEnvironment(AWAIT_ENVIRONMENT, environment);
}
