/**
 * The status for a person: a table for each renewer, the most urgent certificate first, and what to do about that one. Times are
 * in UTC. Foreign text was made printable where it was read.
 */
import type { RenewerDescriptor } from '../../functions/engine/config/descriptor.ts';
import { listed } from '../../functions/engine/errors.ts';
import type { TriedToken } from '../../functions/engine/ports/token-trials.ts';
import { resourceWords } from '../../functions/engine/probe/resource-words.ts';
import { servedAtText } from '../../functions/engine/probe/served-at.ts';
import type { CertificateStatus } from '../../functions/engine/renewal/certificate-status.ts';
import type { Paint } from '../doctor/findings-text.ts';
import { age, dayAndSpan, dayAndTime } from './instant-text.ts';
import { cut, wrapped } from './width.ts';

export type RenewerStatus = {
  renewer: RenewerDescriptor;
  /** The most urgent first. */
  statuses: CertificateStatus[];
  /** Whether these are all that there are. */
  isComplete: boolean;
  /** What became of the DNScale token. @default - it was not tried yet */
  token?: TriedToken | undefined;
};

export type View = {
  now: Date;
  /** A name that is cut cannot be searched for, so that a pipe gets all of it. */
  width: { columns: number; cutsNames: boolean };
  paint: Paint;
};

/** Of what is no terminal. */
export const USUAL_WIDTH = 80;

export function statusText(found: readonly RenewerStatus[], view: View): string {
  return found.map((one) => renewerText(one, found.length > 1, view)).join('\n');
}

function renewerText(
  { renewer, statuses, isComplete, token }: RenewerStatus,
  isOneOfMany: boolean,
  view: View,
): string {
  const { renewerName, region } = renewer;
  const heading = `${view.paint('bold', renewerName)}, ${region}\n${token ? tokenText(token, view) : ''}`;
  const ending = isComplete ? '' : 'There are more: only the first of them were read.\n';
  if (statuses.length === 0) return `${heading}\nIt has no certificates yet.\n`;
  const option = isOneOfMany ? ` --renewer ${renewerName}` : '';
  return `${heading}\n${tableText(statuses, view)}\n${summaryText(statuses, option, view)}${ending}`;
}

/** Zones that it no longer sees may be some that nothing needs: each certificate that needs one says so itself. */
function tokenText({ ok, at, code, message, zoneCount, zonesLost }: TriedToken, view: View): string {
  const { now, width, paint } = view;
  const when = `checked ${age(at, now)}`;
  if (!ok) {
    const words = wrapped(`${code}: ${message}`, width.columns, '  ');
    return `${paint('red', '✗')} DNScale token: refused, ${when}\n${words}\n`;
  }
  const lost = zonesLost.length === 0 ? '' : `; it no longer sees ${listed(zonesLost, 3)}`;
  return `DNScale token: ok, ${when}, sees ${zoneCount} ${zoneCount === 1 ? 'zone' : 'zones'}${lost}\n`;
}

/** Of the columns beside the names, with the blanks between all of them. */
const OTHER_COLUMNS = 43;
const DATE_WIDTH = '25 Feb  90d'.length;

function tableText(statuses: readonly CertificateStatus[], view: View): string {
  const { columns, cutsNames } = view.width;
  const longest = Math.max('NAME'.length, ...statuses.map(({ certificateName }) => certificateName.length));
  const width = cutsNames ? Math.min(longest, Math.max(12, columns - OTHER_COLUMNS)) : longest;
  const row = (name: string, expires: string, renews: string, state: string) =>
    `${cut(name, width).padEnd(width)}  ${expires.padEnd(DATE_WIDTH)}  ${renews.padEnd(DATE_WIDTH)}  ${state}`;
  const lines = statuses.flatMap((status) => {
    const { sign, style } = signOf(status);
    const { certificateName, error } = status;
    const line = row(
      certificateName,
      expiresText(status, view),
      renewsText(status, view),
      stateText(status, view),
    );
    const about = [error && `${error.code}: ${error.message}`, placesText(status)].filter(
      (text) => text !== undefined,
    );
    const below = about.map((text) => view.paint('dim', cut(`  ${text}`, columns)));
    return [`${view.paint(style, sign)} ${line}`, ...below];
  });
  return `${[`  ${row('NAME', 'EXPIRES', 'RENEWS', 'STATE')}`, ...lines].join('\n')}\n`;
}

/** Where probes see what is served: they know whether a renewal has arrived. What uses it is in the JSON in any case. */
function placesText({ served, usedBy = [] }: CertificateStatus): string | undefined {
  if (!served) return undefined;
  const used = usedBy.length > 0 ? `used by ${listed(usedBy.map(resourceWords), 2)}, ` : '';
  return `${used}${servedAtText(served)}`;
}

function signOf({ needsYou, word }: CertificateStatus): {
  sign: string;
  style: 'green' | 'yellow' | 'red' | 'dim';
} {
  if (needsYou) return { sign: '✗', style: 'red' };
  if (word === 'failing' || word === 'at-risk') return { sign: '!', style: 'yellow' };
  if (word === 'ok') return { sign: '✓', style: 'green' };
  return { sign: word === 'removed' ? '-' : '…', style: 'dim' };
}

function stateText({ word, readiness }: CertificateStatus, { now }: View): string {
  if (word === 'needs-you') return 'needs you';
  if (word === 'at-risk') return 'at risk';
  if (word === 'not-served') return 'not served';
  const { provedAt } = readiness ?? {};
  return word === 'ok' && provedAt ? `ready ${age(provedAt, now)}` : word;
}

function expiresText({ certificate }: CertificateStatus, { now }: View): string {
  return certificate ? dayAndSpan(certificate.notAfter, now) : '-';
}

function renewsText({ word, renewsAt, error }: CertificateStatus, { now }: View): string {
  if (word === 'removed') return 'never';
  if (renewsAt === undefined) return '-';
  if (renewsAt > now) return dayAndSpan(renewsAt, now);
  return error ? 'overdue' : 'now';
}

function summaryText(statuses: readonly CertificateStatus[], option: string, { width, paint }: View): string {
  const needing = statuses.filter(({ needsYou }) => needsYou);
  const [first] = needing;
  if (!first) return `None of ${statuses.length} needs you.\n`;
  const count = `${needing.length} of ${statuses.length} ${needing.length === 1 ? 'needs' : 'need'} you.`;
  const { certificateName, error } = first;
  if (!error) return `${count}\n`;
  const since = error.at ? `, ${dayAndTime(error.at)}` : '';
  const why = wrapped(error.message, width.columns, '  ');
  return (
    `${paint('bold', count)} ${certificateName}${since}:\n${why}\n` +
    `Once it is mended:  npx dnscale-certs renew ${certificateName}${option}\n`
  );
}
