/** Certificates that are due a check, for the tests of who goes first. */
import type { DueCertificate } from '../../../../functions/engine/ports/records.ts';
import { type RankLimits, rankByUrgency } from '../../../../functions/engine/renewal/rank-by-urgency.ts';
import { NOW } from '../../../support/builders.ts';

const HOUR_MS = 3_600_000;

export type Given = {
  /** Hours since its check was due. @default 1 */
  waited?: number;
  /** Hours lived and left; absent for one that was never issued. */
  old?: number;
  left?: number;
  /** Hours until the CA's window ends. */
  replaceIn?: number;
  /** Hours since its last run failed, and how many minutes that had lasted. */
  failed?: [ago: number, minutes: number];
};

function hoursFromNow(hours: number): Date {
  return new Date(NOW.getTime() + hours * HOUR_MS);
}

export function aDueCertificate(certificateName: string, given: Given): DueCertificate {
  const { waited = 1, old, left, replaceIn, failed: [ago, minutes = 0] = [] } = given;
  return {
    certificateName,
    dueSince: hoursFromNow(-waited),
    validity:
      old === undefined || left === undefined
        ? undefined
        : { notBefore: hoursFromNow(-old), notAfter: hoursFromNow(left) },
    replaceAt: replaceIn === undefined ? undefined : hoursFromNow(replaceIn),
    failed: ago === undefined ? undefined : { at: hoursFromNow(-ago), tookMs: minutes * 60_000 },
  };
}

/** Half of the time of five runs in ten minutes. */
export const FAILED_MS = 25 * 60_000;
export const TICK_MS = 10 * 60_000;

export function within(most: number): RankLimits {
  return { most, failedMs: FAILED_MS, tickMs: TICK_MS };
}

export function rank(given: Record<string, Given>, limit = 10): string[] {
  return rankByUrgency(
    Object.entries(given).map(([name, row]) => aDueCertificate(name, row)),
    within(limit),
    NOW,
  );
}
