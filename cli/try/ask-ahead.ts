/**
 * What the command begins before it is needed, while DNScale answers: the question for its zones, then the account at the CA. Loading,
 * signing and the CA's answers take as long as DNScale's.
 */
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

/**
 * Lists the zones; then has the account found or made, which takes up to three requests before an order. The engine asks DNScale for
 * the records of the zones meanwhile. The token works by then, so there will be an order unless the preflight finds a fault.
 * @param findAccount may fail: whoever needs the account asks again, and tells of it.
 */
export function withAccountBegun<Answer>(
  listZones: Ask<Answer>,
  findAccount: () => Promise<unknown>,
): Ask<Answer> {
  return async (deadline) => {
    const zones = await listZones(deadline);
    findAccount().catch(() => undefined);
    return zones;
  };
}
