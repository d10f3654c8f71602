/**
 * One tick of the notify function: reads what needs attention and what was told, decides (decide-mails.ts), and sends. A cause is
 * claimed before its mail is sent and remembered after it: a tick that dies in between sends it twice at most and loses none, and of
 * two ticks at once one sends. It writes no state and knows no CA.
 */
import { type Attempt, attempt } from '../attempt.ts';
import { remainingMs } from '../deadline.ts';
import type { RenewerError } from '../errors.ts';
import type { AlertTopic, AttentionIndex, RememberedCause, ToldMemory } from '../ports/people.ts';
import type { Observations, UnservedIndex } from '../ports/probes.ts';
import type { Clock, Deadline } from '../ports/time.ts';
import type { TokenTrials } from '../ports/token-trials.ts';
import { decideMails, type Telling } from './decide-mails.ts';
import type { RenewerPlace } from './notice.ts';
import { nameInServedKey, servedKey, servedStandingOf } from './served-standing.ts';
import { type CertificateStanding, standingOf } from './standing-of.ts';

export type TellPorts = {
  attention: AttentionIndex;
  tokenTrials: Pick<TokenTrials, 'readTried'>;
  unserved: UnservedIndex;
  observations: Pick<Observations, 'readAllServed'>;
  memory: ToldMemory;
  topic: AlertTopic;
  place: RenewerPlace;
  clock: Pick<Clock, 'now'>;
};

export type TickOfMails = {
  /** Their subjects. */
  sent: string[];
  /** Mails for the next tick: there was no time, or too many were due. */
  postponed: number;
  /** The first of what failed; all else was done. */
  failed?: RenewerError | undefined;
};

/** In one tick. More come with the next ones, the most urgent first. */
const MOST_MAILS = 50;

/** What is left for one mail, with its two writes. */
const FOR_A_MAIL_MS = 5_000;

/** A claim outlives the tick that holds it, whose process Lambda ends soon after the deadline. */
const AFTER_DEADLINE_MS = 15_000;

export async function tellPeople(ports: TellPorts, deadline: Deadline): Promise<TickOfMails> {
  const { clock, place } = ports;
  // First what was told: a tick beside this one that tells more in the meantime is found out by its claim.
  const remembered = await ports.memory.readTold(deadline);
  const told = remembered.flatMap(({ told: cause }) => (cause ? [cause] : []));
  const now = clock.now();
  const keys = told.flatMap(({ certificateNames }) => certificateNames);
  const standings = await readStandings(ports, keys, now, deadline);
  const tellings = decideMails(standings, told, { now, place });
  const known = new Map(remembered.map((cause) => [cause.key, cause]));
  const forgotten = remembered.filter(({ key, told: cause }) => !cause && isFree(known.get(key), now));
  const leftovers = forgotten.filter(({ key }) => !tellings.some((telling) => telling.key === key));
  const tick = await tellEach(tellings, known, ports, deadline);
  for (const { key, revision } of leftovers) await ports.memory.remember(key, revision, undefined, deadline);
  return tick;
}

async function readStandings(
  { attention, tokenTrials, unserved, observations, place }: TellPorts,
  toldKeys: readonly string[],
  now: Date,
  deadline: Deadline,
): Promise<Map<string, CertificateStanding>> {
  const [listed, token, listedUnserved] = await Promise.all([
    attention.findNeedingAttention(now, deadline),
    tokenTrials.readTried(deadline),
    unserved.findUnserved(now, deadline),
  ]);
  const all = token?.ok === false ? await attention.listManaged(deadline) : [];
  const fleet = all.map(({ certificateName }) => certificateName);
  const probed = new Set([...toldKeys.flatMap((key) => nameInServedKey(key) ?? []), ...listedUnserved]);
  const renewed = new Set([
    ...toldKeys.filter((key) => nameInServedKey(key) === undefined),
    ...listed,
    ...fleet,
  ]);
  const [seen, served] = await Promise.all([
    attention.readStates([...new Set([...renewed, ...probed])], deadline),
    observations.readAllServed([...probed], deadline),
  ]);
  const context = { now, place };
  const standings = new Map<string, CertificateStanding>();
  for (const [name, state] of seen) {
    if (renewed.has(name)) standings.set(name, standingOf(name, state, token, context));
    const byPlaces = probed.has(name) ? servedStandingOf(state, served.get(name), context) : undefined;
    if (byPlaces) standings.set(servedKey(name), byPlaces);
  }
  return standings;
}

async function tellEach(
  tellings: readonly Telling[],
  known: ReadonlyMap<string, RememberedCause>,
  ports: TellPorts,
  deadline: Deadline,
): Promise<TickOfMails> {
  const tick: TickOfMails = { sent: [], postponed: 0 };
  for (const telling of tellings) {
    const before = known.get(telling.key);
    if (!isFree(before, ports.clock.now())) continue;
    const hasRoom = tick.sent.length < MOST_MAILS && remainingMs(deadline, ports.clock) > FOR_A_MAIL_MS;
    if (!hasRoom) {
      if (telling.mail) tick.postponed += 1;
      continue;
    }
    const made = await attempt(() => tell(telling, before, ports, deadline), deadline);
    if ('value' in made && made.value !== undefined) tick.sent.push(made.value);
    tick.failed ??= errorIn(made);
  }
  return tick;
}

/** The subject of the mail that was sent. */
async function tell(
  { key, mail, told }: Telling,
  before: RememberedCause | undefined,
  { memory, topic }: TellPorts,
  deadline: Deadline,
): Promise<string | undefined> {
  if (!mail) {
    if (before) await memory.remember(key, before.revision, told, deadline);
    return undefined;
  }
  const until = new Date(deadline.at.getTime() + AFTER_DEADLINE_MS);
  const revision = await memory.claim(key, before?.revision, until, deadline);
  if (revision === undefined) return undefined;
  try {
    await topic.send(mail, deadline);
  } catch (thrown) {
    // Free at once for the next try; where this fails too, the claim ends by itself.
    await attempt(() => memory.remember(key, revision, before?.told, deadline), deadline);
    throw thrown;
  }
  await memory.remember(key, revision, told, deadline);
  return mail.subject;
}

function isFree(cause: RememberedCause | undefined, now: Date): boolean {
  return cause?.claimedUntil === undefined || cause.claimedUntil <= now;
}

function errorIn(made: Attempt<unknown>): RenewerError | undefined {
  return 'error' in made ? made.error : undefined;
}
