/** Reads all certificates that are meant, with the AWS credentials of the person. It changes nothing. */
import type { Deadline } from '../../functions/engine/ports/time.ts';
import { optionsText } from '../next-command.ts';
import { renewedAfterFailure } from '../renewer/renewed-wiring.ts';
import { type RenewerOptions, wireRenewers } from '../renewer/wiring.ts';
import { readStatus } from '../status/read.ts';
import { statusJson } from '../status/status-json.ts';
import type { FleetReading } from './live-readings.ts';

/** @throws RenewerError `config-invalid` for an environment or a profile that cannot be used. */
export function readerOfFleet(
  environment: NodeJS.ProcessEnv,
  options: RenewerOptions,
): (deadline: Deadline) => Promise<FleetReading> {
  const { renewer: renewerName } = options;
  const words = optionsText(options);
  const withWiring = renewedAfterFailure((tell) => wireRenewers(environment, options, tell));
  return (deadline) =>
    withWiring(async (wiring) => {
      const { found, unreadable, now } = await readStatus(wiring, { renewerName }, deadline);
      return { now, statusAt: (at) => statusJson(found, unreadable, at, words) };
    });
}
