/**
 * What each step of a run saw, in words for its history. It listens to the run's events, so that no part of the run has to tell
 * twice; it keeps no event once the run is over.
 */
import { listed, printable } from '../errors.ts';
import { inSeconds } from '../event-words.ts';
import type { EventSink, RunEvent, RunStep } from '../ports/events.ts';
import type { SeenChallenge, SeenStep } from '../renewal/state.ts';
import type { TimedSteps } from './steps.ts';

/** 120 characters with the ellipsis. */
const LONGEST_SIGHT = 119;

/** Of an instant: `2027-03-02`. */
const DATE = 10;

export interface Sightings {
  /** Passes every event on. */
  readonly events: EventSink;
  /** The steps until now, in their order. */
  steps(): SeenStep[];
  /** What the name servers showed of each TXT value that was waited for; empty without an issuance. */
  challenges(): SeenChallenge[];
  /** The zones of the names, as the preflight found them. A run that does not come so far keeps those that are known. */
  zones(): { zoneNames?: string[] };
}

export function watchSteps(steps: Pick<TimedSteps, 'taken'>, sink: EventSink): Sightings {
  const seen: { event: RunEvent; index: number }[] = [];
  const all = () => seen.map(({ event }) => event);
  return {
    events: {
      emit(event) {
        seen.push({ event, index: steps.taken().length - 1 });
        sink.emit(event);
      },
    },
    steps: () =>
      steps.taken().map(({ step, tookMs }, i) => {
        const own = seen.flatMap(({ event, index }) => (index === i ? [event] : []));
        const saw = WORDS[step]?.(own, all());
        return { step, tookMs, ...(saw && { saw: printable(saw, LONGEST_SIGHT) }) };
      }),
    challenges: () => challengesIn(all()),
    zones: () => {
      const { zoneNames } = lastOf('zones-checked', all()) ?? {};
      return zoneNames ? { zoneNames } : {};
    },
  };
}

/** From the events while the step lasted, and from all of the run: some come beside another step. */
type StepWords = (own: readonly RunEvent[], all: readonly RunEvent[]) => string | undefined;

const WORDS: Partial<Record<RunStep, StepWords>> = {
  cleanUp: cleanUpWords,
  decide: (own) => lastOf('decided', own)?.message,
  reinstall: (own) => {
    const made = lastOf('version-reinstalled', own);
    return made && `${made.copyOf} of the archive, valid until ${made.notAfter.slice(0, DATE)}`;
  },
  resume: (own) => {
    const order = lastOf('order-resumed', own);
    return order && `an order that is ${order.status}`;
  },
  preflight: preflightWords,
  newOrder: (own) => {
    const order = lastOf('order-created', own);
    return (
      order &&
      `an order for ${counted(order.domainNames.length, 'name')}${order.replaces ? ', as a replacement' : ''}`
    );
  },
  present: (own) => {
    const published = named('txt-published', own);
    const zones = [...new Set(published.map(({ zoneName }) => zoneName))];
    return published.length > 0
      ? `${counted(published.length, 'TXT value')} in ${listed(zones, 2)}`
      : undefined;
  },
  waitForPropagation: (own) => propagationWords(challengesIn(own)),
  validate: (_, all) => {
    const answered = named('challenge-answered', all).length;
    return answered > 0 ? `the CA was told to validate ${counted(answered, 'name')}` : undefined;
  },
  finalize: (_, all) => {
    const issued = lastOf('certificate-issued', all);
    return issued && `valid until ${issued.notAfter.slice(0, DATE)}`;
  },
  store: (own) => {
    const stored = lastOf('certificate-stored', own);
    return stored && `version ${stored.version}`;
  },
  install: (own) => {
    const regions = named('certificate-imported', own).map(({ region }) => region);
    return [...regions, ...(lastOf('secret-written', own) ? ['the secret'] : [])].join(', ');
  },
  revoke: (own) => {
    const revoked = named('certificate-revoked', own).map(({ serial }) => serial);
    return revoked.length > 0 ? `the CA has revoked ${listed(revoked, 2)}` : undefined;
  },
  readiness: (own) => {
    const failed = lastOf('readiness-failed', own);
    return failed ? failed.code : preflightWords(own);
  },
};

function cleanUpWords(own: readonly RunEvent[]): string | undefined {
  const removed = named('txt-removed', own).length;
  const left = named('clean-up-postponed', own).length;
  if (removed + left === 0) return undefined;
  return `${counted(removed, 'TXT value')} removed${left > 0 ? `, ${left} left` : ''}`;
}

function preflightWords(own: readonly RunEvent[]): string | undefined {
  const zones = lastOf('zones-checked', own);
  const caa = lastOf('caa-checked', own);
  const words = [
    ...(zones ? [counted(zones.nameServers.length, 'name server')] : []),
    ...(caa ? [caaWords(caa)] : []),
  ];
  return words.length > 0 ? words.join(', ') : undefined;
}

function caaWords({ foundAt, unasked }: Extract<RunEvent, { event: 'caa-checked' }>): string {
  if (unasked.length > 0) return 'nobody could be asked about CAA';
  return foundAt.length > 0 ? 'CAA lets the CA in' : 'no CAA records';
}

function propagationWords(challenges: readonly SeenChallenge[]): string | undefined {
  if (challenges.length === 0) return undefined;
  const behind = challenges.filter(({ tookMs }) => tookMs === undefined);
  const names = challenges.length > 1 ? `${challenges.length} names, ` : '';
  const worst = (behind.length > 0 ? behind : challenges).reduce((a, b) =>
    b.servers - b.showing > a.servers - a.showing ? b : a,
  );
  const on = `${names}${worst.showing} of ${counted(worst.servers, 'server')}`;
  if (behind.length > 0) return `${on}, ${counted(behind.length, 'name')} not yet everywhere`;
  return `${on} after ${inSeconds(Math.max(...challenges.map(({ tookMs = 0 }) => tookMs)))}`;
}

/** A name server counts once, whatever number of addresses it has; it shows the values once all that answer do. */
function challengesIn(events: readonly RunEvent[]): SeenChallenge[] {
  const verdicts = new Map<string, Map<string, Map<string, string>>>();
  for (const { name, nameServer, address, verdict } of named('propagation-seen', events)) {
    const servers = verdicts.get(name) ?? new Map<string, Map<string, string>>();
    verdicts.set(name, servers);
    servers.set(nameServer, (servers.get(nameServer) ?? new Map()).set(address, verdict));
  }
  const done = new Map(named('propagated', events).map(({ name, elapsedMs }) => [name, elapsedMs]));
  return [...new Set([...verdicts.keys(), ...done.keys()])].map((name) => {
    const servers = [...(verdicts.get(name) ?? new Map<string, Map<string, string>>()).values()];
    const tookMs = done.get(name);
    const showing = servers.filter(showsAll).length;
    return { name, showing, servers: servers.length, ...(tookMs !== undefined && { tookMs }) };
  });
}

function showsAll(byAddress: Map<string, string>): boolean {
  const verdicts = [...byAddress.values()];
  return verdicts.includes('complete') && !verdicts.includes('lagging');
}

type EventNamed<Name extends RunEvent['event']> = Extract<RunEvent, { event: Name }>;

function named<Name extends RunEvent['event']>(name: Name, events: readonly RunEvent[]): EventNamed<Name>[] {
  return events.filter((event): event is EventNamed<Name> => event.event === name);
}

function lastOf<Name extends RunEvent['event']>(
  name: Name,
  events: readonly RunEvent[],
): EventNamed<Name> | undefined {
  return named(name, events).at(-1);
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
