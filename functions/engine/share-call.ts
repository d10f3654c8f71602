/**
 * One call at a time: whoever asks meanwhile shares it. Each caller waits within its own deadline, and one that still has
 * time does not fail because the time of the caller that began is over. Nothing is kept once the call has ended.
 */
import { orAborted } from './deadline.ts';
import type { Deadline } from './ports/time.ts';

export function shareCall<Answer>(
  call: (deadline: Deadline) => Promise<Answer>,
): (deadline: Deadline) => Promise<Answer> {
  let current: { answering: Promise<Answer>; signal: AbortSignal } | undefined;

  function begin(deadline: Deadline) {
    const begun = { answering: call(deadline), signal: deadline.signal };
    const end = () => {
      if (current === begun) current = undefined;
    };
    begun.answering.then(end, end);
    return begun;
  }

  return async function share(deadline): Promise<Answer> {
    const shared = current ?? begin(deadline);
    current = shared;
    try {
      return await orAborted(shared.answering, deadline.signal, { lastWords: true });
    } catch (thrown) {
      if (!shared.signal.aborted || deadline.signal.aborted) throw thrown;
      if (current === shared) current = undefined;
      return share(deadline);
    }
  };
}
