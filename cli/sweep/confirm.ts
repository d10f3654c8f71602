/** One question at a terminal, answered by y or yes; anything else, Ctrl-C and Ctrl-D among it, is a no. */
import { createInterface } from 'node:readline/promises';
import { safeText, terminalOf } from '../terminal.ts';

export async function confirm(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<boolean> {
  const lines = createInterface({ input, output: terminalOf(output) });
  // When the input ends instead, the question's own promise never resolves.
  const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  try {
    const answer = await Promise.race([lines.question(safeText(question)), ended]);
    return /^\s*y(es)?\s*$/i.test(answer);
  } catch {
    return false;
  } finally {
    lines.close();
  }
}
