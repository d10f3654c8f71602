/**
 * Asks a question once and gives everybody that answer, also while it is on its way. It never expires: whoever makes it
 * decides how long it lives (one run, one preflight). Pure.
 */

type Question = [] | [key: string, ...others: unknown[]];

type MemoizeOptions = {
  /** Ask again after an answer that rejected; otherwise the failure is the answer. @default false */
  forgetFailed?: boolean;
};

/** The first argument is the question; those behind it, such as a deadline, come from whoever asks first. */
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
