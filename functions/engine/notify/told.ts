/** What was told by mail about one cause. Types, and how urgent a cause is: two of them are compared by it. Pure. */
import type { ErrorCode } from '../errors.ts';
import { shareOfLifeLeft } from '../renewal/share-of-life.ts';
import type { Notice, Severity, Undone } from './notice.ts';

export type { Severity, Undone };

/** How many of the thresholds of its life a certificate has passed. */
export type Stage = 0 | 1 | 2 | 3 | 4;

export type Urgency = { severity: Severity; stage: Stage };

export type ToldCause = {
  /** `causeKey`. */
  key: string;
  code?: ErrorCode | undefined;
  /** Earlier releases wrote none. @default - the renewal itself failed */
  undone?: Undone | undefined;
  /** When it was seen first. */
  since: Date;
  /** Of the most urgent certificate. */
  urgency: Urgency;
  mailedAt: Date;
  /** Those that it has concerned and that were told of no recovery yet, by `standingKey`: MOST_REMEMBERED at most. */
  certificateNames: string[];
  /** All of them have other causes by now, which were told. If it comes back soon, that is no news. @default false */
  isSuperseded?: boolean | undefined;
};

/** An item holds 400 KB. */
export const MOST_REMEMBERED = 1_000;

const RANKS: Record<Severity, number> = { info: 0, ticket: 1, page: 2 };

/** Shares of life: right for certificates of 6 and of 90 days. */
const THRESHOLDS = [1 / 6, 1 / 12, 1 / 24, 0];

type Judged = Pick<Notice, 'severity' | 'validity' | 'revokedAt'>;

export function urgencyOf({ severity, validity, revokedAt }: Judged, now: Date): Urgency {
  const left = validity ? shareOfLifeLeft(validity, now) : 1;
  const share = revokedAt ? 0 : left;
  const stage = THRESHOLDS.filter((threshold) => share <= threshold).length;
  return { severity, stage: stage as Stage };
}

export function isMoreSevere(a: Urgency, b: Urgency): boolean {
  return RANKS[a.severity] > RANKS[b.severity] || a.stage > b.stage;
}

/** Of all of them: the highest severity, and the latest stage. */
export function worstOf(urgencies: readonly Urgency[]): Urgency {
  return urgencies.reduce(
    (worst, { severity, stage }) => ({
      severity: RANKS[severity] > RANKS[worst.severity] ? severity : worst.severity,
      stage: stage > worst.stage ? stage : worst.stage,
    }),
    { severity: 'info', stage: 0 },
  );
}

/** Sorts the most urgent first. */
export function byUrgency(a: Urgency, b: Urgency): number {
  return RANKS[b.severity] - RANKS[a.severity] || b.stage - a.stage;
}
