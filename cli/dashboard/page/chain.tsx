/** The way of a certificate, from its definition to where it is served, as steps on a line. What has failed is open. */
import { foldedSteps, labelOf, manyWords, type Step } from './chain-folds.ts';
import type { Certificate } from './chosen.ts';
import { Said } from './said.tsx';
import { StepSign } from './step-sign.tsx';
import { When } from './when.tsx';

export function Chain({ certificate }: { certificate: Certificate }) {
  const { steps, words } = certificate;
  return (
    <section>
      <h3>Steps</h3>
      <ol class="chain">
        {foldedSteps(steps).map((fold) => {
          const [first] = fold;
          if (fold.length === 1) return <Item key={keyOf(first)} step={first} advice={words.do} />;
          return (
            <li key={keyOf(first)} class="fold is-done">
              <StepSign is="done" />
              <details>
                <summary>
                  {manyWords(fold)} <span class="dim">{first.saw}</span>
                </summary>
                <ol class="chain">
                  {fold.map((step) => (
                    <Item key={keyOf(step)} step={step} />
                  ))}
                </ol>
              </details>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

const WORDS: Record<Step['is'], string> = {
  done: 'done',
  running: 'running',
  open: 'to come',
  warning: 'warning',
  failed: 'failed',
};

function Item({ step, advice }: { step: Step; advice?: string | undefined }) {
  const isBad = step.is === 'failed' || step.is === 'warning';
  return (
    <li class={`is-${step.is}`} aria-current={step.is === 'running' ? 'step' : undefined}>
      <StepSign is={step.is} />
      <div class="step">
        <span class="label">
          {labelOf(step)}
          <span class="unseen">, {WORDS[step.is]}</span>
        </span>
        {step.at && <When at={step.at} />}
        <p class="saw">{step.brief ?? step.saw}</p>
        {step.brief && <p class="saw">{step.saw}</p>}
        {isBad && step.code && advice && (
          <p class="do">
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
