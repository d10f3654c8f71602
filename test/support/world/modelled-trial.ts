/** The trial of the token in one process, as the renew function carries it out (functions/renew/handler.ts), on the modelled tables. */
import { randomUUID } from 'node:crypto';
import { createFleetChecks } from '../../../functions/aws/fleet-checks.ts';
import { createTokenTrials } from '../../../functions/aws/token-trials.ts';
import { asRenewerError } from '../../../functions/engine/errors.ts';
import type { Deadline } from '../../../functions/engine/ports/time.ts';
import type { RunPorts } from '../../../functions/engine/run/run.ts';
import { tryToken } from '../../../functions/engine/token/try-token.ts';
import { MODEL_TABLES, type TablesModel } from './models/dynamodb.ts';
import type { RunLog } from './models/run-log.ts';

/** The next tick has it tried again while a party is away. A fault of ours is none of that: it fails the test that ran into it. */
export async function tryModelledToken(
  { zones, tokenVersions, clock }: Pick<RunPorts, 'zones' | 'tokenVersions' | 'clock'>,
  { tables, log }: { tables: TablesModel; log: RunLog },
  deadline: Deadline,
): Promise<void> {
  const client = () => tables.client;
  const trials = createTokenTrials({ client, tableName: MODEL_TABLES.states });
  const checks = createFleetChecks({ client, tables: MODEL_TABLES, clock, newId: randomUUID });
  try {
    await tryToken({ clock, trials, checks, zones, tokenVersions }, deadline);
  } catch (thrown) {
    const error = asRenewerError(thrown);
    if (error.code === 'unexpected') throw error;
    log.untried(error.code);
  }
}
