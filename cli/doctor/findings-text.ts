/**
 * The doctor's findings as text: grouped by subject in the order they came, each fix on a line of its own, a count at
 * the end, with what could not be examined. Foreign text was made printable where it was read.
 */
import { styleText } from 'node:util';
import type { Finding, Verdict } from '../../functions/engine/preflight/findings.ts';

/** Paints text, or leaves it as it is where colours do not show. */
export type Paint = (style: 'green' | 'yellow' | 'red' | 'bold' | 'dim', text: string) => string;

/** Heeds NO_COLOR and streams that are no terminal. */
export function paintFor(stream: NodeJS.WritableStream): Paint {
  return (style, text) => styleText(style, text, { stream });
}

export function findingsText(findings: readonly Finding[], paint: Paint): string {
  const groups = [...Map.groupBy(findings, ({ subject }) => subject)];
  const blocks = groups.map(([subject, lines]) =>
    [paint('bold', subject), ...lines.flatMap((finding) => linesOf(finding, paint))].join('\n'),
  );
  return `${[...blocks, countText(findings)].join('\n\n')}\n`;
}

const SIGNS: Record<Verdict, { sign: string; style: 'green' | 'yellow' | 'red' }> = {
  ok: { sign: '✓', style: 'green' },
  warning: { sign: '!', style: 'yellow' },
  failure: { sign: '✗', style: 'red' },
  unknown: { sign: '?', style: 'yellow' },
};

function linesOf({ verdict, check, message, fix }: Finding, paint: Paint): string[] {
  const { sign, style } = SIGNS[verdict];
  const line = `  ${paint(style, sign)} ${check}: ${message}`;
  return fix === undefined ? [line] : [line, paint('dim', `    → ${fix}`)];
}

function countText(findings: readonly Finding[]): string {
  const count = (verdict: Verdict, one: string, many = one) => {
    const { length } = findings.filter((finding) => finding.verdict === verdict);
    return `${length} ${length === 1 ? one : many}`;
  };
  const counts = [
    count('ok', 'ok'),
    count('warning', 'warning', 'warnings'),
    count('failure', 'failure', 'failures'),
  ];
  const unknown = findings.filter(({ verdict }) => verdict === 'unknown');
  if (unknown.length === 0) return counts.join(', ');
  const checks = [...new Set(unknown.map(({ check }) => check))].join(', ');
  return `${[...counts, count('unknown', 'unknown')].join(', ')}; could not be examined: ${checks}`;
}
