/**
 * Text in lines of at most 72 characters, as mail programs show them. A word that is longer, such as a link, is never cut, nor is what
 * stands between backticks, to be copied. Pure.
 */

const WIDTH = 72;
const INDENT = '      ';

const WORDS = /(?:[^\s`]|`[^`]{1,400}`)+|\S+/g;

export function wrapped(text: string, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.match(WORDS) ?? []) {
    const longer = line === '' ? indent + word : `${line} ${word}`;
    if (line !== '' && longer.length > WIDTH) {
      lines.push(line);
      line = indent + word;
    } else {
      line = longer;
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** `Why:  the first line`, with the lines that follow under it. */
export function underHeading(heading: string, text: string): string[] {
  return wrapped(text, INDENT).map((line, index) =>
    index === 0 ? heading.padEnd(INDENT.length) + line.slice(INDENT.length) : line,
  );
}

/** The first lines, with what says that there are more. */
export function clipped(lines: readonly string[], most: number): string[] {
  return lines.length <= most
    ? [...lines]
    : [...lines.slice(0, most - 1), `${INDENT}… (the log has all of it)`];
}
