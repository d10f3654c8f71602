/** The environment variables of the probe function. The stack sets them by these names; only this file reads them. */
import * as z from 'zod/mini';
import { listVariable, parseEnvironment, textVariable } from '../engine/config/parse-environment.ts';

export const PROBE_VARIABLES = {
  renewer: 'RENEWER',
  account: 'ACCOUNT',
  definitionsTableName: 'DEFINITIONS_TABLE_NAME',
  statesTableName: 'STATES_TABLE_NAME',
  observationsTableName: 'OBSERVATIONS_TABLE_NAME',
  resolvers: 'DNS_RESOLVERS',
  allowPrivateOrigins: 'ALLOW_PRIVATE_ORIGINS',
} as const;

const NAMES = PROBE_VARIABLES;

const ENVIRONMENT = z.pipe(
  z.object({
    [NAMES.renewer]: textVariable(),
    [NAMES.account]: textVariable(),
    [NAMES.definitionsTableName]: textVariable(),
    [NAMES.statesTableName]: textVariable(),
    [NAMES.observationsTableName]: textVariable(),
    [NAMES.resolvers]: listVariable(),
    [NAMES.allowPrivateOrigins]: z.optional(z.string()),
  }),
  z.transform((variables) => ({
    /** Region and name of the renewer. */
    renewer: variables[NAMES.renewer],
    account: variables[NAMES.account],
    tables: { definitions: variables[NAMES.definitionsTableName], states: variables[NAMES.statesTableName] },
    observationsTableName: variables[NAMES.observationsTableName],
    /** Recursive resolvers as `address:port`; empty for the system's. */
    resolvers: variables[NAMES.resolvers],
    /** Only the word `true` allows them. */
    allowPrivateOrigins: variables[NAMES.allowPrivateOrigins] === 'true',
  })),
);

export type ProbeEnvironment = z.output<typeof ENVIRONMENT>;

/** @throws RenewerError `config-invalid`, naming every variable that is missing. */
export function readEnvironment(environment = process.env): ProbeEnvironment {
  return parseEnvironment(ENVIRONMENT, environment);
}
