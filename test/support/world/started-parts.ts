/**
 * Starts a world that has several parts. What was started is ended in the opposite order, also where a later part does not start: a
 * Lambda still at work keeps its CA and its DNS until it ends.
 */

export type Ends = (() => Promise<unknown>)[];

/** @param start puts into `ends` what ends each part, as soon as it has started. `stop` of the result may be called twice. */
export async function startInParts<World extends object>(
  start: (ends: Ends) => Promise<World>,
): Promise<Omit<World, 'stop'> & { stop(): Promise<void> }> {
  const ends: Ends = [];
  const stop = async () => {
    for (const end of ends.splice(0).toReversed()) await end();
  };
  try {
    return { ...(await start(ends)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
