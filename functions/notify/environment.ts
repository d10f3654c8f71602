/** The environment variables of the notify function. The stack sets them by these names; only this file reads them. */
import * as z from 'zod/mini';
import { parseEnvironment, textVariable } from '../engine/config/parse-environment.ts';

export const NOTIFY_VARIABLES = {
  renewer: 'RENEWER',
  account: 'ACCOUNT',
  statesTableName: 'STATES_TABLE_NAME',
  observationsTableName: 'OBSERVATIONS_TABLE_NAME',
  topicArn: 'ALERT_TOPIC_ARN',
} as const;

const { renewer, account, statesTableName, observationsTableName, topicArn } = NOTIFY_VARIABLES;

const ENVIRONMENT = z.pipe(
  z.object({
    [renewer]: textVariable(),
    [account]: textVariable(),
    [statesTableName]: textVariable(),
    [observationsTableName]: textVariable(),
    [topicArn]: textVariable(),
  }),
  z.transform((variables) => ({
    /** Its region and name. */
    renewer: variables[renewer],
    account: variables[account],
    tables: { states: variables[statesTableName], observations: variables[observationsTableName] },
    topicArn: variables[topicArn],
  })),
);

export type NotifyEnvironment = z.output<typeof ENVIRONMENT>;

/** @throws RenewerError `config-invalid`, naming every variable that is missing. */
export function readEnvironment(environment = process.env): NotifyEnvironment {
  return parseEnvironment(ENVIRONMENT, environment);
}
