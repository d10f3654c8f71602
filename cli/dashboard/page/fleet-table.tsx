/** The fleet as a table with one axis of time. Of many rows those in view are drawn: each stands at its own height. */
import { computed, signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { axisOf, barOf, ticksOf, xOf } from './axis.ts';
import { lifeOf } from './life-bar.tsx';
import { LOAD_PX, loadsOf } from './load.ts';
import { Heading, RowOf } from './row.tsx';
import type { SortKey } from './rows.ts';
import { focused, hasLens, items, nowMs, shownZoom, sort } from './state.ts';
import { offsetsOf, rowsInView } from './window.ts';

/** In px. The rows are laid out by these and not by what is in them. `narrow`: on a phone the bar stands below the name. */
const HEIGHTS = {
  wide: { heading: 34, row: 34, troubled: 56 },
  narrow: { heading: 34, row: 64, troubled: 104 },
};

const NARROW = matchMedia('(max-width: 719px)');
const isNarrow = signal(NARROW.matches);
NARROW.addEventListener('change', () => {
  isNarrow.value = NARROW.matches;
});

/** How wide the column of the axis is. */
const axisWidth = signal(0);
const axis = computed(() => axisOf(shownZoom.value, nowMs.value, axisWidth.value, hasLens.value));

const LOADS_PX = 20;
const loads = computed(() =>
  loadsOf(
    axis.value,
    items.value.flatMap((item) => (item.kind === 'row' ? [barOf(axis.value, lifeOf(item.row))] : [])),
  ),
);

/** What is seen of the body of the table, in px from its begin. */
const view = signal({ from: 0, to: 1200 });

const heights = computed(() => {
  const { heading, row, troubled } = HEIGHTS[isNarrow.value ? 'narrow' : 'wide'];
  return items.value.map((item) =>
    item.kind === 'heading' ? heading : item.row.isTroubled ? troubled : row,
  );
});
const offsets = computed(() => offsetsOf(heights.value));

const kept = computed(() =>
  items.value.findIndex((item) => item.kind === 'row' && item.row.key === focused.value),
);

export function FleetTable() {
  const body = useRef<HTMLTableSectionElement>(null);
  useLayoutEffect(() => followScrolling(body.current), []);
  const total = offsets.value.at(-1) ?? 0;
  return (
    <div class="fleet">
      <Lines />
      <table aria-rowcount={items.value.length + 1}>
        <caption class="unseen">The certificates. Times are in UTC.</caption>
        <Head />
        <tbody ref={body} style={{ height: `${total}px` }}>
          <Rows />
        </tbody>
      </table>
    </div>
  );
}

function Rows() {
  const all = items.value;
  const { from, to } = view.value;
  return (
    <>
      {rowsInView(offsets.value, from, to, kept.value).map((index) => {
        const item = all[index];
        if (!item) return null;
        const place = { index: index + 2, top: offsets.value[index] ?? 0, height: heights.value[index] ?? 0 };
        return item.kind === 'heading' ? (
          <Heading key={`zone ${item.title} ${item.renewerName}`} heading={item} {...place} />
        ) : (
          <RowOf key={item.row.key} row={item.row} axis={axis.value} {...place} />
        );
      })}
    </>
  );
}

/** Of the document, which scrolls; a person's screen reader and search then find the page as it is. */
function followScrolling(body: HTMLElement | null): (() => void) | undefined {
  if (!body) return undefined;
  let frame = 0;
  const see = () => {
    frame = 0;
    const { top } = body.getBoundingClientRect();
    view.value = { from: Math.max(0, -top), to: innerHeight - top };
  };
  const later = () => {
    frame ||= requestAnimationFrame(see);
  };
  see();
  addEventListener('scroll', later, { passive: true });
  const sizes = new ResizeObserver(later);
  sizes.observe(document.documentElement);
  return () => {
    removeEventListener('scroll', later);
    sizes.disconnect();
    cancelAnimationFrame(frame);
  };
}

/** Now, and the ticks, through all rows. */
function Lines() {
  const at = axis.value;
  if (at.widthPx === 0) return null;
  return (
    <div class="lines">
      <svg aria-hidden="true" width={at.widthPx} height="100%">
        {at.lens && <rect class="lens" x={at.lens.x} width={at.lens.width} height="100%" />}
        {ticksOf(at).map(({ x }) => (
          <line key={x} class="tick" x1={x} x2={x} y1="0" y2="100%" />
        ))}
        <line class="now" x1={xOf(at, at.nowMs)} x2={xOf(at, at.nowMs)} y1="0" y2="100%" />
      </svg>
    </div>
  );
}

const COLUMNS: readonly { by: SortKey; title: string; name: string }[] = [
  { by: 'name', title: 'Name', name: 'name' },
  { by: 'state', title: 'State', name: 'state' },
  { by: 'expires', title: 'Expires', name: 'expires' },
  { by: 'renews', title: 'Renews', name: 'renews' },
  { by: 'targets', title: 'Targets', name: 'targets' },
  { by: 'served', title: 'Served', name: 'served' },
  { by: 'last-run', title: 'Last run', name: 'last-run' },
];

function Head() {
  const [before, after] = [COLUMNS.slice(0, 3), COLUMNS.slice(3)];
  return (
    <thead>
      <tr aria-rowindex={1}>
        {before.map((column) => (
          <SortHead key={column.by} {...column} />
        ))}
        <AxisHead />
        {after.map((column) => (
          <SortHead key={column.by} {...column} />
        ))}
      </tr>
    </thead>
  );
}

function SortHead({ by, title, name }: { by: SortKey; title: string; name: string }) {
  const { by: chosen, isReversed } = sort.value;
  const isChosen = by === chosen;
  const order = !isChosen ? undefined : isReversed ? 'descending' : 'ascending';
  return (
    <th scope="col" class={name} aria-sort={order}>
      <button
        type="button"
        onClick={() => {
          sort.value = { by, isReversed: isChosen && !isReversed };
        }}
      >
        {title}
      </button>
    </th>
  );
}

function AxisHead() {
  const cell = useRef<HTMLTableCellElement>(null);
  useLayoutEffect(() => {
    const { current } = cell;
    if (!current) return undefined;
    const measure = () => {
      axisWidth.value = current.clientWidth;
    };
    measure();
    const sizes = new ResizeObserver(measure);
    sizes.observe(current);
    return () => sizes.disconnect();
  }, []);
  const at = axis.value;
  return (
    <th scope="col" class="axis" ref={cell}>
      <span class="unseen">Life</span>
      {at.widthPx > 0 && (
        <span aria-hidden="true">
          <Loads />
          {ticksOf(at).map(({ x, label }) => (
            <span key={x} class="label" style={{ left: `${x}px` }}>
              {label}
            </span>
          ))}
          <span class="label is-now" style={{ left: `${xOf(at, at.nowMs)}px` }}>
            now
          </span>
        </span>
      )}
    </th>
  );
}

/** Above the bars: when the renewals of all that is shown come. */
function Loads() {
  return (
    <svg class="loads" aria-hidden="true" width={axis.value.widthPx} height={LOADS_PX}>
      {loads.value.map(({ x, share, isPast }) => {
        const height = Math.max(2, Math.round(share * LOADS_PX));
        return (
          <rect
            key={x}
            class={isPast ? 'is-past' : ''}
            x={x + 0.5}
            y={LOADS_PX - height}
            width={LOAD_PX - 1}
            height={height}
          />
        );
      })}
    </svg>
  );
}
