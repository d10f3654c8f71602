/**
 * Renders errors into docs/errors.md: a heading for each code, under it each message as a quote, with when it is seen
 * and who acts next. It makes no message itself: it is handed real errors.
 */
import type { Disposition, ErrorCode, RenewerError } from '../../../functions/engine/errors.ts';

/** When a message is seen, in words, and the call that brings it about: it throws, rejects or returns the error. */
export type ErrorText = [when: string, bringAbout: () => unknown];

export type SeenError = { when: string; error: RenewerError };

/** What each code means, in the order of the page. */
export const MEANINGS: Record<ErrorCode, string> = {
  'config-invalid': 'Something that a person or a stack has set cannot be used. Nothing was changed.',
  'token-missing': 'There is no DNScale token to work with.',
  'dnscale-unauthorized': 'DNScale does not know the token.',
  'dnscale-forbidden': 'The token may not do what is needed.',
  'dnscale-rate-limited': 'DNScale wants fewer requests.',
  'dnscale-unavailable': 'DNScale cannot be reached, or what it answers is no answer.',
  'dnscale-partial-update': 'DNScale wrote a record in some of its regions only.',
  'dnscale-refused': 'DNScale does not take a request as it is.',
  'zone-not-found': 'No zone that the token sees holds the name of a challenge.',
  'zone-not-active': 'The zone is there, but DNScale does not serve or change it.',
  'not-delegated': 'DNS does not lead to the zone.',
  'dnssec-broken': 'Validating resolvers, the CA’s among them, refuse what the zone answers.',
  'target-refused': 'A CNAME leads a challenge to a name where the renewer writes nothing.',
  'delegation-loop': 'The CNAME records at the name of a challenge lead nowhere.',
  'caa-forbids': 'A CAA record keeps the CA from issuing.',
  'caa-unanswered': 'No resolver answers about CAA records, so that no CA issues.',
  'propagation-timeout': 'The name servers did not show the TXT values in time.',
  'acme-account': 'The account at the CA cannot be used.',
  'acme-rate-limited': 'The CA wants fewer requests or certificates.',
  'acme-paused': 'The CA has paused a name after many failures.',
  'acme-unavailable': 'The CA cannot be reached, or its answers cannot be used.',
  'acme-failed': 'The CA failed over a request, and says so itself.',
  'challenge-invalid': 'The CA did not accept the proof of control.',
  'identifier-rejected': 'The CA does not issue for a name.',
  'names-missing': 'The CA leaves out names that were asked for.',
  'already-replaced': 'The CA has replaced the predecessor already.',
  'profile-unknown': 'The CA does not offer the profile.',
  'order-expired': 'The CA has forgotten the order.',
  'order-refused':
    'The CA refuses a request (an order, its CSR or any other) for a reason that no other code names.',
  'revocation-refused': 'The CA does not revoke a certificate.',
  'deadline-exceeded': 'The time of a run or of one of its steps is used up.',
  interrupted: 'A person stopped the command.',
  'store-failed': 'The bucket does not hold what it should, or does not take it.',
  'folder-unsafe':
    'Another user of this machine could change the folder of a certificate, or what leads to it.',
  'store-conflict': 'The archive holds another content under the same name.',
  'import-failed': 'The certificate is stored, but did not get into ACM.',
  'import-incompatible': 'ACM does not take the certificate, mostly because of what the ARN already holds.',
  'import-quota': 'ACM takes no more certificates.',
  'import-overwritten':
    'Somebody else changed what the renewer has installed: the certificate on an ARN of ACM, or the secret.',
  'clean-up-failed': 'TXT values were left at DNScale.',
  'aws-failed': 'AWS did not do what it was asked for.',
  'record-unreadable':
    'A record (in a table, or the state in a folder) is damaged, or was written by a later release.',
  'record-conflict': 'Others changed a record again and again while it was written.',
  unexpected: 'A fault of the renewer.',
};

const ACTORS: Record<Disposition, string> = {
  'this-run': 'the same run, at once',
  'next-run': 'the next run, by itself',
  'not-before': 'a run at the time given, by itself',
  person: 'a person',
};

const INTRODUCTION = `# Errors

Every error that the renewer and its command report, by code. A code is for programs and stays; a text is for people and
may improve. Each text says what does not work, on which name or server, what was seen there, and what to do. By the words that you
see, with the command that shows more: [Troubleshooting](troubleshooting.md).

Whatever is reported, the certificate that is live stays live. Where a person is needed, a run still repeats
every hour all that costs nothing, and continues by itself once the trouble is gone.

The texts are those of a deployed renewer. A command that you have typed says the same of what it saw, and names its own options
and variables; of the next run it says nothing, because nothing runs again by itself.

This page is made from the code: \`npx vitest run --project unit test/unit/errors -u\` writes it anew.
`;

/** The page; codes without any message are left out. */
export function renderErrorPage(seen: readonly SeenError[]): string {
  const sections = Object.entries(MEANINGS).flatMap(([code, meaning]) => {
    const errors = seen.filter(({ error }) => error.code === code);
    return errors.length === 0 ? [] : [section(code, meaning, errors)];
  });
  return [INTRODUCTION, ...sections].join('\n');
}

function section(code: string, meaning: string, seen: SeenError[]): string {
  const actors = [...new Set(seen.map(({ error }) => ACTORS[error.disposition]))];
  const [only] = actors.length === 1 ? actors : [];
  const next = only === undefined ? '' : ` Who acts next: ${only}.`;
  const entries = seen.map(({ when, error }) => {
    const nextHere = only === undefined ? ` Who acts next: ${ACTORS[error.disposition]}.` : '';
    return `${wrapped(`**${when}**${nextHere}`, '')}\n\n${quote(error.message)}\n`;
  });
  return `## ${code}\n\n${wrapped(meaning + next, '')}\n\n${entries.join('\n')}`;
}

/** A message of several lines becomes as many paragraphs. */
export function quote(message: string): string {
  const paragraphs = message.split('\n').map((line) => wrapped(line.trim().replace(/[*<]/g, '\\$&'), '> '));
  return paragraphs.join('\n>\n');
}

const WIDTH = 118;

/** What Markdown takes for a list, a heading or a quote at the begin of a line. */
const MARKUP = /^(?:[-+]|#+|=+|-+|>.*|\d+[.)])$/;

export function wrapped(text: string, prefix: string): string {
  const lines = [''];
  for (const word of text.split(/ +/)) {
    const line = lines.pop() ?? '';
    const longer = line === '' ? word : `${line} ${word}`;
    const fits = prefix.length + longer.length <= WIDTH || line === '' || MARKUP.test(word);
    lines.push(...(fits ? [longer] : [line, word]));
  }
  return lines.map((line) => prefix + line).join('\n');
}
