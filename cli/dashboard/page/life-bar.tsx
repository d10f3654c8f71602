/** The life of one certificate on the axis: for the eye as a bar, for a screen reader as a sentence. */
import { type Axis, type Bar, barOf, type Part } from './axis.ts';
import type { Row } from './rows.ts';
import { dayText, longSpan } from './time-words.ts';

const BAR_PX = 10;

export function LifeBar({ row, axis, height }: { row: Row; axis: Axis; height: number }) {
  const { certificate, group } = row;
  const bar = barOf(axis, lifeOf(row));
  const middle = height / 2;
  return (
    <>
      <svg class={`life is-${group}`} width={axis.widthPx} height={height} aria-hidden="true">
        <Stretch part={bar.spent} middle={middle} name="spent" />
        <Stretch part={bar.left} middle={middle} name="left" />
        {bar.lapsed && <path class="lapsed" d={`M${bar.lapsed.x} ${middle}h${bar.lapsed.width}`} />}
        <Signs bar={bar} middle={middle} end={axis.widthPx} />
      </svg>
      {row.endMs === undefined && (
        <span class="note" aria-hidden="true">
          {certificate.words.headline}
        </span>
      )}
      <span class="unseen">{lifeWords(row, axis.nowMs)}</span>
    </>
  );
}

function Stretch({ part, middle, name }: { part: Part | undefined; middle: number; name: string }) {
  if (!part || part.width <= 0) return null;
  return <rect class={name} x={part.x} y={middle - BAR_PX / 2} width={part.width} height={BAR_PX} rx="1.5" />;
}

function Signs({ bar, middle, end }: { bar: Bar; middle: number; end: number }) {
  const { window, renewal, expiry, isBeyond, later, past } = bar;
  return (
    <>
      {past.map(({ x, hasFailed }) => (
        <path key={x} class={hasFailed ? 'run has-failed' : 'run'} d={`M${x} ${middle + 7}v5`} />
      ))}
      {later.map((x) => (
        <path key={x} class="later" d={diamond(x, middle, 3)} />
      ))}
      {window && (
        <rect
          class="window"
          x={window.x - 0.5}
          y={middle - 7.5}
          width={Math.max(3, window.width + 1)}
          height="15"
          rx="2"
        />
      )}
      {expiry !== undefined && <path class="expiry" d={`M${expiry} ${middle - 8}v16`} />}
      {isBeyond && <path class="beyond" d={`M${end - 7} ${middle - 4}l4 4-4 4`} />}
      {renewal !== undefined && <path class="renewal" d={diamond(renewal, middle, 5)} />}
    </>
  );
}

export function diamond(x: number, y: number, size: number): string {
  return `M${x} ${y - size}l${size} ${size}-${size} ${size}-${size}-${size}z`;
}

export function lifeOf({ certificate, startMs, endMs, renewsMs }: Row) {
  const { advice, history } = certificate;
  const window = advice && {
    startMs: Date.parse(advice.windowStartsAt),
    endMs: Date.parse(advice.windowEndsAt),
  };
  const runs = history.map(({ at, outcome }) => ({ atMs: Date.parse(at), outcome }));
  return { startMs, endMs, renewsMs, window, runs };
}

/** `valid 25 Aug to 23 Nov; renews 25 Oct; 59 days left` */
function lifeWords({ certificate, startMs, endMs, renewsMs }: Row, nowMs: number): string {
  if (startMs === undefined || endMs === undefined) return certificate.words.headline;
  const left = endMs - nowMs;
  return [
    `valid ${dayText(startMs, nowMs)} to ${dayText(endMs, nowMs)}`,
    ...(renewsMs === undefined ? [] : [`renews ${dayText(renewsMs, nowMs)}`]),
    left > 0 ? `${longSpan(left)} left` : `expired ${longSpan(left)} ago`,
  ].join('; ');
}
