/** What `init` says in the end: what was found, what was written, the commands to continue with. Pure. */
import { type FindingsView, findingsText } from '../doctor/findings-text.ts';
import type { InitJson } from './init-json.ts';
import { BOOTSTRAP } from './next-commands.ts';

export function initText(
  { folder, files, lines, passes, findings, next }: InitJson,
  domainNames: readonly string[],
  view: FindingsView,
): string {
  const { paint } = view;
  const names = domainNames.join(', ');
  const doctor =
    passes === undefined
      ? `${paint('yellow', '?')} Doctor was not run: it needs the DNScale token.\n`
      : passes
        ? `${paint('green', '✓')} Doctor finds nothing in the way of ${names}.\n`
        : `${paint('red', '✗')} Doctor finds something in the way. Mend it before you deploy.\n`;
  const done = lines === undefined ? `Written to ${folder}: ${files.join(', ')}.\n` : lines;
  const [first = '', ...more] = next.map((command) => `${command}${NOTES[command] ?? ''}`);
  return [
    findings.length > 0 ? `${findingsText(findings, view)}\n` : '',
    `${doctor}\n${done}\n`,
    `Next:  ${first}\n${more.map((command) => `       ${command}\n`).join('')}`,
  ].join('');
}

const NOTES: Readonly<Record<string, string>> = { [BOOTSTRAP]: '   # once per account and region' };
