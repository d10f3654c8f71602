/** Keeps the step that a run is in, for the report of a failure, and how long each one took, for its history. */
import type { Steps } from '../issuance/issuance-job.ts';
import type { EventSink, RunStep } from '../ports/events.ts';
import type { Clock } from '../ports/time.ts';

export type TimedSteps = Steps & {
  /** Until now, in their order. One that was entered twice in a row is one. */
  taken(): { step: RunStep; tookMs: number }[];
};

export function createSteps(clock: Pick<Clock, 'now'>): TimedSteps {
  const entered: { step: RunStep; atMs: number }[] = [{ step: 'gather', atMs: clock.now().getTime() }];
  const current = () => entered.at(-1)?.step ?? 'gather';
  return {
    get current() {
      return current();
    },
    enter: (step) => {
      if (step !== current()) entered.push({ step, atMs: clock.now().getTime() });
    },
    taken: () => {
      const endMs = clock.now().getTime();
      return entered.map(({ step, atMs }, i) => ({ step, tookMs: (entered[i + 1]?.atMs ?? endMs) - atMs }));
    },
  };
}

/** As `steps`, and emits an event at each: an issuance is long enough to be watched. */
export function toldSteps(steps: Steps, events: EventSink): Steps {
  return {
    get current() {
      return steps.current;
    },
    enter: (step) => {
      steps.enter(step);
      events.emit({ event: 'step-begun', step });
    },
  };
}
