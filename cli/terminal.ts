/**
 * What the command shows holds texts of others: names from DNS, words of a CA or an API, arguments. None of them may move the
 * cursor, hide text or write to the clipboard. So everything that is written to stdout and stderr passes here, whoever
 * writes it. What draws (the live view, the screen of `status --watch`, questions) gets the terminal itself, and cleans its texts.
 */
import { styleText } from 'node:util';

type Output = Pick<NodeJS.WriteStream, 'write'>;

// Our own colours (`paint` of page.ts), and the cursor that what draws hides and shows, as a write of its own.
const COLOURS = '\\u001b\\[(?:1|2|22|31|32|33|39)m';
const CURSOR = ['\u001b[?25h', '\u001b[?25l'];

// Controls but the end of a line, invisible and bidi-override characters, line and paragraph separators.
const UNSAFE = '(?:(?!\\n)[\\p{Cc}\\p{Cf}\\u2028\\u2029])+';
const UNSAFE_UNLESS_COLOUR = new RegExp(`(${COLOURS})|${UNSAFE}`, 'gu');
const UNSAFE_AT_ALL = new RegExp(UNSAFE, 'gu');

const TERMINALS = new WeakMap<object, Output['write']>();

/** A line that stands on the terminal until something else is written to any of its streams. */
export type DrawnLine = { isDrawn: boolean; end(): void };

const LINES = new Set<{ takeAway(): void }>();

export function drawnBelow(erase: () => void): DrawnLine {
  const takeAway = () => {
    if (drawn.isDrawn) erase();
    drawn.isDrawn = false;
  };
  const line = { takeAway };
  const drawn = {
    isDrawn: false,
    end: () => {
      takeAway();
      LINES.delete(line);
    },
  };
  LINES.add(line);
  return drawn;
}

/** From now on these streams show only what is safe. To be called once for each. */
export function guardOutput(...streams: NodeJS.WriteStream[]): void {
  for (const stream of streams) {
    const write = stream.write.bind(stream);
    TERMINALS.set(stream, write);
    const guarded = (chunk: string | Uint8Array, ...rest: never[]) => {
      for (const { takeAway } of LINES) takeAway();
      return write(safe(chunk, stream), ...rest);
    };
    const end = stream.end.bind(stream);
    // By itself `end` writes its chunk past `write`.
    const guardedEnd = (chunk?: unknown, ...rest: never[]) => {
      const isText = typeof chunk === 'string' || chunk instanceof Uint8Array;
      return isText ? end(safe(chunk, stream), ...rest) : end(chunk as never, ...rest);
    };
    Object.assign(stream, { write: guarded, end: guardedEnd });
  }
}

/** The stream as it was before it was guarded, for what draws. Its texts MUST pass `safeText`. */
export function terminalOf<Stream extends NodeJS.WritableStream>(stream: Stream): Stream {
  const write = TERMINALS.get(stream);
  return write === undefined ? stream : Object.create(stream, { write: { value: write } });
}

/** Leaves lines and our own colours. */
export function safeText(text: string): string {
  return text.toWellFormed().replace(UNSAFE_UNLESS_COLOUR, (_, colour?: string) => colour ?? ' ');
}

function safe(chunk: string | Uint8Array, stream: NodeJS.WriteStream): string {
  const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
  if (CURSOR.includes(text)) return text;
  const isColoured = styleText('bold', 'x', { stream }) !== 'x';
  return isColoured ? safeText(text) : text.toWellFormed().replace(UNSAFE_AT_ALL, ' ');
}
