/**
 * Questions to the person at the terminal, one after the other. They go to stderr, as stdout may be read by a program, and nobody
 * waits for an answer longer than ten minutes.
 */
import { createInterface } from 'node:readline/promises';
import { RenewerError } from '../functions/engine/errors.ts';
import { safeText, terminalOf } from './terminal.ts';

/** Of a command that may ask. */
export type Streams = {
  stdin: NodeJS.ReadableStream & { isTTY?: boolean };
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream;
};

export type Questions = {
  /** The answer without blanks around it. @throws RenewerError `interrupted` at Ctrl-C, at Ctrl-D and at the end of the time. */
  ask(question: string): Promise<string>;
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
      if (!done) return value.trim();
      // What follows would stand behind the question.
      output.write('\n');
      throw noAnswer();
    },
    close() {
      clearTimeout(timer);
      lines.close();
    },
  };
}

/** A question that y or yes answers; anything else is a no. @throws RenewerError `interrupted` without an answer. */
export async function confirm(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<boolean> {
  const questions = openQuestions(input, output);
  try {
    return /^y(es)?$/i.test(await questions.ask(question));
  } finally {
    questions.close();
  }
}

export type Agreement = {
  /** Of a script, in place of an answer. */
  yes: true | undefined;
  question(): string | Promise<string>;
  /** As `Nothing was removed`, where nobody can be asked. */
  undone: string;
  /** What a program gives instead of an answer. @default '--yes' */
  give?: string;
  /** Called before it throws. */
  unanswered?: (() => void) | undefined;
};

/** Whether a person says yes. @throws RenewerError `config-invalid` where nobody can be asked, `interrupted` without an answer. */
export async function isAgreed(
  { yes, question, undone, give = '--yes', unanswered }: Agreement,
  { stdin, stderr }: Pick<Streams, 'stdin' | 'stderr'>,
): Promise<boolean> {
  if (yes) return true;
  try {
    if (!stdin.isTTY) throw nobodyToAsk(undone, give);
    return await confirm(await question(), stdin, stderr);
  } catch (thrown) {
    unanswered?.();
    throw thrown;
  }
}

/** Ctrl-C, most often: every command asks before it changes anything. */
export function noAnswer(): RenewerError {
  return new RenewerError({
    code: 'interrupted',
    disposition: 'person',
    message: 'No answer: nothing was changed.',
  });
}

/** There is no terminal. @param undone as `Nothing was removed`. @param give what a program gives instead of an answer. */
export function nobodyToAsk(undone: string, give: string): RenewerError {
  return new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    message: `${undone}: nobody can be asked here.`,
    advice: `Give ${give}.`,
  });
}
