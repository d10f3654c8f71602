/**
 * When the token is tried, and what is made of it: pure. A new version of its secret is tried whether anything waits for it or not;
 * one that was taken once a day, since DNScale may withdraw it; one that was not, hourly.
 */
import { printable, type RenewerError } from '../errors.ts';
import type { TriedToken } from '../ports/token-trials.ts';

const HOUR_MS = 60 * 60 * 1000;
const PAUSE_MS = { ok: 24 * HOUR_MS, refused: HOUR_MS };

/** They share an item with 400 KB of room; a name has 253 characters at most. */
const MOST_NAMES = 1_000;

const LONGEST_MESSAGE = 2_000;

/** @param version Of the secret now. */
export function isTrialDue(last: TriedToken | undefined, version: string, now: Date): boolean {
  if (last?.version !== version || last.at > now) return true;
  return now.getTime() - last.at.getTime() >= (last.ok ? PAUSE_MS.ok : PAUSE_MS.refused);
}

export type Trial = { version: string; at: Date; answer: { zoneNames: string[] } | { error: RenewerError } };

export function triedToken({ version, at, answer }: Trial, before: TriedToken | undefined): TriedToken {
  const { zonesSeen: seenBefore = [] } = before ?? {};
  if ('error' in answer) {
    const { code, message, advice } = answer.error;
    const refused = { ok: false, code, message: printable(message, LONGEST_MESSAGE), advice };
    return { version, at, ...refused, zonesSeen: seenBefore, zonesLost: [] };
  }
  const seen = new Set(answer.zoneNames);
  return {
    version,
    at,
    ok: true,
    zoneCount: seen.size,
    zonesSeen: [...seen].sort().slice(0, MOST_NAMES),
    zonesLost: seenBefore.filter((name) => !seen.has(name)),
  };
}

/** Whether certificates that could be renewed with the token before may not be with this one. */
export function isWorse(tried: TriedToken, before: TriedToken | undefined): boolean {
  return tried.zonesLost.length > 0 || (!tried.ok && before?.ok !== false);
}
