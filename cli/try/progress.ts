/** Makes an issuance's progress from its events: the steps with their times, and what each name server shows. */
import type { RunEvent, RunStep } from '../../functions/engine/ports/events.ts';

/** Times are milliseconds of one monotonic clock; `endedAt` is absent while the step lasts. */
export type Step = { step: 'start' | RunStep; startedAt: number; endedAt?: number };

type PropagationSeen = Extract<RunEvent, { event: 'propagation-seen' }>;

/** One challenge name; `servers` by name and address, each with its last answer. */
export type Rrset = { name: string; propagated: boolean; servers: Map<string, PropagationSeen> };

export interface Progress {
  take(event: RunEvent, at: number): void;
  readonly steps: readonly Step[];
  /** How long a step may take at most, where that is known. */
  readonly mostMs: { waitForPropagation?: number };
  readonly rrsets: readonly Rrset[];
}

export function createProgress(startedAt: number): Progress {
  const steps: Step[] = [{ step: 'start', startedAt }];
  const rrsets = new Map<string, Rrset>();
  const end = (at: number) => {
    const last = steps.at(-1);
    if (last !== undefined) last.endedAt ??= at;
  };
  const begin = (step: RunStep, at: number) => {
    end(at);
    steps.push({ step, startedAt: at });
  };
  const rrset = (name: string): Rrset => {
    const known = rrsets.get(name) ?? { name, propagated: false, servers: new Map() };
    rrsets.set(name, known);
    return known;
  };
  return {
    take(event, at) {
      if (event.event === 'step-begun') begin(event.step, at);
      // The clean-up began beside the last steps; now the run waits only for the rest of it.
      else if (event.event === 'certificate-stored') begin('cleanUp', at);
      else if (event.event === 'propagation-seen')
        rrset(event.name).servers.set(`${event.nameServer} ${event.address}`, event);
      else if (event.event === 'propagated') rrset(event.name).propagated = true;
      else if (event.event === 'run-finished' || event.event === 'run-failed') end(at);
    },
    steps,
    mostMs: {},
    get rrsets() {
      return [...rrsets.values()];
    },
  };
}
