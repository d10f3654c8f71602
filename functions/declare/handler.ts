/** The declare Lambdas behind CDK's provider framework: one takes CloudFormation's events, the other is asked how far it is. */
import type {
  CdkCustomResourceEvent,
  CdkCustomResourceIsCompleteResponse,
  CdkCustomResourceResponse,
  Context,
} from 'aws-lambda';
import { deadlineIn, systemClock } from '../engine/deadline.ts';
import { memoize } from '../engine/memoize.ts';
import { readAwaitEnvironment, readEnvironment } from './environment.ts';
import { takeEvent } from './take-event.ts';
import { tellProgress, type WaitingEvent } from './tell-progress.ts';
import { wire, wireAwait } from './wiring.ts';

const SAFETY_MARGIN_MS = 5_000;
/** What a declaration that failed takes back may use the time until here. */
const ENDING_MARGIN_MS = 1_000;

// Made at the first event: each of the two functions has its own variables only.
const declaring = memoize(() => wire(readEnvironment()));
const awaiting = memoize(() => wireAwait(readAwaitEnvironment()));

/** What is thrown becomes CloudFormation's reason. */
export async function onEvent(
  event: CdkCustomResourceEvent,
  context: Context,
): Promise<CdkCustomResourceResponse> {
  const times = { work: deadlineOf(context), ending: deadlineOf(context, ENDING_MARGIN_MS) };
  return takeEvent(event, declaring(), times);
}

/** A throw fails the deployment at once: only what nobody but a person can mend is thrown. A Delete waits for nothing. */
export async function isComplete(
  event: WaitingEvent,
  context: Context,
): Promise<CdkCustomResourceIsCompleteResponse> {
  if (event.RequestType === 'Delete') return { IsComplete: true };
  return tellProgress(event, awaiting(), deadlineOf(context));
}

function deadlineOf(context: Context, marginMs = SAFETY_MARGIN_MS) {
  return deadlineIn(context.getRemainingTimeInMillis() - marginMs, systemClock);
}
