/** What is wrong with a certificate, for the person who asks how it is: a code and a sentence. Pure. */
import { DOCS_URL } from '../config/docs-url.ts';
import { listed } from '../errors.ts';
import type { KnownCertificate } from '../ports/renewers.ts';
import { servedAt, servedAtText } from '../probe/served-at.ts';
import { dueSince, type StatusWord } from './status-word.ts';

/** `at`: when it was seen, `count`: in how many runs in a row. @default - now, and a readiness counts no runs */
export type StatusError = {
  code: string;
  /** With the advice at its end. */
  message: string;
  /** What a person does about it. @default - the message says it all */
  advice?: string | undefined;
  at?: Date | undefined;
  count?: number | undefined;
};

export function errorOf(word: StatusWord, known: KnownCertificate): StatusError | undefined {
  const { unreadable, state } = known;
  if (unreadable) {
    return { code: unreadable.code, message: unreadable.message, advice: unreadable.advice };
  }
  if (word === 'removed') return undefined;
  if (word === 'unchecked') return { code: 'unchecked', ...uncheckedText(known), at: dueSince(known) };
  if (word === 'not-served') return unservedError(known);
  const { failure, readiness } = state ?? {};
  if (failure) {
    const { code, message, advice, at, count } = failure;
    return { code, message, advice, at, count };
  }
  if (!readiness?.failure) return undefined;
  const { code, message, advice } = readiness.failure;
  return { code, message, advice, at: readiness.at };
}

function unservedError({ served }: KnownCertificate): StatusError | undefined {
  if (!served) return undefined;
  const wrong = served.places.filter(({ standing }) => standing !== 'served').map(({ place }) => place);
  const facts = `It is ${servedAtText(servedAt(served))}: not at ${listed(wrong, 5)}.`;
  const advice = `Install the live certificate there and reload the server: ${DOCS_URL}/operator-runbook.md#not-served`;
  return { code: 'not-served', message: `${facts} ${advice}`, advice, at: served.at };
}

function uncheckedText(known: KnownCertificate) {
  const facts =
    `A check of ${known.certificateName} was due at ${dueSince(known)?.toISOString()}, and no run has reported since. ` +
    'The schedule or the functions of the renewer do not work.';
  const advice = `See "Checks stopped", "Messages stuck" and "Crashes" in ${DOCS_URL}/operator-runbook.md`;
  return { message: `${facts} ${advice}`, advice };
}
