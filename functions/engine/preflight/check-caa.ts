/**
 * The run's check of CAA: every name that the CA must not issue for becomes a part of one error. Names whose records nobody
 * here could be asked for are a warning: the CA asks for itself.
 */
import { expectValue } from '../attempt.ts';
import { RenewerError } from '../errors.ts';
import { type AcmeServer, JUST_READ_MS } from '../ports/acme.ts';
import type { EventSink } from '../ports/events.ts';
import type { Deadline } from '../ports/time.ts';
import { askCaa, type CaaAnswer, type CaaSource } from './ask-caa.ts';

export type CaaPorts = {
  acme: Pick<AcmeServer, 'readMeta' | 'readAccountUrl'>;
  lookups: CaaSource['lookups'];
  events: EventSink;
};

const MAX_REFUSALS_SHOWN = 5;

/**
 * A CA that does not say by which names CAA records know it cannot be judged, so nothing is asked. A warm function has read
 * the directory up to an hour ago; before it refuses, it asks for the issuer names of now.
 * @throws RenewerError `caa-forbids`, and what the ports throw.
 */
export async function checkCaa(
  domainNames: readonly string[],
  ports: CaaPorts,
  deadline: Deadline,
): Promise<void> {
  const { acme, events } = ports;
  const { caaIdentities: before } = await acme.readMeta(deadline);
  let answers = await answersFor(domainNames, before, ports, deadline);
  if (refusalIn(answers)) {
    const { caaIdentities: now } = await acme.readMeta(deadline, JUST_READ_MS);
    if (before.join() !== now.join()) answers = await answersFor(domainNames, now, ports, deadline);
  }
  warnOfUnasked(answers, events);
  const refusal = refusalIn(answers);
  if (refusal) throw refusal;
  if (answers.length > 0) events.emit(caaChecked(answers));
}

type NamedAnswer = { domainName: string; answer: CaaAnswer };

async function answersFor(
  domainNames: readonly string[],
  issuers: readonly string[],
  { acme, lookups }: CaaPorts,
  deadline: Deadline,
): Promise<NamedAnswer[]> {
  if (issuers.length === 0) return [];
  const readAccountUrl = () => acme.readAccountUrl(deadline);
  const asked = await askCaa(domainNames, { lookups, issuers, readAccountUrl }, deadline);
  return asked.map(({ domainName, answer }) => ({ domainName, answer: expectValue(answer) }));
}

function refusalIn(answers: readonly NamedAnswer[]): RenewerError | undefined {
  const refused = answers.flatMap(({ domainName, answer: { verdict } }) =>
    verdict?.allowed === false
      ? [{ domainName, foundAt: verdict.foundAt, reason: verdict.reason, remedy: verdict.remedy }]
      : [],
  );
  const [first] = refused;
  return first && caaForbids(first, refused);
}

function caaChecked(answers: readonly NamedAnswer[]) {
  const namesOf = (those: (answer: CaaAnswer) => boolean) => [
    ...new Set(answers.flatMap(({ answer }) => (those(answer) ? [answer.foundAt] : []))),
  ];
  const foundAt = namesOf(({ records }) => records.length > 0);
  return { event: 'caa-checked' as const, foundAt, unasked: namesOf(({ unasked }) => unasked !== undefined) };
}

/** One warning for each name that could not be asked for; those below it share it. */
function warnOfUnasked(answers: readonly { answer: CaaAnswer }[], events: EventSink): void {
  const unasked = new Map(
    answers.flatMap(({ answer }) => (answer.unasked === undefined ? [] : [[answer.foundAt, answer.unasked]])),
  );
  for (const [subject, why] of unasked) {
    events.emit({ event: 'warning', subject, message: caaUnasked(subject, why) });
  }
}

/** What a person has to know, as a sentence. */
export function caaUnasked(name: string, why: string): string {
  return (
    `The CAA records of ${name} could not be asked for from here: ${why}. The CA asks for itself, so this stops ` +
    'nothing; if it refuses because of CAA, no certificate is issued.'
  );
}

/** Every text once: names share the records of their zone. */
function shown(texts: readonly string[], between: string): string {
  return [...new Set(texts)].slice(0, MAX_REFUSALS_SHOWN).join(between);
}

type RefusedName = { domainName: string; foundAt: string; reason: string; remedy: string };

function caaForbids({ domainName, foundAt }: RefusedName, refused: readonly RefusedName[]): RenewerError {
  const reasons = shown(
    refused.map(({ reason }) => `${reason}.`),
    ' Also, ',
  );
  return new RenewerError({
    code: 'caa-forbids',
    disposition: 'person',
    // The record lies there, whatever names below it are refused.
    subject: foundAt,
    message: `The CA must not issue for ${domainName}: ${reasons} No order was made.`,
    advice: shown(
      refused.map(({ remedy }) => remedy),
      ' ',
    ),
  });
}
