/**
 * When a certificate's readiness is proved again: once a day, at an hour that a hash of its name gives, so that a thousand
 * certificates do not ask DNScale in the same minute; hourly after one that failed. Pure.
 */
import { createHash } from 'node:crypto';
import type { Readiness } from './state.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** A person does not mend it within minutes, and a party that was away is back by then. */
const AFTER_FAILURE_MS = HOUR_MS;

export type ReadinessRequest = {
  certificateName: string;
  /** As the state has it. */
  readiness: Readiness | undefined;
  /** An owner or a person asked for this check: whoever has mended something sees at once whether it helped. */
  isAskedFor: boolean;
  /** When this check was asked for, by the clock or by somebody. A queue delivers late and twice. @default now */
  askedAt?: Date | undefined;
};

/** Whether a run that issues nothing proves it. */
export function isReadinessDue(request: ReadinessRequest, now: Date): boolean {
  const { certificateName, readiness, isAskedFor, askedAt = now } = request;
  if (!readiness || isAskedFor) return true;
  // A time to come is a clock's error, or somebody's: nothing may keep the proof away.
  if (readiness.at > now || nextReadinessAt(certificateName, readiness, now) <= now) return true;
  // It waits for a new token, and plan saw one.
  return readiness.failure !== undefined && askedAt > readiness.at;
}

/** The next check comes no later. */
export function nextReadinessAt(certificateName: string, readiness: Readiness | undefined, now: Date): Date {
  if (!readiness) return now;
  if (readiness.failure) return new Date(readiness.at.getTime() + AFTER_FAILURE_MS);
  const offsetMs = shareOf(certificateName) * DAY_MS;
  const days = Math.floor((readiness.at.getTime() - offsetMs) / DAY_MS) + 1;
  return new Date(Math.floor(days * DAY_MS + offsetMs));
}

function shareOf(certificateName: string): number {
  return createHash('sha256').update(`readiness ${certificateName}`).digest().readUIntBE(0, 6) / 2 ** 48;
}
