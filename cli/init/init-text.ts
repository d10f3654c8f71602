/** What `init` says: what was found, what was written, the commands to continue with. Pure. */
import { type Finding, passes } from '../../functions/engine/preflight/findings.ts';
import { findingsText } from '../doctor/findings-text.ts';
import { commandLines, fitted, type Page, signed } from '../page.ts';
import type { InitJson } from './init-json.ts';
import { BOOTSTRAP, TYPE_EXTERNAL_ACCOUNT } from './next-commands.ts';

/** @param found undefined when doctor was not run. */
export function examinedText(
  found: readonly Finding[] | undefined,
  domainNames: readonly string[],
  page: Page,
): string {
  if (!found) return `${signed('?', 'yellow', 'Doctor was not run: it needs the DNScale token.', page)}\n\n`;
  const isAllOk = found.every(({ verdict }) => verdict === 'ok');
  const findings = isAllOk ? '' : `${findingsText(found, page, ({ verdict }) => verdict !== 'ok')}\n`;
  const words = passes(found)
    ? signed('✓', 'green', `Doctor finds nothing in the way of ${domainNames.join(', ')}.`, page)
    : signed('✗', 'red', 'Doctor finds something in the way. Mend it before you deploy.', page);
  return `${findings}${words}\n\n`;
}

export function initText({ folder, files, lines, next }: InitJson, page: Page): string {
  const done = lines ?? `${fitted(`Written to ${folder}: ${files.join(', ')}.`, page)}\n`;
  const width = page.cutsNames ? page.columns : Number.POSITIVE_INFINITY;
  const commands = next.map((command) => `${command}${NOTES[command] ?? ''}`);
  const shown = commands.flatMap((command, place) =>
    commandLines(place === 0 ? 'Next:  ' : '       ', command, width),
  );
  return `${done}\n${shown.join('\n')}\n`;
}

/** Short ones: what a backslash ends in a comment goes on nowhere. */
const NOTES: Readonly<Record<string, string>> = {
  [BOOTSTRAP]: '   # once per account and region',
  [TYPE_EXTERNAL_ACCOUNT]: '   # as JSON: keyId, hmacKey',
};
