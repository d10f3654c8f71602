/** Takes the token from the standard input: asked for at a terminal, where nothing of the answer shows, or piped into it. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { orAborted } from '../../functions/engine/deadline.ts';
import type { Deadline } from '../../functions/engine/ports/time.ts';
import { noAnswer } from '../questions.ts';

/** A person looks for the token, and may have to make one first. */
const LONGEST_WAIT_MS = 10 * 60_000;

/**
 * What was entered, as it is. The question goes to `output`.
 * @throws RenewerError `interrupted` at Ctrl-C, at Ctrl-D and at the end of the time.
 */
export async function askToken(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<string> {
  // With `terminal` the line is edited here and not by the terminal, whose echo that turns off; our echo goes nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: nowhere, terminal: true, historySize: 0 });
  output.write(question);
  // When the input ends instead, the question's own promise never resolves.
  const ended = new Promise<undefined>((resolve) => lines.once('close', () => resolve(undefined)));
  try {
    const signal = AbortSignal.timeout(LONGEST_WAIT_MS);
    const answer = await Promise.race([lines.question('', { signal }).catch(() => undefined), ended]);
    if (answer === undefined) throw noAnswer();
    return answer;
  } finally {
    lines.close();
    output.write('\n');
  }
}

const MOST_CHARACTERS = 64 * 1024;

/** All that comes, up to the end or to far more than a token has. @throws the deadline's reason. */
export async function readPiped(input: NodeJS.ReadableStream, { signal }: Deadline): Promise<string> {
  const read = async () => {
    let text = '';
    for await (const part of input) {
      text += part;
      if (text.length > MOST_CHARACTERS) break;
    }
    return text;
  };
  return orAborted(read(), signal);
}
