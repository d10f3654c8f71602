/** The environment variables of the plan function: named, set and read here and nowhere else. */
import * as z from 'zod/mini';
import { parseEnvironment, textVariable } from '../engine/config/parse-environment.ts';

export const RECORDS_TABLE_NAME = 'RECORDS_TABLE_NAME';
export const WORK_QUEUE_URL = 'WORK_QUEUE_URL';
export const TOKEN_SECRET_NAME = 'TOKEN_SECRET_NAME';

const ENVIRONMENT = z.pipe(
  z.object({
    [RECORDS_TABLE_NAME]: textVariable(),
    [WORK_QUEUE_URL]: textVariable(),
    [TOKEN_SECRET_NAME]: textVariable(),
  }),
  z.transform((variables) => ({
    tableName: variables[RECORDS_TABLE_NAME],
    queueUrl: variables[WORK_QUEUE_URL],
    tokenSecretName: variables[TOKEN_SECRET_NAME],
  })),
);

export type PlanEnvironment = z.output<typeof ENVIRONMENT>;

/** @throws RenewerError `config-invalid`, naming every variable that is missing. */
export function readEnvironment(environment = process.env): PlanEnvironment {
  return parseEnvironment(ENVIRONMENT, environment);
}
