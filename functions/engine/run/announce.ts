/** Tells what a run changed, once its report is written. A run that did its work never fails because nobody could be told. */
import { attempt, errorsOf } from '../attempt.ts';
import { deadlineWithin, remainingMs } from '../deadline.ts';
import { changesToTell } from '../notify/changes-to-tell.ts';
import type { CertificateState } from '../renewal/state.ts';
import type { Gathered } from './gather.ts';
import type { Run } from './run.ts';

/** It comes last, and the function's own end is near. */
const LONGEST_MS = 3_000;

/**
 * @param before the state as the claim found it.
 * @param isRetired the run ended with nothing left to renew.
 */
export async function announceChanges(
  { before, isRetired }: { before: CertificateState; isRetired: boolean },
  { definition }: Gathered,
  { claim, times, ports }: Pick<Run, 'claim' | 'times' | 'ports'>,
): Promise<void> {
  const { notices, clock, events } = ports;
  if (!notices) return;
  const declared = 'value' in definition ? definition.value?.definition : undefined;
  const change = { before, after: claim.state, definition: declared, isRetired };
  const boundMs = Math.min(LONGEST_MS, remainingMs(times.end, clock));
  const deadline = deadlineWithin(times.end, boundMs, clock, 'the events of this run');
  const changes = changesToTell(change, { now: clock.now(), place: notices.place });
  // Side by side, so that one which is refused keeps no other back.
  const sent = await Promise.all(
    changes.map((notice) => attempt(() => notices.sink.announce(notice, deadline), deadline)),
  );
  for (const { message } of errorsOf(sent)) {
    events.emit({
      event: 'warning',
      subject: before.certificateName,
      message: `An event was not sent: ${message}`,
    });
  }
}
