/**
 * The notify Lambda: at each tick of its schedule, one mail for every cause that somebody must know of. It runs beside the renewals
 * and they never wait for it. A failure is thrown, so that Lambda counts and repeats it: the alarm on crashes tells of it.
 */
import type { Context } from 'aws-lambda';
import { deadlineIn, systemClock } from '../engine/deadline.ts';
import { tellPeople } from '../engine/notify/tell-people.ts';
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
  const { failed, ...tick } = await tellPeople(ports, deadline);
  log.info('notified', tick);
  if (failed) throw failed;
}
