/** What its probes see where it is served. */
import type { Step } from './chain-folds.ts';
import type { Certificate } from './chosen.ts';
import { StepSign } from './step-sign.tsx';
import { When } from './when.tsx';

type Probe = Certificate['probes'][number];

export function Probes({ certificate: { probes, steps } }: { certificate: Certificate }) {
  const [first] = probes;
  if (!first) return null;
  return (
    <section>
      <h3>
        Probes, asked <When at={first.at} />
      </h3>
      <ul class="places">
        {probes.map((probe) => (
          <Place
            key={probe.place}
            probe={probe}
            step={steps.find(({ step, of }) => step === 'probe' && of === probe.place)}
          />
        ))}
      </ul>
    </section>
  );
}

const STANDINGS: Record<Probe['standing'], string> = {
  served: 'serves the live certificate',
  stale: 'serves an earlier one',
  foreign: 'serves one of others',
  unreachable: 'is not reached',
};

/** @param step how grave the chain has it: a server gets a while to reload. */
function Place({ probe, step }: { probe: Probe; step: Step | undefined }) {
  const { place, standing, since, serial, notAfter, reason } = probe;
  return (
    <li>
      <StepSign is={step?.is ?? 'open'} />
      <div class="place">
        <span class="label">{place}</span>
        <span class="dim">
          since <When at={since} />
        </span>
        <p class="saw">
          {STANDINGS[standing]}
          {serial && (
            <>
              , serial <code>{serial}</code>
            </>
          )}
          {notAfter && (
            <>
              , until <When at={notAfter} />
            </>
          )}
          {reason && `: ${reason}`}
        </p>
      </div>
    </li>
  );
}
