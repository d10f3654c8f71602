/**
 * Lets writes through to DNScale: ten at once at first, more while it answers well, half as many after each round in which a
 * 429 came, and none before the pause that any 429 asked for is over. DNScale publishes no limits, so we learn them as TCP
 * does (RFC 5681 §3.1, §4.3); each run begins anew.
 */
import { remainingMs } from '../engine/deadline.ts';
import type { Clock, Deadline } from '../engine/ports/time.ts';
import type { Outcome } from './http.ts';
import { PAUSE_BUDGET_MS } from './retry.ts';
import { retryAfterMs } from './retry-after.ts';

export interface WriteGate {
  /**
   * Sends when it is this write's turn. When the pause is longer than a run waits, it sends nothing and returns the 429
   * that asked for the pause. Throws what `send` throws, and the deadline's reason.
   */
  pass(send: () => Promise<Outcome>, deadline: Deadline): Promise<Outcome>;
}

const FIRST_AT_ONCE = 10;
const MOST_AT_ONCE = 32;
/** After a 429 that names no pause. */
const SILENT_PAUSE_MS = 1_000;

type State = {
  atOnce: number;
  /** Never again as many as were refused: each further 429 would cost a pause. */
  most: number;
  underWay: number;
  /** How often a 429 came to a write that was sent after the one before. */
  slowDowns: number;
  /** Good answers since `atOnce` last changed. */
  good: number;
  /** The 429 whose pause ends last. */
  refusal?: { outcome: Outcome; untilMs: number };
  /** Writes that wait, oldest first: called when one under way ends. */
  waiting: Set<() => void>;
};

export function createWriteGate(clock: Clock): WriteGate {
  const state: State = {
    atOnce: FIRST_AT_ONCE,
    most: MOST_AT_ONCE,
    underWay: 0,
    slowDowns: 0,
    good: 0,
    waiting: new Set(),
  };
  return {
    async pass(send, deadline) {
      const refused = await enter(state, clock, deadline);
      if (refused) return refused;
      const before = state.slowDowns;
      try {
        const outcome = await send();
        if (outcome.kind === 'silence') return outcome;
        if (outcome.status === 429) slowDown(state, before, outcome, clock.now());
        else if (outcome.status < 500) speedUp(state, before);
        return outcome;
      } finally {
        leave(state);
      }
    },
  };
}

/** Takes a place among the writes under way, or returns the refusal whose pause is too long to wait for. */
async function enter(state: State, clock: Clock, deadline: Deadline): Promise<Outcome | undefined> {
  let sleptUntilMs = 0;
  for (;;) {
    const { refusal } = state;
    const pauseMs = refusal ? refusal.untilMs - clock.now().getTime() : 0;
    if (refusal && pauseMs > 0 && refusal.untilMs > sleptUntilMs) {
      if (pauseMs > Math.min(PAUSE_BUDGET_MS, remainingMs(deadline, clock))) return refusal.outcome;
      sleptUntilMs = refusal.untilMs;
      await clock.sleep(pauseMs, deadline);
    } else if (state.underWay < state.atOnce) {
      state.underWay++;
      return undefined;
    } else {
      await untilOneEnds(state, deadline);
    }
  }
}

/** Twice as many in each round trip until the first 429, then one more in each. What was sent before a 429 tells nothing new. */
function speedUp(state: State, before: number): void {
  if (before !== state.slowDowns) return;
  state.good++;
  if (state.slowDowns > 0 && state.good < state.atOnce) return;
  state.good = 0;
  state.atOnce = Math.min(state.most, state.atOnce + 1);
}

/**
 * Those that were sent together exceed one limit, so they halve it once.
 * @param before how many slow-downs there were when the write was sent.
 */
function slowDown(state: State, before: number, outcome: Outcome, now: Date): void {
  if (before === state.slowDowns) {
    state.slowDowns++;
    state.most = Math.max(1, state.atOnce - 1);
    state.atOnce = Math.max(1, Math.floor(state.atOnce / 2));
  }
  state.good = 0;
  const untilMs = now.getTime() + (retryAfterMs(outcome, now) ?? SILENT_PAUSE_MS);
  if (untilMs > (state.refusal?.untilMs ?? 0)) state.refusal = { outcome, untilMs };
}

// All that wait try again: a single one might have reached its deadline, and the place would be lost.
function leave(state: State): void {
  state.underWay--;
  const waiting = [...state.waiting];
  state.waiting.clear();
  for (const wake of waiting) wake();
}

function untilOneEnds({ waiting }: State, { signal }: Deadline): Promise<void> {
  return new Promise((resolve, reject) => {
    const wake = () => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    };
    const onAbort = () => {
      waiting.delete(wake);
      reject(signal.reason);
    };
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    waiting.add(wake);
  });
}
