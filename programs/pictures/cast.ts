/** A recorded terminal, in the form of asciinema's second version: a line of facts, then a line for each piece of output. */
import * as z from 'zod/mini';

const HEADER = z.object({ version: z.literal(2), width: z.number(), height: z.number(), title: z.string() });
/** Seconds since the begin, `o` for output, the text. */
const OUTPUT = z.tuple([z.number(), z.literal('o'), z.string()]);

export type Output = { atMs: number; text: string };
export type Cast = { width: number; height: number; title: string; outputs: Output[] };

export function parseCast(text: string): Cast {
  const [first = '', ...lines] = text.trimEnd().split('\n');
  const { width, height, title } = z.parse(HEADER, JSON.parse(first));
  const outputs = lines.map((line) => {
    const [seconds, , output] = z.parse(OUTPUT, JSON.parse(line));
    return { atMs: Math.round(seconds * 1_000), text: output };
  });
  return { width, height, title, outputs };
}

export function castText({ width, height, title, outputs }: Cast): string {
  const lines = outputs.map(({ atMs, text }) => JSON.stringify([atMs / 1_000, 'o', text]));
  return `${[JSON.stringify({ version: 2, width, height, title }), ...lines].join('\n')}\n`;
}
