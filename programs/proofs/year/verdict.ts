/** The lines of a proof's table. */
import { table } from '../../text-table.ts';

export type Verdict = { figure: string; found: string; aim: string; isMet: boolean };

/** There must be none of these; the first three are shown. */
export function none(figure: string, found: readonly string[]): Verdict {
  const shown = found.length === 0 ? '0' : `${found.length}: ${found.slice(0, 3).join('; ')}`;
  return { figure, found: shown, aim: '0', isMet: found.length === 0 };
}

export function verdictTable(verdicts: readonly Verdict[]): string[] {
  return table([
    ['figure', 'found', 'aim', 'verdict'],
    ...verdicts.map(({ figure, found, aim, isMet }) => [figure, found, aim, isMet ? 'met' : 'MISSED']),
  ]);
}
