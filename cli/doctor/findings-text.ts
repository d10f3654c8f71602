/**
 * The doctor's findings as text, in lines that fit the terminal: grouped by subject in the order they came, each cause once, each
 * fix on a line of its own, a count at the end, with what could not be examined. Foreign text was made printable where it was read.
 */
import { listed } from '../../functions/engine/errors.ts';
import type { Finding, Verdict } from '../../functions/engine/preflight/findings.ts';
import { type Page, wrapped } from '../page.ts';
import { type Cause, oneForEachCause } from './one-cause.ts';

/** What of a page this needs. */
export type FindingsView = Pick<Page, 'columns' | 'paint'>;

/** @param isShown of those that are counted. */
export function findingsText(
  findings: readonly Finding[],
  view: FindingsView,
  isShown: (finding: Finding) => boolean = () => true,
): string {
  const causes = oneForEachCause(findings);
  const shown = causes.filter(isShown);
  const groups = [...Map.groupBy(shown, ({ subjects }) => subjects.join(' ')).values()];
  const blocks = groups.map((group) =>
    [headingOf(group, view), ...group.flatMap((cause) => linesOf(cause, view))].join('\n'),
  );
  const count = wrapped(countText(causes), view.columns, '');
  return `${[...blocks, count].join('\n\n')}\n`;
}

const MOST_NAMES_SHOWN = 3;

function headingOf([cause]: readonly Cause[], { columns, paint }: FindingsView): string {
  const { subjects = [] } = cause ?? {};
  const names = listed(subjects, MOST_NAMES_SHOWN);
  const heading = subjects.length > 1 ? `${subjects.length} names: ${names}` : names;
  return paint('bold', wrapped(heading, columns, ''));
}

const SIGNS: Record<Verdict, { sign: string; style: 'green' | 'yellow' | 'red' }> = {
  ok: { sign: '✓', style: 'green' },
  warning: { sign: '!', style: 'yellow' },
  failure: { sign: '✗', style: 'red' },
  unknown: { sign: '?', style: 'yellow' },
};

const LIKEWISE = ' (likewise for the others)';

function linesOf(
  { verdict, check, message, fix, differs }: Cause,
  { columns, paint }: FindingsView,
): string[] {
  const { sign, style } = SIGNS[verdict];
  const text = wrapped(`${check}: ${message}${differs.message ? LIKEWISE : ''}`, columns, '    ');
  const line = `  ${paint(style, sign)} ${text.trimStart()}`;
  return fix === undefined ? [line] : [line, ...fixLines(fix, differs.fix, { columns, paint })];
}

/** A command stands on a line of its own, whole, so that it can be copied. */
function fixLines(fix: string, differs: boolean, { columns, paint }: FindingsView): string[] {
  const [, words = fix, command] = /^(.*?:) (dnscale-certs .*)$/.exec(fix) ?? [];
  const text = wrapped(`${words}${differs ? LIKEWISE : ''}`, columns, '      ').trimStart();
  return [`    → ${text}`, ...(command === undefined ? [] : [`      ${command}`])].map((line) =>
    paint('dim', line),
  );
}

function countText(causes: readonly Cause[]): string {
  const count = (verdict: Verdict, one: string, many = one) => {
    const { length } = causes.filter((cause) => cause.verdict === verdict);
    return `${length} ${length === 1 ? one : many}`;
  };
  const counts = [
    count('ok', 'ok'),
    count('warning', 'warning', 'warnings'),
    count('failure', 'failure', 'failures'),
  ];
  const unknown = causes.filter(({ verdict }) => verdict === 'unknown');
  if (unknown.length === 0) return counts.join(', ');
  const checks = [...new Set(unknown.map(({ check }) => check))].join(', ');
  return `${[...counts, count('unknown', 'unknown')].join(', ')}; could not be examined: ${checks}`;
}
