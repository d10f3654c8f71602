/** A terminal as an operator has it: what stdout and stderr get stands on it in the order in which it comes, without colours. */
import { PassThrough } from 'node:stream';

export type Screen = {
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  /** What a person types. */
  stdin: PassThrough & { isTTY: true };
  /** All that was written so far. */
  shown(): string;
};

export function aScreen(columns: number): Screen {
  let text = '';
  const stream = () => {
    const kind = { isTTY: true, columns, rows: 24, getColorDepth: () => 1 };
    const output = Object.assign(new PassThrough(), kind);
    output.on('data', (part) => {
      text += part;
    });
    return output as PassThrough & NodeJS.WriteStream;
  };
  const stdin = Object.assign(new PassThrough(), { isTTY: true as const });
  return { stdout: stream(), stderr: stream(), stdin, shown: () => shownOf(text) };
}

/** A question moves the cursor to where it already is. */
export function shownOf(text: string): string {
  return text.replaceAll(/\p{Cc}\[\d*[GJ]/gu, '');
}

/** Lines of a screen that a terminal would break by itself. An address, an ARN or a command that is to be copied stays whole. */
export function brokenLines(text: string, columns: number): string[] {
  const isWhole = (line: string) =>
    /^ *(?:[A-Za-z0-9-]+ +)?\S+$|^ *(?:\$ |Next: +|Then: +)?(?:npx |dnscale-certs |aws |npm )/.test(line);
  return text.split('\n').filter((line) => line.length > columns && !isWhole(line));
}
