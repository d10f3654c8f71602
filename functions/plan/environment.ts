/** The environment variables of the plan function. The stack sets them by these names; only this file reads them. */
import * as z from 'zod/mini';
import { parseEnvironment, textVariable } from '../engine/config/parse-environment.ts';

export const PLAN_VARIABLES = {
  tableName: 'RECORDS_TABLE_NAME',
  queueUrl: 'WORK_QUEUE_URL',
  tokenSecretName: 'TOKEN_SECRET_NAME',
} as const;

const { tableName, queueUrl, tokenSecretName } = PLAN_VARIABLES;

const ENVIRONMENT = z.pipe(
  z.object({
    [tableName]: textVariable(),
    [queueUrl]: textVariable(),
    [tokenSecretName]: textVariable(),
  }),
  z.transform((variables) => ({
    tableName: variables[tableName],
    queueUrl: variables[queueUrl],
    tokenSecretName: variables[tokenSecretName],
  })),
);

export type PlanEnvironment = z.output<typeof ENVIRONMENT>;

/** @throws RenewerError `config-invalid`, naming every variable that is missing. */
export function readEnvironment(environment = process.env): PlanEnvironment {
  return parseEnvironment(ENVIRONMENT, environment);
}
