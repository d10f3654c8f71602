/** What `init` says: what was found, what was written, the commands to continue with. Pure. */
import { type Finding, passes } from '../../functions/engine/preflight/findings.ts';
import { type FindingsView, findingsText } from '../doctor/findings-text.ts';
import { wrapped } from '../page.ts';
import type { InitJson } from './init-json.ts';
import { BOOTSTRAP } from './next-commands.ts';

/** @param found undefined when doctor was not run. */
export function examinedText(
  found: readonly Finding[] | undefined,
  domainNames: readonly string[],
  view: FindingsView,
): string {
  const { paint, columns } = view;
  const said = (words: string) => `${wrapped(words, columns, '  ').trimStart()}\n\n`;
  if (!found) return `${paint('yellow', '?')} ${said('Doctor was not run: it needs the DNScale token.')}`;
  const isAllOk = found.every(({ verdict }) => verdict === 'ok');
  const findings = isAllOk ? '' : `${findingsText(found, view, ({ verdict }) => verdict !== 'ok')}\n`;
  const words = passes(found)
    ? `${paint('green', '✓')} ${said(`Doctor finds nothing in the way of ${domainNames.join(', ')}.`)}`
    : `${paint('red', '✗')} ${said('Doctor finds something in the way. Mend it before you deploy.')}`;
  return findings + words;
}

export function initText({ folder, files, lines, next }: InitJson): string {
  const done = lines ?? `Written to ${folder}: ${files.join(', ')}.\n`;
  const [first = '', ...more] = next.map((command) => `${command}${NOTES[command] ?? ''}`);
  return `${done}\nNext:  ${first}\n${more.map((command) => `       ${command}\n`).join('')}`;
}

const NOTES: Readonly<Record<string, string>> = { [BOOTSTRAP]: '   # once per account and region' };
