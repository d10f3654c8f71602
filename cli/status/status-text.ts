/**
 * The list for a person: a table for each renewer, the most urgent certificate first, and the command that shows what to do about
 * that one. Foreign text was made printable where it was read.
 */
import { DEFAULTS } from '../../functions/engine/config/defaults.ts';
import type { RenewerDescriptor } from '../../functions/engine/config/descriptor.ts';
import { listed } from '../../functions/engine/errors.ts';
import type { TriedToken } from '../../functions/engine/ports/token-trials.ts';
import type { CertificateStatus } from '../../functions/engine/renewal/certificate-status.ts';
import type { Paint } from '../page.ts';
import { widthOf, wrapped } from '../page.ts';
import { shellWord } from '../shell-word.ts';
import { columnsAt, signOf } from './cells.ts';
import { layOut } from './columns.ts';
import { age } from './instant-text.ts';
import type { View } from './view.ts';

export type RenewerStatus = {
  renewer: RenewerDescriptor;
  /** The most urgent first. */
  statuses: CertificateStatus[];
  /** Whether these are all that there are. */
  isComplete: boolean;
  /** What became of the DNScale token. @default - it was not tried yet */
  token?: TriedToken | undefined;
  /** Where S3 has key and chain of a certificate in one object. @default - it is not shown */
  bundleUrlOf?: ((certificateName: string) => string) | undefined;
};

export function statusText(found: readonly RenewerStatus[], view: View): string {
  return found.map((one) => renewerText(one, found.length > 1, view)).join('\n');
}

function renewerText(one: RenewerStatus, isOneOfMany: boolean, view: View): string {
  const { statuses, isComplete, renewer } = one;
  if (statuses.length === 0) {
    return `${headText(one, 0, view)}\nIt has no certificates yet: declare one, and deploy.\n${tokenCommand(one, view)}`;
  }
  const { now, width, paint, options = '' } = view;
  const table = layOut(statuses, columnsAt(now), { signOf, width, paint });
  const ending = isComplete ? '' : 'There are more: only the first of them were read.\n';
  const which = isOneOfMany ? ` --renewer ${renewer.renewerName}` : '';
  return `${headText(one, table.width, view)}\n${table.lines.join('\n')}\n\n${tokenCommand(one, view)}${summaryText(one, which + options, paint)}${ending}`;
}

const TOKEN_GAP = 3;

/** The token stands where the table ends, or on a line of its own. */
function headText({ renewer, token }: RenewerStatus, tableWidth: number, view: View): string {
  const { width, paint } = view;
  const { renewerName, region } = renewer;
  const name = `${paint('bold', renewerName)}, ${region}`;
  if (!token) return `${name}\n`;
  const nameWidth = widthOf(`${renewerName}, ${region}`);
  const words = tokenWords(token, view);
  const room = Math.min(width.columns, Math.max(tableWidth, nameWidth + TOKEN_GAP + widthOf(words)));
  const gap = room - nameWidth - widthOf(words);
  const shown = token.ok ? words : paint('red', words);
  const line = gap >= TOKEN_GAP ? `${name}${' '.repeat(gap)}${shown}\n` : `${name}\n${shown}\n`;
  return `${line}${tokenText(token, view)}`;
}

function tokenWords({ ok, at }: TriedToken, { now }: View): string {
  return `token ${ok ? 'ok' : 'refused'}, checked ${age(at, now)}`;
}

/** Zones that it no longer sees may be some that nothing needs: each certificate that needs one says so itself. */
function tokenText({ ok, code, message, zonesLost }: TriedToken, { width }: View): string {
  const lost = zonesLost.length === 0 ? '' : `The token no longer sees ${listed(zonesLost, 3)}.`;
  const words = ok ? lost : (message ?? code ?? '');
  return words === '' ? '' : `${wrapped(words, width.columns, '  ')}\n`;
}

/** A refused token stops every renewal. `token set` has no --renewer. */
function tokenCommand({ renewer, token }: RenewerStatus, { paint, options = '' }: View): string {
  if (token?.ok !== false) return '';
  const { tokenSecretName } = renewer;
  const secret =
    tokenSecretName === DEFAULTS.dnscale.tokenSecretName
      ? ''
      : ` --secret-name ${shellWord(tokenSecretName)}`;
  const [profile = ''] = / --profile .*$/.exec(options) ?? [];
  return `${paint('bold', 'The token needs you:')}  dnscale-certs token set --region ${renewer.region}${secret}${profile}\n`;
}

function summaryText({ statuses, token }: RenewerStatus, options: string, paint: Paint): string {
  const needing = statuses.filter(({ needsYou }) => needsYou);
  const [first] = needing;
  if (!first) return token?.ok === false ? '' : `None of ${statuses.length} needs you.\n`;
  const count = `${needing.length} of ${statuses.length} ${needing.length === 1 ? 'needs' : 'need'} you:`;
  return `${paint('bold', count)}  dnscale-certs status ${first.certificateName}${options}\n`;
}
