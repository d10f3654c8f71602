/** How far an issuance has come, made from its events: the steps with their times, and what each name server shows. */
import type { RunEvent, RunStep } from '../../functions/engine/ports/events.ts';

export type Step = { step: 'start' | RunStep; startedAt: number; endedAt?: number };

type Seen = Extract<RunEvent, { event: 'propagation-seen' }>;

/** One challenge name; `servers` by name and address, each with what it showed last. */
export type Rrset = { name: string; propagated: boolean; servers: Map<string, Seen> };

export interface Progress {
  /** Times are milliseconds of one monotonic clock. */
  take(event: RunEvent, at: number): void;
  readonly steps: readonly Step[];
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
      // The clean-up began beside the last steps; what is left of it is all that is waited for.
      else if (event.event === 'certificate-stored') begin('cleanUp', at);
      else if (event.event === 'propagation-seen')
        rrset(event.name).servers.set(`${event.nameServer} ${event.address}`, event);
      else if (event.event === 'propagated') rrset(event.name).propagated = true;
      else if (event.event === 'run-finished' || event.event === 'run-failed') end(at);
    },
    steps,
    get rrsets() {
      return [...rrsets.values()];
    },
  };
}
