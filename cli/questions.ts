/**
 * Questions to the person at the terminal, one after the other. They go to stderr, as stdout may be read by a program, and nobody
 * waits for an answer longer than ten minutes.
 */
import { createInterface } from 'node:readline/promises';
import { RenewerError } from '../functions/engine/errors.ts';
import { safeText, terminalOf } from './terminal.ts';

export type Questions = {
  /** The answer without blanks around it; undefined at Ctrl-C, at Ctrl-D and at the end of the time. */
  ask(question: string): Promise<string | undefined>;
  close(): void;
};

/** A person may have to ask somebody else first. */
const LONGEST_WAIT_MS = 10 * 60_000;

export function openQuestions(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Questions {
  const lines = createInterface({ input, output: terminalOf(output) });
  // It keeps the lines that are pasted faster than we ask.
  const answers = lines[Symbol.asyncIterator]();
  let isOpen = true;
  lines.once('close', () => {
    isOpen = false;
  });
  const timer = setTimeout(() => lines.close(), LONGEST_WAIT_MS);
  return {
    async ask(question) {
      // What was typed ahead is there although the input has ended.
      if (isOpen) {
        lines.setPrompt(safeText(question));
        lines.prompt();
      }
      const { done, value } = await answers.next();
      return done ? undefined : value.trim();
    },
    close() {
      clearTimeout(timer);
      lines.close();
    },
  };
}

/** What a program has to give, since there is nobody to ask. */
export function nobodyToAsk(options: readonly string[]): RenewerError {
  return new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    message: `Something is missing, and nobody can be asked for it: ${options.join(', ')}.`,
    advice: 'Give it as options.',
  });
}
