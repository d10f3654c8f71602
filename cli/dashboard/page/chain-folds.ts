/** Steps of a chain as a person takes them in: many that are done of one kind are one line. Pure. */
import type { Certificate } from './chosen.ts';

export type Step = Certificate['steps'][number];
type Fold = [Step, ...Step[]];

const MOST_SHOWN = 3;

/** Each with one step, or with many of one kind that are all done. */
export function foldedSteps(steps: readonly Step[]): Fold[] {
  const folds: Fold[] = [];
  for (const step of steps) {
    const last = folds.at(-1);
    if (last && step.is === 'done' && last[0].is === 'done' && last[0].step === step.step) last.push(step);
    else folds.push([step]);
  }
  return folds.flatMap((fold) => (fold.length > MOST_SHOWN ? [fold] : fold.map((step): Fold => [step])));
}

const MANY: Record<Step['step'], string> = {
  definition: 'definitions',
  readiness: 'proofs',
  order: 'orders',
  name: 'names',
  certificate: 'certificates',
  store: 'versions',
  target: 'targets',
  probe: 'places',
};

export function manyWords(fold: Fold): string {
  return `${fold.length} ${MANY[fold[0].step]}`;
}

export function labelOf({ step, of = '' }: Step): string {
  if (step === 'target') return of === 'Secrets Manager' ? of : `ACM ${of}`;
  return step === 'name' || step === 'probe' ? of : step;
}
