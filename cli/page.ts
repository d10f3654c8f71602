/**
 * How an output shows text: its width, whether it has colours, and how text is made to fit. What is shown asks here and not the
 * stream. A letter may take two columns, or none.
 */
import { styleText } from 'node:util';

/** Paints text, or leaves it as it is where colours do not show. To be called last: `cut` and `wrapped` know no colours. */
export type Paint = (style: 'green' | 'yellow' | 'red' | 'bold' | 'dim', text: string) => string;

export type Page = {
  columns: number;
  /** A name that is cut cannot be searched for, so that a pipe or a file gets all of it. */
  cutsNames: boolean;
  paint: Paint;
};

/** Of what is no terminal, and of a terminal that does not tell. */
const USUAL_COLUMNS = 80;

/** As it is now: a window changes its width. */
export function pageOf(stream: NodeJS.WritableStream & { columns?: number; isTTY?: boolean }): Page {
  return {
    columns: stream.columns || USUAL_COLUMNS,
    cutsNames: stream.isTTY === true,
    // Heeds NO_COLOR, FORCE_COLOR, TERM=dumb and streams that are no terminal.
    paint: (style, text) => styleText(style, text, { stream }),
  };
}

/** Writes lines for a person. */
export function say(stream: Parameters<typeof pageOf>[0], text: string): void {
  stream.write(`${fitted(text, pageOf(stream))}\n`);
}

/** Lines that fit a terminal. In a pipe each stays whole: somebody searches there, line by line. */
export function fitted(text: string, { columns, cutsNames: isTerminal }: Omit<Page, 'paint'>): string {
  return isTerminal ? proseLines(text, columns).join('\n') : text;
}

/** Behind a sign, which takes one column. */
export function signed(sign: string, style: Parameters<Paint>[0], text: string, page: Page): string {
  return page.paint(style, sign) + fitted(`${sign} ${text}`, page).slice(sign.length);
}

/** Whether it can be drawn on in place: a terminal that says it has no width cannot, nor can one that knows no cursor. */
export function isDrawnOn({ isTTY, columns }: { isTTY?: boolean; columns?: number }): boolean {
  return isTTY === true && columns !== 0 && process.env.TERM !== 'dumb';
}

const TWO_COLUMNS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;
const NO_COLUMN = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** How many columns it takes. */
export function widthOf(text: string): number {
  // Nearly all texts.
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  return [...text].reduce((sum, letter) => sum + widthOfLetter(letter), 0);
}

function widthOfLetter(letter: string): number {
  if (NO_COLUMN.test(letter)) return 0;
  return TWO_COLUMNS.test(letter) ? 2 : 1;
}

/** The text, or its begin with `…` behind it. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let begin = '';
  let width = 0;
  for (const letter of text) {
    width += widthOfLetter(letter);
    if (width > columns - 1) break;
    begin += letter;
  }
  return `${begin}…`;
}

/** With blanks behind it. */
export function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)));
}

/** A command between backticks is one word. */
const WORDS = /(?:[^\s`]|`[^`]*`)+|\S+/g;

/**
 * In lines that break between words, each after `indent`, or the first after its own. A word that is longer than a line stays whole:
 * it may be an address.
 */
export function wrapped(text: string, columns: number, indent: string, first = indent): string {
  const lines: string[] = [];
  for (const word of text.match(WORDS) ?? ['']) {
    const line = lines.at(-1);
    if (line !== undefined && widthOf(line) + 1 + widthOf(word) <= columns)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push((line === undefined ? first : indent) + word);
  }
  return lines.join('\n');
}

/** A command or a record, behind a colon and up to the end of its sentence; in most texts between backticks. */
const COPIED =
  /(?<=:) +(?:`(?=[^`]*`\.?(?: [A-Z(]|$)))?((?:npx|npm|aws|dnscale-certs) [^`]+?(?=`|\.(?: [A-Z]|$)|$)|[^\s`]+\. CAA \d+ \w+ "[^"]*")`?\.? */;

/** The next command, behind two blanks. */
const NEXT = /: {2}(?:npx|npm|aws|dnscale-certs) .*[^.]$/;

const PROSE_INDENT = '  ';

/**
 * Sentences in lines that fit. What is to be copied stands on a line of its own, whole and without a full stop; the next command of a
 * line that fits stays behind its words.
 */
export function proseLines(text: string, columns: number): string[] {
  return text.split('\n').flatMap((line) => {
    if (widthOf(line) <= columns && (!COPIED.test(line) || NEXT.test(line))) return [line];
    const margin = /^ */.exec(line)?.[0] ?? '';
    const indent = margin + PROSE_INDENT;
    return line
      .split(COPIED)
      .map((part, place) =>
        place % 2 === 1 ? indent + part : wrapped(part, columns, indent, place === 0 ? margin : indent),
      )
      .filter((part) => part.trim() !== '')
      .flatMap((part) => part.split('\n'));
  });
}

/** A long command continues behind a backslash, so that it can be copied; an option stays beside its value. */
export function commandLines(lead: string, command: string, columns: number): string[] {
  const parts = command.split(/ (?=-)|(?<=(?:^| )[^- ]\S*) /);
  return parts.reduce<string[]>((all, part) => {
    const last = all.at(-1);
    if (last === undefined) return [lead + part];
    const joined = `${last} ${part}`;
    // Room for the backslash.
    if (joined.length <= columns - 2) return [...all.slice(0, -1), joined];
    return [...all.slice(0, -1), `${last} \\`, `${' '.repeat(lead.length + 2)}${part}`];
  }, []);
}
