/** Where the certificate is installed, and what uses it there. */
import { stepLabel } from '../../status/step-words.ts';
import type { Step } from './chain-folds.ts';
import type { Certificate } from './chosen.ts';
import { Copied } from './copy.tsx';
import { StepSign } from './step-sign.tsx';
import { otherUses, type Target, type Use, usesOf } from './uses.ts';
import { When } from './when.tsx';

export function Targets({ certificate }: { certificate: Certificate }) {
  const { targets, words, usesReadAt, steps } = certificate;
  if (targets.length + words.uses.length === 0) return null;
  return (
    <section>
      <h3>Targets</h3>
      <ul class="places">
        {targets.map((target) => (
          <Place
            key={nameOf(target)}
            target={target}
            step={steps.find(({ step, of }) => step === 'target' && of === nameOf(target))}
            uses={usesOf(target, certificate)}
          />
        ))}
      </ul>
      <Uses uses={otherUses(certificate)} />
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
        <span class="label">{step ? stepLabel(step) : nameOf(target)}</span>
        {installedAt && <When at={installedAt} />}
        <p class="saw">
          {step?.saw}
          {isLive && (
            <>
              , serial <code>{serial}</code>
            </>
          )}
        </p>
        <Uses uses={uses} />
        {arn && (
          <Copied class="copied whole" text={arn} what={`the ARN in ${nameOf(target)}`}>
            <code>{arn}</code>
          </Copied>
        )}
      </div>
    </li>
  );
}

function Uses({ uses }: { uses: readonly Use[] }) {
  return (
    <>
      {uses.map(({ arn, words }) => (
        <p key={arn} class="saw">
          used by{' '}
          <Copied text={arn} what={`the ARN of ${words}`}>
            {words}
          </Copied>
        </p>
      ))}
    </>
  );
}
