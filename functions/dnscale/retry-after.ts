/** Reads `Retry-After` (RFC 9110 §10.2.3) and bounds it: what a server asks for is a wish, not a command. Pure. */
import type { Outcome } from './http.ts';

const MIN_MS = 1000;
const DAY_MS = 86_400_000;

/**
 * The pause that the server asks for by `Retry-After` (seconds or a date), at least 1 s and at
 * most a day whatever it says; undefined when it asks for none, or in a form that is neither.
 */
export function retryAfterMs(outcome: Outcome, now: Date): number | undefined {
  const text = outcome.kind === 'answer' ? outcome.retryAfter?.trim() : undefined;
  if (text === undefined) return undefined;
  let ms = Number.NaN;
  if (/^-?\d+(?:\.\d+)?$/.test(text)) ms = Number(text) * 1000;
  // Date.parse alone reads nearly anything as a date: "5, 10" is the tenth of May 2001.
  else if (/^[A-Z][a-z]{2}, .+ GMT$/.test(text)) ms = Date.parse(text) - now.getTime();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, MIN_MS), DAY_MS);
}
