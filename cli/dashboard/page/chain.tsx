/** The way of a certificate, from its definition to where it is served, as steps on a line. What has failed is open. */
import { stepLabel } from '../../status/step-words.ts';
import { type Fold, foldedSteps, foldLabel, type Step } from './chain-folds.ts';
import type { Certificate } from './chosen.ts';
import { Said } from './said.tsx';
import { StepSign } from './step-sign.tsx';
import { When } from './when.tsx';

export function Chain({ certificate: { steps, words, error } }: { certificate: Certificate }) {
  return (
    <section>
      <h3>Steps</h3>
      <ol class="chain">
        {foldedSteps(steps).map((fold) => {
          const [first] = fold;
          const isDone = first.is === 'done' && fold.length > 1;
          const advice = first.code !== undefined && first.code === error?.code ? words.do : undefined;
          return isDone ? (
            <Folded key={keyOf(first)} fold={fold} />
          ) : (
            <Item key={keyOf(first)} fold={fold} advice={advice} />
          );
        })}
      </ol>
    </section>
  );
}

function Folded({ fold }: { fold: Fold }) {
  const [first] = fold;
  return (
    <li>
      <StepSign is="done" />
      <details>
        <summary>
          <b>{foldLabel(fold)}</b> done: {stepLabel(first)} to {stepLabel(fold.at(-1) ?? first)}
        </summary>
        <ol class="chain">
          {fold.map((step) => (
            <Item key={keyOf(step)} fold={[step]} />
          ))}
        </ol>
      </details>
    </li>
  );
}

/** As a screen reader says the sign. */
const WORDS: Record<Step['is'], string> = {
  done: 'done',
  running: 'running',
  open: 'to come',
  warning: 'warning',
  failed: 'failed',
};

function Item({ fold, advice }: { fold: Fold; advice?: string | undefined }) {
  const [{ is, at, brief, saw }] = fold;
  return (
    <li class={`step-${is}`} aria-current={is === 'running' ? 'step' : undefined}>
      <StepSign is={is} />
      <div class="place">
        <span class="label">
          {foldLabel(fold)}
          <span class="unseen">, {WORDS[is]}</span>
          {brief && `: ${brief}`}
        </span>
        {at && <When at={at} />}
        {fold.length > 1 && <p class="saw">{fold.map(stepLabel).join(', ')}</p>}
        <p class="saw">{saw}</p>
        {advice && (
          <p>
            <b>Do</b> <Said text={advice} />
          </p>
        )}
      </div>
    </li>
  );
}

function keyOf({ step, of }: Step): string {
  return `${step} ${of}`;
}
