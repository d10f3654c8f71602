/** The environment variables of the declare function: named, set and read here and nowhere else. */
import * as z from 'zod/mini';
import { parseEnvironment, textVariable } from '../engine/config/parse-environment.ts';

export const RECORDS_TABLE_NAME = 'RECORDS_TABLE_NAME';
export const WORK_QUEUE_URL = 'WORK_QUEUE_URL';

const ENVIRONMENT = z.pipe(
  z.object({ [RECORDS_TABLE_NAME]: textVariable(), [WORK_QUEUE_URL]: textVariable() }),
  z.transform((variables) => ({
    tableName: variables[RECORDS_TABLE_NAME],
    queueUrl: variables[WORK_QUEUE_URL],
  })),
);

export type DeclareEnvironment = z.output<typeof ENVIRONMENT>;

/** @throws RenewerError `config-invalid`, naming every variable that is missing. */
export function readEnvironment(environment = process.env): DeclareEnvironment {
  return parseEnvironment(ENVIRONMENT, environment);
}
