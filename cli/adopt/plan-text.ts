/** The plan, or what was done, as a screen: certificates, accounts, what stays out, the token. Pure; foreign texts are made printable. */
import { authorityName } from '../../functions/engine/config/defaults.ts';
import { listed, printable } from '../../functions/engine/errors.ts';
import { cut, type Page, padded, wrapped } from '../page.ts';
import { dayAndTime } from '../status/instant-text.ts';
import type { AdoptJson } from './adopt-json.ts';

type View = Pick<Page, 'columns' | 'paint' | 'cutsNames'>;

const MARKS = { planned: '+', stored: '✓', unchanged: '✓', kept: '✗', none: '✗' } as const;

const OUTCOME_WORDS = {
  planned: 'goes into the bucket',
  stored: 'is in the bucket now',
  unchanged: 'is in the bucket already, and stays as it is',
  kept: 'not taken: the renewer has another certificate of this name, which stays',
} as const;

const ACCOUNT_WORDS = {
  planned: 'its key goes into the secret',
  stored: 'its key is now in the secret',
  unchanged: 'its key is already in the secret',
  kept: 'not taken: the renewer has an account of its own there, which stays, in the secret',
} as const;

const NOT_EXEMPT =
  'Renewals at this CA count towards its limits once, like new certificates: it exempts only those of the account that had the old one.';

const INDENT = '    ';

export function planText(plan: AdoptJson, view: View): string {
  const { client, folder, renewerName, region, certificates, accounts, refused, tokens } = plan;
  const title = `From ${client} at ${printable(folder)} to ${renewerName} in ${region}`;
  const blocks = [
    certificates.map((one) => certificateText(one, view)),
    refused.map((one) => entry('✗', one.name, `not taken: ${one.why} (${one.source})`, [], view)),
    accounts.map((one) => accountText(one, view)),
    tokens.map(({ path, command }) => tokenText(path, command, view)),
  ];
  const texts = blocks.filter((block) => block.length > 0).map((block) => block.join(''));
  return `${view.paint('bold', wrapped(title, view.columns, ''))}\n\n${texts.join('\n')}`;
}

function certificateText(one: AdoptJson['certificates'][number], view: View): string {
  const { certificateName, outcome, domainNames, keyAlgorithm, certificateAuthority, notAfter, notes } = one;
  const until = dayAndTime(new Date(notAfter));
  const facts = `${listed(domainNames, 6)}; ${keyAlgorithm}, of ${authorityName(certificateAuthority)}, valid until ${until}`;
  return entry(MARKS[outcome], certificateName, OUTCOME_WORDS[outcome], [facts, ...notes], view);
}

function accountText(one: AdoptJson['accounts'][number], view: View): string {
  const { certificateAuthority, outcome, secretName, id, url, why } = one;
  const name = `Account at ${authorityName(certificateAuthority)}`;
  if (outcome === 'none') return entry(MARKS.none, name, `not taken: ${why ?? ''}`, [NOT_EXEMPT], view);
  const facts = [id, url].filter((part) => part !== undefined).join(', ');
  const notes = [facts, ...(why === undefined ? [] : [why]), ...(outcome === 'kept' ? [NOT_EXEMPT] : [])];
  return entry(MARKS[outcome], name, `${ACCOUNT_WORDS[outcome]} ${secretName}`, notes, view);
}

/** The renewer was deployed with a token: this one need not move. */
function tokenText(path: string, command: string, view: View): string {
  const words = 'which stays as it is. The renewer has a token of its own; to have this one instead:';
  return `${entry(' ', 'DNScale token', `found in ${path}, ${words}`, [], view)}${INDENT}${printable(command, 1_000)}\n`;
}

function entry(mark: string, name: string, words: string, notes: readonly string[], view: View): string {
  const { columns, paint, cutsNames } = view;
  const colour = mark === '✗' ? 'yellow' : mark === '✓' ? 'green' : 'bold';
  const shown = cutsNames ? cut(printable(name), columns - 4) : printable(name);
  const lines = [words, ...notes].map((text) => `${wrapped(printable(text, 1_000), columns, INDENT)}\n`);
  return `  ${paint(colour, padded(mark, 1))} ${shown}\n${lines.join('')}`;
}
