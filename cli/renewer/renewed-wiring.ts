/**
 * For what reads again and again: clients are made anew after a failure, so that credentials which were renewed meanwhile are
 * found. A client keeps those of a session that has no end in its file for as long as it lives.
 */
import { say } from '../page.ts';
import { type RenewerOptions, type RenewerWiring, wireRenewers } from './wiring.ts';

export type WithWiring = <Value>(work: (wiring: RenewerWiring) => Promise<Value>) => Promise<Value>;

/** @throws RenewerError `config-invalid` for an environment or a profile that cannot be used. */
export function renewedAfterFailure(environment: NodeJS.ProcessEnv, options: RenewerOptions): WithWiring {
  const told = new Set<string>();
  const warnOnce = (message: string) => {
    if (!told.has(message)) say(process.stderr, `warning: ${message}`);
    told.add(message);
  };
  const wire = () => wireRenewers(environment, options, warnOnce);
  let wiring: RenewerWiring | undefined = wire();
  return async (work) => {
    wiring ??= wire();
    try {
      return await work(wiring);
    } catch (thrown) {
      wiring = undefined;
      throw thrown;
    }
  };
}
