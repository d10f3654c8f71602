/** Follows the renew function's log and tells each event as it comes, until the one that the story waits for. */
import { setTimeout as pause } from 'node:timers/promises';
import { eventWords } from '../../functions/engine/event-words.ts';
import type { DeployedApp } from '../../test/support/world/deployed-app.ts';
import type { LoggedEvent } from '../../test/support/world/logged-event.ts';
import type { Narrator } from './narrator.ts';

export type Follower = {
  /** @throws when `timeoutMs` passes, or `signal` aborts, before such an event comes. */
  until(isAwaited: (event: LoggedEvent) => boolean, what: string, timeoutMs: number): Promise<LoggedEvent>;
};

/** The story does not need them. */
const UNTOLD: readonly LoggedEvent['event'][] = ['run-started', 'state-moved', 'step-begun'];

const POLL_EVERY_MS = 250;
const REMIND_EVERY_MS = 10_000;

/** An event is told once, whichever call sees it. */
export function createFollower(app: DeployedApp, narrator: Narrator, signal: AbortSignal): Follower {
  let told = 0;

  async function tellUntil(isAwaited: (event: LoggedEvent) => boolean): Promise<LoggedEvent | undefined> {
    for (const event of (await app.readEvents()).slice(told)) {
      told += 1;
      if (!UNTOLD.includes(event.event)) {
        narrator.say(`${event.timestamp.slice(11, 22)}  ${eventWords(event)}`);
      }
      if (isAwaited(event)) return event;
    }
    return undefined;
  }

  return {
    async until(isAwaited, what, timeoutMs) {
      for (let waitedMs = 0; waitedMs < timeoutMs; waitedMs += POLL_EVERY_MS) {
        const event = await tellUntil(isAwaited);
        if (event) return event;
        if (waitedMs > 0 && waitedMs % REMIND_EVERY_MS === 0) {
          narrator.murmur(`… waiting for ${what} (${waitedMs / 1000} s)`);
        }
        await pause(POLL_EVERY_MS, undefined, { signal });
      }
      throw new Error(`waited ${timeoutMs / 1000} s in vain for ${what}`);
    },
  };
}
