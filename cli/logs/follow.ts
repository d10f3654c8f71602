/** Waits for further lines of a log, and shows each once. A line may come late: CloudWatch takes a while to have it. */
import type { LogLine, RenewerLogs } from '../../functions/engine/ports/renewer-logs.ts';
import type { Clock } from '../../functions/engine/ports/time.ts';
import { toldHere } from '../warn.ts';

export type FollowPorts = {
  read(since: Date): ReturnType<RenewerLogs['readLines']>;
  show(line: LogLine): void;
  warn(message: string): void;
  clock: Clock;
  /** Ends it. */
  signal: AbortSignal;
};

const PAUSE_MS = 2_000;
/** How late a line may come. */
const LATE_MS = 60_000;

/** Returns when `signal` aborts. A reading that fails is told, once until one works again. */
export async function followLines(
  shown: readonly LogLine[],
  { read, show, warn, clock, signal }: FollowPorts,
): Promise<void> {
  let seen = new Map(shown.map(({ id, at }) => [id, at]));
  let told = '';
  let readAt = clock.now();
  while (!signal.aborted) {
    const pause = { at: new Date(clock.now().getTime() + 2 * PAUSE_MS), signal };
    await clock.sleep(PAUSE_MS, pause).catch(() => {});
    if (signal.aborted) return;
    const now = clock.now();
    // Also of the time in which no reading worked, or the machine slept.
    const since = new Date(readAt.getTime() - LATE_MS);
    try {
      const { lines } = await read(since);
      readAt = now;
      for (const line of lines.filter(({ id }) => !seen.has(id))) show(line);
      seen = new Map(
        [...seen, ...lines.map(({ id, at }) => [id, at] as const)].filter(([, at]) => at >= since),
      );
      told = '';
    } catch (thrown) {
      const message = toldHere(thrown);
      if (!signal.aborted && message !== told) warn(message);
      told = message;
    }
  }
}
