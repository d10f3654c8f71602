/**
 * Reads the fleet again and again while a page is open, one reading for all of them, and tells what has changed. What only the
 * clock changes (days left) is no change.
 */
import { factsOf, type RenewerError } from '../../functions/engine/errors.ts';
import type { Clock, Deadline } from '../../functions/engine/ports/time.ts';
import { watchStatus } from '../status/watch.ts';
import type { PageFailure, PageReading, PageUnchanged, StatusDocument } from './page-document.ts';
import type { PageEvent } from './updates.ts';

export type FleetReading = {
  now: Date;
  /** As it is told at that time. */
  statusAt(at: Date): StatusDocument;
};

export type LiveReadingsPorts = {
  read(deadline: Deadline): Promise<FleetReading>;
  tell(event: PageEvent): void;
  isDemo: boolean;
  /** How to start it again. */
  command: string;
  clock: Clock;
};

export type LiveReadings = {
  newest(): PageEvent[];
  /** A page is open. */
  begin(): void;
  /** None is. */
  end(): void;
};

/** A page that is loaded again is away for a moment. */
const STAYS_MS = 2_000;
/** Texts of a reading count minutes and days. */
const OLD_MS = 10 * 60_000;

export function createLiveReadings(ports: LiveReadingsPorts): LiveReadings {
  const { read, clock } = ports;
  const screen = createTeller(ports);
  let running: AbortController | undefined;
  let ending: AbortController | undefined;
  return {
    newest: screen.newest,
    begin() {
      ending?.abort(new Error('A page is open.'));
      if (running) return;
      running = new AbortController();
      void watchStatus({ read, screen, isFinal: () => false, clock, signal: running.signal });
    },
    end() {
      ending = new AbortController();
      const deadline = { at: new Date(clock.now().getTime() + 2 * STAYS_MS), signal: ending.signal };
      const stop = () => {
        running?.abort(new Error('No page is open.'));
        running = undefined;
      };
      clock.sleep(STAYS_MS, deadline).then(stop, () => {});
    },
  };
}

/** Remembers what was told. */
function createTeller({ tell, isDemo, command, clock }: LiveReadingsPorts) {
  let told: { at: Date; status: StatusDocument } | undefined;
  let readAt: Date | undefined;
  let failure: PageFailure | undefined;
  const readingOf = (): PageEvent[] => {
    if (!told || !readAt) return [];
    const data: PageReading = { readAt: readAt.toISOString(), isDemo, command, status: told.status };
    return [{ event: 'reading', data }];
  };
  return {
    newest: () => [...readingOf(), ...(failure ? [{ event: 'failure' as const, data: failure }] : [])],
    show({ now, statusAt }: FleetReading) {
      const isOld = !told || failure !== undefined || now.getTime() - told.at.getTime() > OLD_MS;
      readAt = now;
      failure = undefined;
      if (!isOld && told && JSON.stringify(statusAt(told.at)) === JSON.stringify(told.status)) {
        const data: PageUnchanged = { readAt: now.toISOString() };
        return tell({ event: 'unchanged', data });
      }
      told = { at: now, status: statusAt(now) };
      for (const event of readingOf()) tell(event);
    },
    fail(error: RenewerError) {
      failure = failureOf(error, clock.now());
      tell({ event: 'failure', data: failure });
    },
  };
}

function failureOf(error: RenewerError, at: Date): PageFailure {
  // As whoever typed the command is told.
  const { code, adviceToCaller: advice } = error;
  return { at: at.toISOString(), code, message: factsOf(error), advice };
}
