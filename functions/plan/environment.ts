/** The environment variables of the plan function. The stack sets them by these names; only this file reads them. */
import * as z from 'zod/mini';
import { numberVariable, parseEnvironment, textVariable } from '../engine/config/parse-environment.ts';

export const PLAN_VARIABLES = {
  requestsTableName: 'REQUESTS_TABLE_NAME',
  statesTableName: 'STATES_TABLE_NAME',
  queueUrl: 'WORK_QUEUE_URL',
  tokenSecretName: 'TOKEN_SECRET_NAME',
  renewerName: 'RENEWER_NAME',
  tickMinutes: 'TICK_MINUTES',
} as const;

const { requestsTableName, statesTableName, queueUrl, tokenSecretName, renewerName, tickMinutes } =
  PLAN_VARIABLES;

const ENVIRONMENT = z.pipe(
  z.object({
    [requestsTableName]: textVariable(),
    [statesTableName]: textVariable(),
    [queueUrl]: textVariable(),
    [tokenSecretName]: textVariable(),
    [renewerName]: textVariable(),
    [tickMinutes]: numberVariable(),
  }),
  z.transform((variables) => ({
    tables: { requests: variables[requestsTableName], states: variables[statesTableName] },
    queueUrl: variables[queueUrl],
    tokenSecretName: variables[tokenSecretName],
    /** Whose metrics they are. */
    renewerName: variables[renewerName],
    /** From one tick to the next. */
    tickMinutes: variables[tickMinutes],
  })),
);

export type PlanEnvironment = z.output<typeof ENVIRONMENT>;

/** @throws RenewerError `config-invalid`, naming every variable that is missing. */
export function readEnvironment(environment = process.env): PlanEnvironment {
  return parseEnvironment(ENVIRONMENT, environment);
}
