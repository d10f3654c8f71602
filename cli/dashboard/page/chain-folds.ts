/**
 * Steps of a chain as a person takes them in. Many that are done are one line: of one kind, and of any kind where another step has
 * trouble. Steps that stand alike, for example names that failed for one reason, are one line, too. Pure.
 */
import { manySteps, stepLabel } from '../../status/step-words.ts';
import type { Certificate } from './chosen.ts';

export type Step = Certificate['steps'][number];
export type Fold = [Step, ...Step[]];

/** Of those that are done. */
const MOST_SHOWN = 3;

export function foldedSteps(steps: readonly Step[]): Fold[] {
  const isInTrouble = steps.some(({ is }) => is === 'failed' || is === 'warning');
  const belongs = (step: Step, { step: kind, is, saw }: Step) => {
    if (step.is !== is) return false;
    if (is === 'done') return isInTrouble || step.step === kind;
    return step.step === kind && step.saw === saw;
  };
  const folds: Fold[] = [];
  for (const step of steps) {
    const last = folds.at(-1);
    if (last && belongs(step, last[0])) last.push(step);
    else folds.push([step]);
  }
  return folds.flatMap((fold) =>
    fold[0].is === 'done' && fold.length <= MOST_SHOWN ? fold.map((step): Fold => [step]) : [fold],
  );
}

/** `definition`; `12 names`; `9 steps` of several kinds. */
export function foldLabel(fold: Fold): string {
  const [first] = fold;
  if (fold.length === 1) return stepLabel(first);
  const isOfOneKind = fold.every(({ step }) => step === first.step);
  return isOfOneKind ? manySteps(fold.length, first.step) : `${fold.length} steps`;
}
