/** A line of the log for a person. Its words are those that the function logged, which the demo and the live views say too. Pure. */
import { printable } from '../../functions/engine/errors.ts';
import type { LogLine } from '../../functions/engine/ports/renewer-logs.ts';
import { type Page, wrapped } from '../page.ts';
import { dayAndClock } from '../status/instant-text.ts';

/** Nobody needs them: what a step does follows. */
const UNTOLD: readonly unknown[] = ['state-moved', 'step-begun'];

const MOST_CHARACTERS = 2_000;

/** Undefined for a line that says nothing to a person. A pipe gets each on one line, to search in. */
export function lineText(
  { at, fields }: LogLine,
  { columns, cutsNames: isTerminal, paint }: Page,
): string | undefined {
  if (UNTOLD.includes(fields.event)) return undefined;
  const when = dayAndClock(at);
  const words = printable(wordsOf(fields), MOST_CHARACTERS);
  const { sign, style } = SIGNS[String(fields.level)] ?? { sign: ' ' };
  const indent = ' '.repeat(when.length + 4);
  const shown = isTerminal ? wrapped(words, columns, indent).trimStart() : words;
  return `${paint('dim', when)}  ${style ? paint(style, sign) : sign} ${shown}`;
}

const SIGNS: Record<string, { sign: string; style?: 'yellow' | 'red' } | undefined> = {
  WARN: { sign: '!', style: 'yellow' },
  ERROR: { sign: '✗', style: 'red' },
};

/** Every line has the certificate's name in front; some have what was seen beside their words. */
function wordsOf({ message, certificateName, event, detail }: LogLine['fields']): string {
  const prefix = `${certificateName}: `;
  if (message.startsWith(prefix)) return message.slice(prefix.length);
  return typeof detail === 'string' && event === undefined ? `${message}: ${detail}` : message;
}
