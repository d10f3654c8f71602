/** What the metrics say about all certificates together. Pure: the caller passes the time and what the indexes hold. */
import type { FleetCertificate } from '../ports/records.ts';
import { isAtRisk } from './attention.ts';
import { shareOfLifeLeft } from './share-of-life.ts';

export type FleetFigures = {
  /** Their last run failed. */
  failing: number;
  /** Their next renewal would fail: the last proof of readiness failed. */
  atRisk: number;
  /** Of the certificate with the least; 0 once one has expired. @default - nothing was issued yet */
  leastShareOfLifeLeft?: number | undefined;
};

export function fleetFigures(fleet: readonly FleetCertificate[], now: Date): FleetFigures {
  const shares = fleet.flatMap(({ validity }) => (validity ? [shareOfLifeLeft(validity, now)] : []));
  return {
    failing: fleet.filter(({ hasFailed }) => hasFailed).length,
    atRisk: fleet.filter(isAtRisk).length,
    leastShareOfLifeLeft: shares.length > 0 ? Math.max(0, Math.min(1, ...shares)) : undefined,
  };
}
