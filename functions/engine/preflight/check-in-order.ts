/** Checks that run side by side and report as if they had run one after another: the same fault at every run. */
import pMap from 'p-map';

/**
 * Every item's result, in order.
 * @throws what the check of the first item that failed threw, once all are done: none is left under way.
 */
export async function checkInOrder<Item, Result>(
  items: readonly Item[],
  concurrency: number,
  check: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const attempt = async (item: Item) => {
    try {
      return { result: await check(item) };
    } catch (thrown) {
      return { thrown };
    }
  };
  const outcomes = await pMap(items, attempt, { concurrency });
  return outcomes.map((outcome) => {
    if ('thrown' in outcome) throw outcome.thrown;
    return outcome.result;
  });
}
