/** The environment variables of the declare function. The stack sets them by these names; only this file reads them. */
import * as z from 'zod/mini';
import { parseEnvironment, textVariable } from '../engine/config/parse-environment.ts';

export const DECLARE_VARIABLES = {
  definitionsTableName: 'DEFINITIONS_TABLE_NAME',
  requestsTableName: 'REQUESTS_TABLE_NAME',
  queueUrl: 'WORK_QUEUE_URL',
} as const;

const { definitionsTableName, requestsTableName, queueUrl } = DECLARE_VARIABLES;

const ENVIRONMENT = z.pipe(
  z.object({
    [definitionsTableName]: textVariable(),
    [requestsTableName]: textVariable(),
    [queueUrl]: textVariable(),
  }),
  z.transform((variables) => ({
    tables: { definitions: variables[definitionsTableName], requests: variables[requestsTableName] },
    queueUrl: variables[queueUrl],
  })),
);

export type DeclareEnvironment = z.output<typeof ENVIRONMENT>;

/** @throws RenewerError `config-invalid`, naming every variable that is missing. */
export function readEnvironment(environment = process.env): DeclareEnvironment {
  return parseEnvironment(ENVIRONMENT, environment);
}
