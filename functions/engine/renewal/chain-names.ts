/** The names of a certificate as steps of its chain: each one's challenge, and how many name servers showed its TXT values. Pure. */
import { challengeName } from '../dns/name.ts';
import { inSeconds } from '../event-words.ts';
import { ownValue } from '../own-value.ts';
import type { KnownCertificate } from '../ports/renewers.ts';
import { type ChainStep, failedAt, failedStep } from './chain-step.ts';
import type { CertificateState, Failure, HistoryEntry, SeenChallenge } from './state.ts';

const HOUR_MS = 60 * 60 * 1000;

/** Those that are asked for, else those of the live certificate. */
export function namesOf({ definition, state }: Pick<KnownCertificate, 'definition' | 'state'>): string[] {
  return definition?.domainNames ?? state?.certificate?.domainNames ?? [];
}

export function nameSteps(known: KnownCertificate, isRunning: boolean, now: Date): ChainStep[] {
  const { state } = known;
  const names = namesOf(known);
  const failure = failedAt('name', state?.failure);
  const failed = failure ? failedNames(names, failure) : [];
  return names.map((name) => {
    const missed = failedWithinHour(name, state, now);
    const seen = failure && failed.includes(name) ? failedStep(failure) : seenOf(name, state, isRunning);
    const saw = missed === 0 ? seen.saw : `${seen.saw}; ${missed} failed validations within the hour`;
    return { step: 'name', of: name, ...seen, saw };
  });
}

/** Its subject may be the name, its challenge name, or what all of them share: a zone, a server. */
function failedNames(names: readonly string[], { subject }: Failure): readonly string[] {
  const own = names.filter((name) => subject === name || subject === challengeName(name));
  return own.length > 0 ? own : names;
}

function failedWithinHour(name: string, state: CertificateState | undefined, now: Date): number {
  const times = ownValue(state?.failedValidations, name) ?? [];
  return times.filter((at) => now.getTime() - at.getTime() < HOUR_MS).length;
}

type Seen = Omit<ChainStep, 'step' | 'of'>;

function seenOf(name: string, state: CertificateState | undefined, isRunning: boolean): Seen {
  const challenge = challengeName(name);
  const published = state?.txtRecords.find((record) => record.name === challenge);
  if (published) {
    const saw = `TXT is published in ${published.zoneName}`;
    return { is: isRunning ? 'running' : 'open', saw, at: state?.order?.startedAt };
  }
  const { run, seen } = lastChallenge(challenge, state?.history);
  if (run && seen) {
    return { is: seen.tookMs === undefined ? 'warning' : 'done', saw: challengeWords(seen), at: run.at };
  }
  if (state?.certificate?.domainNames.includes(name)) return { is: 'done', saw: 'in the live certificate' };
  return { is: 'open', saw: 'not validated yet' };
}

/** Of the last run that waited for it. */
function lastChallenge(
  name: string,
  history: readonly HistoryEntry[] = [],
): { run?: HistoryEntry; seen?: SeenChallenge | undefined } {
  const run = history.findLast(({ challenges = [] }) => challenges.some((one) => one.name === name));
  return run ? { run, seen: run.challenges?.find((one) => one.name === name) } : {};
}

function challengeWords({ showing, servers, tookMs }: SeenChallenge): string {
  const shown = `TXT on ${showing} of ${servers} name ${servers === 1 ? 'server' : 'servers'}`;
  return tookMs === undefined ? shown : `${shown} after ${inSeconds(tookMs)}`;
}
