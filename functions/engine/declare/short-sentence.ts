/**
 * An error as CloudFormation shows it: what is wrong and what to do, in our own sentences, as many as fit. CloudFormation takes 4 KB
 * in all and people read one line. The first sentence of the advice stays whole: what stands before it is cut where both do not
 * fit. Pure.
 */
import { forElsewhere } from '../command-words.ts';
import { factsOf, printable } from '../errors.ts';

const LONGEST = 300;

/** Of what to do: a command that is cut is none, and one with an ARN and two tags has about 400 characters. */
const LONGEST_ADVICE = 500;

/** Of what is wrong: less would not say it. */
const SHORTEST_BEGIN = 80;

/** Not behind `www.example.com. CAA 0 issue`: a record is no new sentence. */
const BETWEEN_SENTENCES = /(?<=[.?!)`]) (?=[A-Z][a-z])/;

/** @param toBeDone the end of what is said. @default - the message says it all */
export function shortSentence(said: string, toBeDone?: string): string {
  const message = forElsewhere(said);
  const advice = toBeDone && forElsewhere(toBeDone);
  const facts = factsOf({ message, advice });
  const begin = sentencesOf(facts);
  const end = facts === message ? [] : sentencesOf(advice ?? '');
  const sentences = [...begin, ...end];
  const fitting = asManyAsFit(sentences, LONGEST);
  const [toDo] = end;
  if (toDo === undefined) return fitting.length > 0 ? fitting.join(' ') : cut(sentences[0] ?? '', LONGEST);
  if (fitting.length > begin.length) return fitting.join(' ');
  const kept = cut(toDo, LONGEST_ADVICE);
  const room = Math.max(SHORTEST_BEGIN, LONGEST - kept.length - 1);
  const seen = asManyAsFit(begin, room);
  const told = [...(seen.length > 0 ? seen : [cut(begin[0] ?? '', room)]), kept];
  const whole = told.join(' ');
  return asManyAsFit([whole, ...end.slice(1)], Math.max(LONGEST, whole.length)).join(' ');
}

function sentencesOf(text: string): string[] {
  return printable(text, text.length).split(BETWEEN_SENTENCES);
}

/** From the first on. */
function asManyAsFit(sentences: readonly string[], room: number): string[] {
  const tooMany = sentences.findIndex((_, index) => sentences.slice(0, index + 1).join(' ').length > room);
  return sentences.slice(0, tooMany === -1 ? sentences.length : tooMany);
}

function cut(sentence: string, room: number): string {
  return sentence.length > room ? printable(sentence, room - 1) : sentence;
}
