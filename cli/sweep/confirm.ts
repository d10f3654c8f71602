/** One question at a terminal, answered by y or yes; anything else is a no. */
import { openQuestions } from '../questions.ts';

/** @throws RenewerError `interrupted` without an answer. */
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
