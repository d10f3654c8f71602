/** What its probes see where it is served. */
import type { Certificate } from './chosen.ts';
import { StepSign } from './step-sign.tsx';
import { When } from './when.tsx';

type Probe = Certificate['probes'][number];

const STANDINGS: Record<Probe['standing'], { is: 'done' | 'warning' | 'failed'; words: string }> = {
  served: { is: 'done', words: 'serves the live certificate' },
  stale: { is: 'warning', words: 'serves an earlier one' },
  foreign: { is: 'failed', words: 'serves one of others' },
  unreachable: { is: 'failed', words: 'is not reached' },
};

export function Probes({ certificate: { probes } }: { certificate: Certificate }) {
  const [first] = probes;
  if (!first) return null;
  return (
    <section>
      <h3>Probes</h3>
      <ul class="places">
        {probes.map((probe) => (
          <Place key={probe.place} probe={probe} />
        ))}
      </ul>
      <p class="dim">
        Asked <When at={first.at} />.
      </p>
    </section>
  );
}

function Place({ probe: { place, standing, since, serial, notAfter, reason } }: { probe: Probe }) {
  const { is, words } = STANDINGS[standing];
  return (
    <li>
      <StepSign is={is} />
      <div class="place">
        <span class="label">{place}</span>
        <span class="dim">
          since <When at={since} />
        </span>
        <p class="saw">
          {words}
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
