/**
 * The notify Lambda: at each tick of its schedule, one mail for every cause that somebody must know of. It runs beside the renewals
 * and they never wait for it. A failure is thrown, so that Lambda counts and repeats it: the alarm on crashes tells of it. The command
 * has it send test mails (`alert test`).
 */
import type { Context } from 'aws-lambda';
import { deadlineIn, systemClock } from '../engine/deadline.ts';
import { sendTest } from '../engine/notify/send-test.ts';
import { tellPeople } from '../engine/notify/tell-people.ts';
import { isTestRequest, type TestAnswer } from '../engine/notify/test-mails.ts';
import { readEnvironment } from './environment.ts';
import { wire } from './wiring.ts';

const SAFETY_MARGIN_MS = 5_000;

const { ports, log } = wire(readEnvironment());

/** @returns what became of a test; of a tick nothing. */
export async function handler(event: unknown, context: Context): Promise<TestAnswer | undefined> {
  const deadline = deadlineIn(
    context.getRemainingTimeInMillis() - SAFETY_MARGIN_MS,
    systemClock,
    'this tick',
  );
  if (isTestRequest(event)) {
    const answer = await sendTest(ports, deadline);
    log.info('test mails sent', answer);
    return answer;
  }
  const { failed, ...tick } = await tellPeople(ports, deadline);
  log.info('notified', tick);
  if (failed) throw failed;
  return undefined;
}
