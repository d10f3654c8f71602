/** What a revocation does, step by step, before the person says yes to it. Pure; foreign texts are made printable. */
import { listed, printable } from '../../functions/engine/errors.ts';
import { resourceWords } from '../../functions/engine/probe/resource-words.ts';
import { wrapped } from '../page.ts';
import type { FoundCertificate } from '../renew/find-certificates.ts';
import { dayAndTime } from '../status/instant-text.ts';
import type { Intention } from './intention.ts';

/** Behind the words of the longest heading. */
const INDENT = '           ';

export function questionText(found: FoundCertificate, intention: Intention, columns: number): string {
  const { certificateName, usedBy = [] } = found.known;
  const { serial, reason, isAgain } = intention;
  const rows: [string, string][] = [
    ['Serial', `${serial}${untilWords(found, intention)}`],
    ['Reason', reason],
    ...stepsOf(found, intention).map((step, i): [string, string] => [
      i === 0 ? 'Steps' : '',
      `${i + 1}. ${step}`,
    ]),
    ...(usedBy.length > 0 ? [['Used by', listed(usedBy.map(resourceWords), 5)] as [string, string]] : []),
    ...noteOf(found, intention).map((note, i): [string, string] => [i === 0 ? 'Mind' : '', note]),
  ];
  const lines = rows.map(([head, text]) => {
    const body = wrapped(printable(text), columns, INDENT).slice(INDENT.length);
    return `  ${head.padEnd(INDENT.length - 2)}${body}\n`;
  });
  const title = isAgain ? 'It was asked for before, and is not done yet.\n' : '';
  return `Revoke the certificate ${certificateName}:\n${title}${lines.join('')}Revoke it? [y/N] `;
}

function untilWords({ known: { state } }: FoundCertificate, { isLive }: Intention): string {
  const { notAfter } = state?.certificate ?? {};
  if (!isLive || !notAfter) return ', which is not live';
  return `, valid until ${dayAndTime(notAfter)}`;
}

function stepsOf({ known }: FoundCertificate, { isLive, isAtOnce, reason }: Intention): string[] {
  const also = reason === 'keyCompromise' ? ', and with it every valid one of the same key' : '';
  const { definition } = known;
  const isReplaced = definition !== undefined && isLive;
  const revoked = `the CA revokes ${isReplaced && !isAtOnce ? 'the old one' : 'it'}${also}`;
  if (!isReplaced) return [revoked];
  const places = [
    ...(definition.regions.length > 0 ? [`ACM of ${listed(definition.regions, 4)}`] : []),
    ...(definition.storeInSecretsManager ? ['its secret'] : []),
    'the bucket',
  ];
  const replaced = ['a new certificate with a new key is issued', `it is put into ${places.join(', ')}`];
  return isAtOnce ? [revoked, ...replaced] : [...replaced, revoked];
}

/** What no step of it mends. */
function noteOf({ known }: FoundCertificate, { isLive, isAtOnce }: Intention): string[] {
  const { definition, state } = known;
  if (!isLive) return [];
  if (!definition) return ['Nobody declares it any more: nothing replaces it where it is in use.'];
  const left = Object.keys(state?.installations ?? {}).filter(
    (region) => !definition.regions.includes(region),
  );
  return [
    'Servers that read the files themselves have to load the new ones.',
    ...(isAtOnce ? ['Until step 3 is done, clients that ask its CA refuse what is served.'] : []),
    ...(left.length > 0 ? [`ACM of ${left.join(', ')} keeps the old one: no longer declared there.`] : []),
  ];
}
