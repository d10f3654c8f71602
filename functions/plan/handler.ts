/**
 * The plan Lambda: at each tick of the schedule, one message for every certificate that is due, and then the fleet's metrics. It
 * decides nothing about a certificate. What keeps it from these messages is thrown, so that Lambda counts and repeats it.
 */
import type { Context } from 'aws-lambda';
import { attempt } from '../engine/attempt.ts';
import { tickLimits } from '../engine/config/limits.ts';
import { deadlineIn, systemClock } from '../engine/deadline.ts';
import type { RenewerError } from '../engine/errors.ts';
import { fleetFigures } from '../engine/renewal/fleet-figures.ts';
import { planChecks } from '../engine/run/plan-checks.ts';
import { readEnvironment } from './environment.ts';
import { wire } from './wiring.ts';

const SAFETY_MARGIN_MS = 5_000;

const environment = readEnvironment();
const { ports, fleet, metrics, log } = wire(environment);

export async function handler(_event: unknown, context: Context): Promise<void> {
  const deadline = deadlineIn(
    context.getRemainingTimeInMillis() - SAFETY_MARGIN_MS,
    systemClock,
    'this tick',
  );
  const limits = tickLimits(environment.tickMinutes);
  const { tokenUnasked, due, others, dueCount, ...plan } = await planChecks(ports, limits, deadline);
  const message = `${due.length + others} of ${dueCount} certificates that are due for a check are asked for`;
  log.info({ message, event: 'planned', due, others, ...plan });
  if (tokenUnasked) warn('token-unasked', 'The token was not asked for', tokenUnasked);
  const now = systemClock.now();
  const read = await attempt(() => fleet.readFleet(now, deadline), deadline);
  if ('value' in read) metrics.tick({ due: dueCount, ...fleetFigures(read.value, now) });
  else warn('fleet-unmeasured', 'The fleet was not measured', read.error);
}

function warn(event: string, what: string, { code, message: detail }: RenewerError): void {
  log.warn({ message: `${what} (${code}): ${detail}`, event, code, detail });
}
