/**
 * Tries the DNScale token by listing the zones, and writes down what became of it. Where it is worse than the one before, every
 * certificate is asked to prove its readiness: that tells which of them need what is lost. It decides about no renewal.
 */
import { attempt } from '../attempt.ts';
import { isOfTheToken } from '../errors.ts';
import type { TokenVersionSource, ZoneDirectory } from '../ports/dns.ts';
import type { Clock, Deadline } from '../ports/time.ts';
import type { FleetChecks, TokenTrials, TriedToken } from '../ports/token-trials.ts';
import { isTrialDue, isWorse, triedToken } from './token-trial.ts';

export type TokenTrialPorts = {
  clock: Pick<Clock, 'now'>;
  trials: TokenTrials;
  checks: FleetChecks;
  zones: Pick<ZoneDirectory, 'listZones'>;
  /** After the zones were listed, of the token that listed them. */
  tokenVersions: TokenVersionSource;
};

/**
 * What became of it; undefined when it was tried before: a message comes twice. A trial that is killed is repeated at the next
 * tick, with all that follows from it.
 *
 * @throws RenewerError when nothing can be said of the token, since DNScale or AWS is away or not what is asked: the next tick
 * tries again. Also when a newer release wrote what became of the last trial.
 */
export async function tryToken(ports: TokenTrialPorts, deadline: Deadline): Promise<TriedToken | undefined> {
  const { clock, trials, checks, zones, tokenVersions } = ports;
  const before = await trials.readTried(deadline);
  if (!isTrialDue(before, await tokenVersions.readCurrentVersion(deadline), clock.now())) return undefined;
  const listed = await attempt(() => zones.listZones(deadline), deadline);
  // A party that is away, a wrong API URL or an unpaid bill says nothing about the token.
  if ('error' in listed && !isOfTheToken(listed.error.code)) throw listed.error;
  const answer = 'error' in listed ? listed : { zoneNames: listed.value.map(({ name }) => name) };
  const version = await tokenVersions.readCurrentVersion(deadline);
  const tried = triedToken({ version, at: clock.now(), answer }, before);
  // First, so that a run that is killed in between leaves the trial to be made again.
  if (isWorse(tried, before)) await checks.requestAll(deadline);
  await trials.writeTried(tried, deadline);
  return tried;
}
