/**
 * The plan Lambda: at each tick of the schedule, one message for every certificate that is due. It decides
 * nothing about a certificate. What keeps it from these messages is thrown, so that Lambda counts and repeats it.
 */
import type { Context } from 'aws-lambda';
import { CHECKS_PER_TICK } from '../engine/config/limits.ts';
import { deadlineIn, systemClock } from '../engine/deadline.ts';
import { planChecks } from '../engine/run/plan-checks.ts';
import { readEnvironment } from './environment.ts';
import { wire } from './wiring.ts';

const SAFETY_MARGIN_MS = 5_000;

const { ports, log } = wire(readEnvironment());

export async function handler(_event: unknown, context: Context): Promise<void> {
  const deadline = deadlineIn(
    context.getRemainingTimeInMillis() - SAFETY_MARGIN_MS,
    systemClock,
    'this tick',
  );
  const plan = await planChecks(ports, CHECKS_PER_TICK, deadline);
  const { due, awakenedByToken, triesToken, tokenUnasked } = plan;
  log.info('planned', { due, awakenedByToken, triesToken });
  if (tokenUnasked) {
    const { code, message: detail } = tokenUnasked;
    log.warn('token-unasked', { code, detail });
  }
}
