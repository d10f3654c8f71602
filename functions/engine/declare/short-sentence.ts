/**
 * An error as CloudFormation shows it: our own sentences from the first on, as many as fit. CloudFormation takes 4 KB in all
 * and people read one line. Pure.
 */
import { printable } from '../errors.ts';

const LONGEST = 300;

/** Not behind `www.example.com. CAA 0 issue`: a record is no new sentence. */
const BETWEEN_SENTENCES = /(?<=[.?!)]) (?=[A-Z][a-z])/;

export function shortSentence(message: string): string {
  const clean = printable(message, message.length);
  let text = '';
  for (const sentence of clean.split(BETWEEN_SENTENCES)) {
    const longer = text === '' ? sentence : `${text} ${sentence}`;
    if (longer.length > LONGEST) break;
    text = longer;
  }
  return text === '' ? printable(clean, LONGEST - 1) : text;
}
