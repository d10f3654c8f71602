/** The runs of the last 30 days: one axis of days, and a list with what each of them did. */
import type { JSX } from 'preact';
import type { Certificate } from './chosen.ts';
import { daysOf, type Fold, foldedRuns, type Mark, marksOf, type Run, sharesOf, stepWords } from './runs.ts';
import { nowMs } from './state.ts';
import { instantText, tookText } from './time-words.ts';
import { When } from './when.tsx';

const MOST_SHOWN = 6;

export function Timeline({ certificate: { history } }: { certificate: Certificate }) {
  if (history.length === 0) return null;
  const folds = foldedRuns(history);
  const earlier = folds.slice(MOST_SHOWN);
  return (
    <section>
      <h3>Runs of the last 30 days</h3>
      <Axis history={history} />
      <List folds={folds.slice(0, MOST_SHOWN)} />
      {earlier.length > 0 && (
        <details>
          <summary>{earlier.length} earlier</summary>
          <List folds={earlier} />
        </details>
      )}
    </section>
  );
}

function List({ folds }: { folds: readonly Fold[] }) {
  return (
    <ul class="places">
      {folds.map((fold) => (
        <Line key={fold.newest.at} fold={fold} />
      ))}
    </ul>
  );
}

/** For the eye only: the list beneath says it all. */
function Axis({ history }: { history: readonly Run[] }) {
  const days = daysOf(nowMs.value);
  return (
    <svg class="run-axis" width="100%" height="44" aria-hidden="true">
      <line x1="0" x2="100%" y1="14" y2="14" class="ground" />
      {days.map(({ at, place }) => (
        <g key={at}>
          <line x1={`${place}%`} x2={`${place}%`} y1="14" y2="24" class="ground" />
          <text x={`${place}%`} y="37" text-anchor={place > 95 ? 'end' : 'middle'}>
            {place > 95 ? 'today' : instantText(at, nowMs.value).replace(/ \S*$/, '')}
          </text>
        </g>
      ))}
      {marksOf(history, nowMs.value).map((mark, index) => (
        <Spot key={index} mark={mark} />
      ))}
    </svg>
  );
}

/** A shape of its own for each outcome, around its middle. */
const SPOTS: Record<string, JSX.Element> = {
  unchanged: <circle r="2" />,
  installed: <path d="M-4-4h8v8h-8z" />,
  renewed: <circle r="5" />,
  failed: <path d="M0-6 6 0 0 6-6 0z" />,
};

function Spot({ mark: { outcome, at, from, to } }: { mark: Mark }) {
  return (
    <g class={`spot is-${outcome}`}>
      <title>{`${outcome} ${instantText(at, nowMs.value)}`}</title>
      {from < to && <line x1={`${from}%`} x2={`${to}%`} y1="14" y2="14" />}
      {[...new Set([from, to])].map((place) => (
        <svg key={place} x={`${place}%`} y="14" overflow="visible" aria-hidden="true">
          {SPOTS[outcome] ?? SPOTS.installed}
        </svg>
      ))}
    </g>
  );
}

function Line({ fold: { newest, count, since } }: { fold: Fold }) {
  const { at, outcome, tookMs, brief, code, message, serial, notAfter, steps = [], revoked = [] } = newest;
  return (
    <li>
      <svg class={`spot is-${outcome}`} viewBox="-8 -8 16 16" width="14" height="14" aria-hidden="true">
        {SPOTS[outcome] ?? SPOTS.installed}
      </svg>
      <div class="place">
        <span class="label">
          {outcome}
          {count > 1 && ` ×${count}`}
        </span>
        <When at={at} />
        <p class="saw">
          {code && (
            <>
              <b>{brief}</b> <code>{code}</code>{' '}
            </>
          )}
          {count > 1 && (
            <>
              since <When at={since} />, the last one{' '}
            </>
          )}
          in {tookText(tookMs)}
          {notAfter && (
            <>
              , live until <When at={notAfter} />
            </>
          )}
        </p>
        {message && <p class="saw">{message}</p>}
        {revoked.map((one) => (
          <p key={one.serial} class="saw">
            revoked <code>{one.serial}</code>: {one.reason}
          </p>
        ))}
        {(steps.length > 0 || serial) && <Steps run={newest} />}
      </div>
    </li>
  );
}

function Steps({ run: { steps = [], serial } }: { run: Run }) {
  const shares = sharesOf(steps);
  return (
    <details>
      <summary>{steps.length > 0 ? `${steps.length} steps` : 'serial'}</summary>
      <ol class="took">
        {shares.map(({ step, tookMs, saw, from, width }, index) => (
          <li key={index}>
            <span>{stepWords(step)}</span>
            <svg width="100%" height="8" aria-hidden="true">
              <rect x={`${from}%`} width={`${Math.max(width, 0.5)}%`} height="8" rx="1" />
            </svg>
            <span class="number">{tookText(tookMs)}</span>
            {saw && <p class="saw">{saw}</p>}
          </li>
        ))}
      </ol>
      {serial && (
        <p class="saw">
          serial <code>{serial}</code>
        </p>
      )}
    </details>
  );
}
