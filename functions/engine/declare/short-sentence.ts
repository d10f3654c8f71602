/**
 * An error as CloudFormation shows it: what is wrong and what to do, in our own sentences, as many as fit. CloudFormation takes 4 KB
 * in all and people read one line. The advice stays, whatever stands before it: that is cut where both do not fit. Pure.
 */
import { printable } from '../errors.ts';

const LONGEST = 300;

/** Of what is wrong: less would not say it. */
const SHORTEST_BEGIN = 60;

/** Not behind `www.example.com. CAA 0 issue`: a record is no new sentence. */
const BETWEEN_SENTENCES = /(?<=[.?!)]) (?=[A-Z][a-z])/;

/** Our advice is in the imperative: at the begin, or behind "If …," and the like. test/unit/errors has every error. `GET https://…` is none. */
const ADVICE =
  /(?:^|[,:;] |^Either )(?:add|allow|ask|change|check|choose|correct|create|declare|delegate|delete|deploy|enable|find|get|give|go back|keep|leave|let|make|name|put|remove|run|set|spread|tag|take|use|widen)\b(?! https?:)/i;

export function shortSentence(message: string): string {
  const sentences = printable(message, message.length).split(BETWEEN_SENTENCES);
  const [first = '', ...others] = sentences;
  const place = sentences.findIndex((sentence) => ADVICE.test(sentence));
  const fitting = asManyAsFit(sentences, LONGEST);
  if (fitting.length > Math.max(place, 0)) return fitting.join(' ');
  if (place <= 0) return cut(first, LONGEST);
  const advice = cut(sentences[place] ?? '', LONGEST - SHORTEST_BEGIN - 1);
  const room = LONGEST - advice.length - 1;
  const begin = asManyAsFit([first, ...others.slice(0, place - 1)], room);
  const told = [...(begin.length > 0 ? begin : [cut(first, room)]), advice];
  return asManyAsFit([told.join(' '), ...sentences.slice(place + 1)], LONGEST).join(' ');
}

/** From the first on. */
function asManyAsFit(sentences: readonly string[], room: number): string[] {
  const tooMany = sentences.findIndex((_, index) => sentences.slice(0, index + 1).join(' ').length > room);
  return sentences.slice(0, tooMany === -1 ? sentences.length : tooMany);
}

function cut(sentence: string, room: number): string {
  return sentence.length > room ? printable(sentence, room - 1) : sentence;
}
