/** Where the certificate is installed, and what uses it there. */
import { labelOf, type Step } from './chain-folds.ts';
import type { Certificate } from './chosen.ts';
import { Copied } from './copy.tsx';
import { StepSign } from './step-sign.tsx';
import { When } from './when.tsx';

type Target = Certificate['targets'][number];
type Use = Certificate['words']['uses'][number];

export function Targets({ certificate }: { certificate: Certificate }) {
  const { targets, words, usesReadAt, steps } = certificate;
  if (targets.length === 0) return null;
  return (
    <section>
      <h3>Targets</h3>
      <ul class="places">
        {targets.map((target) => (
          <Place
            key={nameOf(target)}
            target={target}
            step={steps.find(({ step, of }) => step === 'target' && of === nameOf(target))}
            uses={target.kind === 'acm' ? words.uses.filter(({ region }) => region === target.region) : []}
          />
        ))}
      </ul>
      {words.uses.length > 0 && usesReadAt && (
        <p class="ending dim">
          What uses it: as ACM had it <When at={usesReadAt} />.
        </p>
      )}
    </section>
  );
}

/** As its step of the chain is called. */
function nameOf({ region = 'Secrets Manager' }: Target): string {
  return region;
}

/** @param step what the chain says of it: of another certificate than the live one the serial, too. */
function Place({ target, step, uses }: { target: Target; step: Step | undefined; uses: readonly Use[] }) {
  const { arn, serial, installedAt, isLive } = target;
  return (
    <li>
      <StepSign is={step?.is ?? 'open'} />
      <div class="place">
        <span class="label">{step ? labelOf(step) : nameOf(target)}</span>
        {installedAt && <When at={installedAt} />}
        <p class="saw">
          {step?.saw}
          {isLive && (
            <>
              , serial <code>{serial}</code>
            </>
          )}
        </p>
        {uses.map((use) => (
          <p key={use.arn} class="saw">
            used by{' '}
            <Copied text={use.arn} what={`the ARN of ${use.words}`}>
              {use.words}
            </Copied>
          </p>
        ))}
        {arn && (
          <Copied class="copied whole" text={arn} what={`the ARN in ${nameOf(target)}`}>
            <code>{arn}</code>
          </Copied>
        )}
      </div>
    </li>
  );
}
