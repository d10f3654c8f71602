/** Looks a host up at resolvers that the deployment names, in the form that Node's connections ask for. */
import { Resolver } from 'node:dns';
import type { LookupFunction } from 'node:net';

/** Two tries of this fit into a probe, and leave time for it. */
const TIMEOUT_MS = 2_000;

/** The first addresses that any answer has, of both families; every resolver is asked in turn. */
export function createServerLookup(resolvers: readonly string[]): LookupFunction {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 2 });
  resolver.setServers(resolvers);
  const ask = (hostname: string, family: 4 | 6) =>
    new Promise<{ address: string; family: number }[] | NodeJS.ErrnoException>((resolve) => {
      const done = (error: NodeJS.ErrnoException | null, found: string[]) =>
        resolve(error ?? found.map((address) => ({ address, family })));
      if (family === 4) resolver.resolve4(hostname, done);
      else resolver.resolve6(hostname, done);
    });
  return (hostname, { all }, done) => {
    void Promise.all([ask(hostname, 4), ask(hostname, 6)]).then((answers) => {
      const found = answers.flatMap((answer) => (answer instanceof Error ? [] : answer));
      const [first] = found;
      const [error] = answers.filter((answer) => answer instanceof Error);
      if (first === undefined) return done(error ?? notFound(hostname), []);
      return all ? done(null, found) : done(null, first.address, first.family);
    });
  };
}

function notFound(hostname: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${hostname} has no address`), { code: 'ENOTFOUND' });
}
