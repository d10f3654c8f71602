/** Where the certificate is installed, and what uses it there. */
import type { Certificate } from './chosen.ts';
import { Copied } from './copy.tsx';
import { StepSign } from './step-sign.tsx';
import { When } from './when.tsx';

type Target = Certificate['targets'][number];
type Use = Certificate['words']['uses'][number];

export function Targets({ certificate }: { certificate: Certificate }) {
  const { targets, words, usesReadAt } = certificate;
  if (targets.length === 0) return null;
  return (
    <section>
      <h3>Targets</h3>
      <ul class="places">
        {targets.map((target) => (
          <Place
            key={target.region ?? target.kind}
            target={target}
            uses={target.kind === 'acm' ? words.uses.filter(({ region }) => region === target.region) : []}
          />
        ))}
      </ul>
      {words.uses.length > 0 && usesReadAt && (
        <p class="dim">
          What uses it: as ACM had it <When at={usesReadAt} />.
        </p>
      )}
    </section>
  );
}

function Place({ target, uses }: { target: Target; uses: readonly Use[] }) {
  const { kind, region, arn, serial, installedAt, isLive } = target;
  return (
    <li>
      <StepSign is={signOf(target)} />
      <div class="place">
        <span class="label">{kind === 'secret' ? 'Secrets Manager' : `ACM ${region}`}</span>
        {installedAt && <When at={installedAt} />}
        <p class="saw">
          {standing(target)}
          {serial && !isLive && <code> {serial}</code>}
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
          <Copied class="copied whole" text={arn} what={`the ARN in ${region ?? 'Secrets Manager'}`}>
            <code>{arn}</code>
          </Copied>
        )}
      </div>
    </li>
  );
}

function signOf({ isLive, isDeclared, arn }: Target) {
  if (!isDeclared) return 'open';
  return isLive ? 'done' : arn === undefined ? 'open' : 'warning';
}

function standing({ isLive, isDeclared, arn, serial }: Target): string {
  if (!isDeclared) return 'no longer asked for, and left there';
  if (isLive) return 'holds the live certificate';
  return arn === undefined || serial === undefined ? 'nothing is there yet' : 'holds another one:';
}
