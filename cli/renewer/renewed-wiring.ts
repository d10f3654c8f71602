/**
 * For what reads again and again, or waits long: clients are made anew after a failure, so that credentials which were renewed meanwhile are
 * found. A client keeps those of a session that has no end in its file for as long as it lives.
 */
import { say } from '../page.ts';
import type { RenewerWiring, TellVersion } from './wiring.ts';

export type WithWiring<Wiring = RenewerWiring> = <Value>(
  work: (wiring: Wiring) => Promise<Value>,
) => Promise<Value>;

/**
 * @param make gets what to tell a warning to: each is said once.
 * @throws what `make` throws: RenewerError `config-invalid` for an environment or a profile that cannot be used.
 */
export function renewedAfterFailure<Wiring>(make: (tell: TellVersion) => Wiring): WithWiring<Wiring> {
  const told = new Set<string>();
  const warnOnce = (message: string) => {
    if (!told.has(message)) say(process.stderr, `warning: ${message}`);
    told.add(message);
  };
  let wiring: Wiring | undefined = make(warnOnce);
  return async (work) => {
    wiring ??= make(warnOnce);
    try {
      return await work(wiring);
    } catch (thrown) {
      wiring = undefined;
      throw thrown;
    }
  };
}
