/**
 * Calls `ask` once for each key and shares the result, pending or done. Nothing expires: whoever makes it decides how long
 * it lives (one run, one preflight).
 */

type Question = [] | [key: string, ...others: unknown[]];

type MemoizeOptions = {
  /** Ask again after an answer that rejected; otherwise the failure is the answer. @default false */
  forgetFailed?: boolean;
};

/**
 * The key is the first argument only; the arguments after it, such as a deadline, come from whoever asks first. So it MUST
 * NOT wrap a function whose answer depends on a second one.
 */
export function memoize<Asked extends Question, Answer>(
  ask: (...question: Asked) => Answer,
  { forgetFailed = false }: MemoizeOptions = {},
): (...question: Asked) => Answer {
  const answers = new Map<unknown, { answer: Answer }>();
  return (...question) => {
    const key = question.at(0);
    const known = answers.get(key);
    if (known) return known.answer;
    const answer = ask(...question);
    answers.set(key, { answer });
    if (forgetFailed && answer instanceof Promise) answer.catch(() => answers.delete(key));
    return answer;
  };
}
