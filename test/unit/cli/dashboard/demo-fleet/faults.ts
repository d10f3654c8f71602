/**
 * What is wrong with some of the recorded fleet: errors of the product's own code, as docs/errors.md has them, with the names of
 * the fleet in place of the page's.
 */
import type { RenewerError } from '../../../../../functions/engine/errors.ts';
import type { RunStep } from '../../../../../functions/engine/ports/events.ts';
import type { Failure, ReadinessFailure } from '../../../../../functions/engine/renewal/state.ts';
import { errorOf } from '../../../errors/error-sites.ts';
import { TEXTS } from '../../../errors/texts/all.ts';
import { at, withTimes } from './tokens.ts';

/** `when`: its heading in docs/errors.md. `names`: what stands there, and what stands here. */
export type Fault = { when: string; names: Readonly<Record<string, string>>; retryIn?: number };

export type Wrong = Pick<RenewerError, 'code' | 'disposition' | 'message'> & {
  advice?: string | undefined;
  subject?: string | undefined;
};

export async function wrongOf({ when, names, retryIn = 0 }: Fault): Promise<Wrong> {
  const [, bringAbout] = TEXTS.find(([heading]) => heading === when) ?? [];
  if (!bringAbout) throw new Error(`docs/errors.md has no "${when}".`);
  const { code, disposition, message, advice, subject } = await errorOf(bringAbout);
  const ours = (text: string) =>
    withTimes(renamed(text, { 'ca.test': 'letsencrypt.org', ...names }), retryIn);
  return {
    ...{ code, disposition, message: ours(message) },
    ...(advice !== undefined && { advice: ours(advice) }),
    ...(subject !== undefined && { subject: ours(subject) }),
  };
}

/** All at once: what was put in is not looked at again. */
function renamed(text: string, names: Readonly<Record<string, string>>): string {
  const longest = Object.keys(names).toSorted((a, b) => b.length - a.length);
  const pattern = longest.map((name) => name.replaceAll(/[.*]/g, '\\$&')).join('|');
  return text.replaceAll(new RegExp(pattern, 'g'), (name) => names[name] ?? name);
}

type Tries = { step: RunStep; count: number; ago: number; sinceAgo: number };

export async function failureOf(fault: Fault, { step, count, ago, sinceAgo }: Tries): Promise<Failure> {
  const wrong = await wrongOf(fault);
  return { ...wrong, step, count, at: at(-ago), since: at(-sinceAgo), tookMs: 4_210 };
}

export async function readinessFailureOf(fault: Fault, sinceAgo: number): Promise<ReadinessFailure> {
  return { ...(await wrongOf(fault)), since: at(-sinceAgo) };
}
