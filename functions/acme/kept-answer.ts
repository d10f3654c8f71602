/**
 * One answer of the CA that is kept for a while and shared: a warm function lives for hours, and the CA changes meanwhile.
 * It knows nothing of what it keeps.
 */
import { isCaAway } from '../engine/errors.ts';
import type { Clock, Deadline } from '../engine/ports/time.ts';
import { shareCall } from '../engine/share-call.ts';

/** An answer that is `maxAgeMs` old at most; parallel callers share one request. */
export type ReadKept<Answer> = (deadline: Deadline, maxAgeMs?: number) => Promise<Answer>;

/** A CA that does not answer is asked again for the same after this. */
const PATIENCE_MS = 60_000;

/**
 * Where an answer is older than `longestMs` and the CA is away, the old one still serves; where a caller wants a younger
 * one, it does not. After a read that failed the next caller tries again.
 */
export function keepAnswer<Answer>(
  read: (deadline: Deadline) => Promise<Answer>,
  longestMs: number,
  clock: Pick<Clock, 'now'>,
): ReadKept<Answer> {
  let kept: { answer: Answer; atMs: number } | undefined;
  let awaySinceMs = Number.NEGATIVE_INFINITY;

  const isWithin = (ms: number, sinceMs: number) => {
    const ageMs = clock.now().getTime() - sinceMs;
    return ageMs >= 0 && ageMs <= ms;
  };

  const readNow = shareCall(async (deadline) => {
    const answer = await read(deadline);
    kept = { answer, atMs: clock.now().getTime() };
    return answer;
  });

  return async (deadline, maxAgeMs = longestMs) => {
    if (kept && isWithin(maxAgeMs, kept.atMs)) return kept.answer;
    const mayBeOld = maxAgeMs >= longestMs;
    if (kept && mayBeOld && isWithin(PATIENCE_MS, awaySinceMs)) return kept.answer;
    try {
      return await readNow(deadline);
    } catch (thrown) {
      if (!kept || !mayBeOld || !isCaAway(thrown)) throw thrown;
      awaySinceMs = clock.now().getTime();
      return kept.answer;
    }
  };
}
