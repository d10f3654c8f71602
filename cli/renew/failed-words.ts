/** Why a run failed, and when the next try comes by itself. The advice stands last: it may end with something to copy. Pure. */
import { factsOf } from '../../functions/engine/errors.ts';
import type { Failure } from '../../functions/engine/renewal/state.ts';
import { dayAndTime } from '../status/instant-text.ts';

export function failedWords(
  { message, advice }: Pick<Failure, 'message' | 'advice'>,
  nextCheckAt: Date | undefined,
): string {
  const again = nextCheckAt && `The next try by itself: ${dayAndTime(nextCheckAt)}.`;
  return [factsOf({ message, advice }), again, advice].filter(Boolean).join(' ');
}
