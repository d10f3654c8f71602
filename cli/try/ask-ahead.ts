/** Sends a question before its answer is needed: what else the command has to load takes as long as DNScale's answer. */
import type { Deadline } from '../../functions/engine/ports/time.ts';

type Ask<Answer> = (deadline: Deadline) => Promise<Answer>;

/** Asks at once. The first one who asks gets that answer, or its error; everybody after that asks anew. */
export function askAhead<Answer>(ask: Ask<Answer>, deadline: Deadline): Ask<Answer> {
  let first: Promise<Answer> | undefined = ask(deadline);
  // The command may end before anybody asks.
  first.catch(() => undefined);
  return (ownDeadline) => {
    const answer = first ?? ask(ownDeadline);
    first = undefined;
    return answer;
  };
}
