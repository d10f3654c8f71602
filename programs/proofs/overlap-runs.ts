/** Many runs of one certificate at once, every message delivered three times: one of them may issue, and one does. */
import { certificatesFor } from './ca-count.ts';
import { createHolder } from './holdings.ts';
import { brokenAfterRecovery } from './invariants.ts';
import { startLab } from './lab.ts';
import { aProofDefinition } from './proof-definition.ts';

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
/** 40 s for the work: that many processes that begin at once are slow on two cores. */
const LIMIT_MS = 80_000;

/** @param counts how many processes run at once, one round for each. */
export async function runOverlaps(counts: readonly number[]): Promise<Overlap[]> {
  const lab = await startLab();
  try {
    const station = await lab.openStation();
    const holder = createHolder(lab);
    const overlaps: Overlap[] = [];
    for (const [index, processes] of counts.entries()) {
      const definition = aProofDefinition(index, station);
      const { certificateName } = definition;
      await lab.declare(definition);
      const begin = station.requests.length;
      const runs = await Promise.all(
        Array.from({ length: processes }, () =>
          station.run({ certificateNames: [certificateName], limitMs: LIMIT_MS, deliveries: DELIVERIES }),
        ),
      );
      const events = runs.flatMap((run) => run.events);
      const requests = station.requests.slice(begin);
      overlaps.push({
        processes,
        invocations: processes * DELIVERIES,
        ran: events.filter(({ event }) => event === 'run-started').length,
        orders: requests.filter(({ operation }) => operation === 'newOrder').length,
        finalized: certificatesFor(certificateName, requests),
        broken: brokenAfterRecovery(await holder.read(definition)),
      });
    }
    return overlaps;
  } finally {
    await lab.stop();
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
