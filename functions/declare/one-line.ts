/**
 * What CloudFormation shows of an error is its stack trace, then the name of the log. So what is thrown here has one line:
 * our own sentence. The log has all of it.
 */
import { shortSentence } from '../engine/declare/short-sentence.ts';
import { asRenewerError } from '../engine/errors.ts';

/** A verdict on a deployment, which is in words already. */
export class Sentence extends Error {}

export async function oneLine<Answer>(
  log: { error(line: { message: string; event: string; code: string; detail: string }): void },
  work: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await work();
  } catch (thrown) {
    const { code, message, advice } =
      thrown instanceof Sentence
        ? { code: 'not-ready', message: thrown.message, advice: undefined }
        : asRenewerError(thrown);
    log.error({
      message: `Not declared (${code}): ${message}`,
      event: 'not-declared',
      code,
      detail: message,
    });
    const told = new Error(shortSentence(message, advice));
    told.stack = told.message;
    throw told;
  }
}
