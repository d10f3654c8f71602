/**
 * A question's outcome as a value: the answer or the error. This lets questions run in parallel: one failure stops no
 * other, and the caller reports all errors or the first.
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
    return { value: await orAborted(ask(), signal, { lastWords: true }) };
  } catch (thrown) {
    return { error: asRenewerError(thrown) };
  }
}

/** One attempt for each item, with that item, in the order of the items, and at most `concurrency` at once. */
export function attemptEach<Item, Value>(
  items: readonly Item[],
  concurrency: number,
  ask: (item: Item) => Promise<Value>,
  deadline: Deadline,
): Promise<({ item: Item } & Attempt<Value>)[]> {
  return pMap(items, async (item) => ({ item, ...(await attempt(() => ask(item), deadline)) }), {
    concurrency,
  });
}

/** Called in item order, it throws the first item's error, whichever failed first: the same at every run. */
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
