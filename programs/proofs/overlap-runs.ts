/** Many runs of one certificate at once, every message delivered three times: exactly one of them must issue. */
import { certificatesFor } from './ca-count.ts';
import { brokenAfterRecovery } from './invariants.ts';
import { aProofDefinition } from './proof-definition.ts';
import { startProofWorld } from './proof-world.ts';

export type Overlap = {
  /** Processes at once. */
  processes: number;
  invocations: number;
  /** How many of the invocations got the claim. */
  ran: number;
  orders: number;
  finalized: number;
  broken: string[];
};

const DELIVERIES = 3;
/** It leaves 40 s for the work: so many processes at once are slow on two cores. */
const LIMIT_MS = 80_000;

/** @param counts how many processes run at once, one round for each. */
export async function runOverlaps(counts: readonly number[]): Promise<Overlap[]> {
  const world = await startProofWorld();
  try {
    const renewer = await world.openRenewer();
    const overlaps: Overlap[] = [];
    for (const [index, processes] of counts.entries()) {
      const definition = aProofDefinition(index, renewer);
      const { certificateName } = definition;
      await world.declare(definition);
      const begin = renewer.requests.length;
      const runs = await Promise.all(
        Array.from({ length: processes }, () =>
          renewer.run({ certificateNames: [certificateName], limitMs: LIMIT_MS, deliveries: DELIVERIES }),
        ),
      );
      const events = runs.flatMap((run) => run.events);
      const requests = renewer.requests.slice(begin);
      overlaps.push({
        processes,
        invocations: processes * DELIVERIES,
        ran: events.filter(({ event }) => event === 'run-started').length,
        orders: requests.filter(({ operation }) => operation === 'newOrder').length,
        finalized: certificatesFor(certificateName, requests),
        broken: brokenAfterRecovery(await world.readHoldings(definition)),
      });
    }
    return overlaps;
  } finally {
    await world.stop();
  }
}

/** Empty when all holds. */
export function brokenOverlaps(overlaps: readonly Overlap[]): string[] {
  return overlaps.flatMap(({ processes, orders, finalized, broken }) => {
    const counts = [
      ...(orders === 1 ? [] : [`${orders} orders`]),
      ...(finalized === 1 ? [] : [`${finalized} certificates`]),
    ];
    return [...counts, ...broken].map((fault) => `${processes} at once: ${fault}`);
  });
}
