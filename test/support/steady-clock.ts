/**
 * The system's time, but a pause takes at least twenty turns of the event loop: while this process gets no processor, the
 * servers in it answer nothing either, and that must not pass for their silence.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { systemClock } from '../../functions/engine/deadline.ts';
import type { Clock } from '../../functions/engine/ports/time.ts';

const TURNS = 20;

export const steadyClock: Clock = {
  ...systemClock,
  sleep: async (ms, deadline) => {
    for (let turn = 0; turn < TURNS; turn += 1) {
      await systemClock.sleep(ms / TURNS, deadline);
      await nextTurn();
    }
  },
};
