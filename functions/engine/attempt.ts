/**
 * A question's outcome as a value: the answer or the error. So several are asked side by side, and one that fails stops
 * none of the others; the caller tells all the errors, or the first.
 */
import pMap from 'p-map';
import { orAborted } from './deadline.ts';
import { asRenewerError, type RenewerError } from './errors.ts';
import type { Deadline } from './ports/time.ts';

export type Attempt<Value> = { value: Value } | { error: RenewerError };

/** MUST NOT reject. It ends with the deadline, even where a port does not. */
export async function attempt<Value>(
  ask: () => Promise<Value>,
  { signal }: Deadline,
): Promise<Attempt<Value>> {
  try {
    return { value: await orAborted(ask(), signal) };
  } catch (thrown) {
    return { error: asRenewerError(thrown) };
  }
}

/** One attempt for each item, in the order of the items, and at most `concurrency` at once. */
export function attemptEach<Item, Value>(
  items: readonly Item[],
  concurrency: number,
  ask: (item: Item) => Promise<Value>,
  deadline: Deadline,
): Promise<Attempt<Value>[]> {
  return pMap(items, (item) => attempt(() => ask(item), deadline), { concurrency });
}

/** Over attempts in order, it throws the error of the first item, not of the first moment: the same at every run. */
export function expectValue<Value>(made: Attempt<Value>): Value {
  if ('error' in made) throw made.error;
  return made.value;
}

/** The answers that came. */
export function valuesOf<Value>(attempts: readonly Attempt<Value>[]): Value[] {
  return attempts.flatMap((made) => ('value' in made ? [made.value] : []));
}

export function errorsOf(attempts: readonly Attempt<unknown>[]): RenewerError[] {
  return attempts.flatMap((made) => ('error' in made ? [made.error] : []));
}
