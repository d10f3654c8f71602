/**
 * The propagation lags of the distribution benchmark: log-normal, since a lag is many small delays that multiply; a median
 * of 3 s, a long tail, and never more than 60 s. DNScale publishes no figures; its guide asks clients to look every 2 s and
 * to wait for 60 s. Pure: the seed gives the same lags every time.
 */
import { seededRandom } from '../../test/support/world/models/seeded-random.ts';

export const LAGS = { medianMs: 3_000, sigma: 1, mostMs: 60_000 } as const;

/** For one issuance. */
export type Lags = {
  /** Of the slowest name server: when the value is everywhere. */
  propagationMs: number;
  /** One for each name server. The slowest is another one each time. */
  serversMs: number[];
};

export function drawLags(seed: number, count: number, servers: number): Lags[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    // Box and Muller: of two even draws, one of the normal distribution. `next` may be 0, whose logarithm is none.
    const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
    const propagationMs = Math.round(Math.min(LAGS.medianMs * Math.exp(LAGS.sigma * normal), LAGS.mostMs));
    const slowest = Math.floor(random.next() * servers);
    const serversMs = Array.from({ length: servers }, (_, index) => {
      const share = random.next();
      return index === slowest ? propagationMs : Math.round(share * propagationMs);
    });
    return { propagationMs, serversMs };
  });
}
