/** Keeps the step that a run is in, for the report of a failure. */
import type { Steps } from '../issuance/issuance-job.ts';
import type { EventSink, RunStep } from '../ports/events.ts';

export function createSteps(): Steps {
  let current: RunStep = 'gather';
  return {
    get current() {
      return current;
    },
    enter: (step) => {
      current = step;
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
