/** The one axis of time that all rows share, and where each row's life stands on it. Pure: in px, from the axis's own width. */
import { utcDay, utcMonday, utcMonth } from 'd3-time';
import { columnDay, DAY_MS, monthText } from './time-words.ts';

/** How much of the time around now is shown. */
export type Zoom = '2 weeks' | '3 months' | '6 months' | 'a year';

/** In days. What a certificate has left is of more use than what is spent. */
const SPANS: Record<Zoom, { past: number; future: number }> = {
  '2 weeks': { past: 5, future: 9 },
  '3 months': { past: 28, future: 64 },
  '6 months': { past: 84, future: 98 },
  'a year': { past: 91, future: 274 },
};

export const ZOOMS: readonly Zoom[] = ['2 weeks', '3 months', '6 months', 'a year'];

export type Axis = {
  nowMs: number;
  startMs: number;
  endMs: number;
  widthPx: number;
  /** Between two of them time runs evenly. */
  knots: readonly Knot[];
  /** The days around now that are drawn wider than the others. @default - all are alike */
  lens: Part | undefined;
};

type Knot = { ms: number; x: number };

/** `width` is 0 where it is only a moment. */
export type Part = { x: number; width: number };

export type Tick = { x: number; label: string };

export type Life = {
  startMs?: number | undefined;
  endMs?: number | undefined;
  renewsMs?: number | undefined;
  window?: { startMs: number; endMs: number } | undefined;
  /** The runs that are known. */
  runs?: readonly { atMs: number; outcome: string }[] | undefined;
};

export type Bar = {
  spent?: Part | undefined;
  left?: Part | undefined;
  /** From the expiry to now. */
  lapsed?: Part | undefined;
  window?: Part | undefined;
  renewal?: number | undefined;
  /** Undefined where it is beyond the axis: the bar goes on there. */
  expiry?: number | undefined;
  isBeyond: boolean;
  /** Renewals after the next one, if each certificate lives as long as this one; none while the next one is overdue. */
  later: number[];
  past: { x: number; hasFailed: boolean }[];
};

/** On both sides, so that a sign at the end is whole. */
const PADDING = 8;

/** Of the axis that the days around now take, so that also a life of six days can be read on an axis of months. */
const LENS_SHARE = 0.34;

/** @param hasLens whether some live for days and others for months */
export function axisOf(zoom: Zoom, nowMs: number, widthPx: number, hasLens = false): Axis {
  const { startMs, endMs } = spanOf(zoom, nowMs);
  const inner = widthPx - 2 * PADDING;
  const ends = [
    { ms: startMs, x: PADDING },
    { ms: endMs, x: PADDING + inner },
  ] as const;
  const near = spanOf('2 weeks', nowMs);
  const rest = startMs - near.startMs - (endMs - near.endMs);
  if (!hasLens || rest === 0) return { nowMs, startMs, endMs, widthPx, knots: ends, lens: undefined };
  const width = inner * LENS_SHARE;
  const x = PADDING + ((inner - width) * (startMs - near.startMs)) / rest;
  const knots = [ends[0], { ms: near.startMs, x }, { ms: near.endMs, x: x + width }, ends[1]];
  return { nowMs, startMs, endMs, widthPx, knots, lens: { x: round(x), width: round(width) } };
}

function spanOf(zoom: Zoom, nowMs: number): { startMs: number; endMs: number } {
  const { past, future } = SPANS[zoom];
  return { startMs: nowMs - past * DAY_MS, endMs: nowMs + future * DAY_MS };
}

/** The closest one in which at least nine of ten ends can be seen. */
export function usualZoom(endsMs: readonly (number | undefined)[], nowMs: number): Zoom {
  const known = endsMs.filter((endMs) => endMs !== undefined);
  if (known.length === 0) return '6 months';
  const sees = (zoom: Zoom) => {
    const { endMs } = spanOf(zoom, nowMs);
    return known.filter((one) => one <= endMs).length >= known.length * 0.9;
  };
  return ZOOMS.find(sees) ?? 'a year';
}

/** To a tenth of a pixel; also of what is beyond the axis. */
export function xOf({ knots }: Axis, ms: number): number {
  const next = knots.findIndex((knot) => knot.ms >= ms);
  const at = next < 0 ? knots.length - 1 : Math.max(1, next);
  const [before, behind] = [knots[at - 1], knots[at]];
  if (!before || !behind) return 0;
  return round(before.x + ((ms - before.ms) / (behind.ms - before.ms)) * (behind.x - before.x));
}

/** Space that a day takes as a label, and a month that is not a year's first, with a gap. */
const LABEL_PX = 50;
const MONTH_PX = 30;
/** Half of a letter of one, and half of the word `now`; a gap between two. */
const HALF_LETTER_PX = 3.5;
const HALF_NOW_PX = 12;
const GAP_PX = 6;

export function ticksOf(axis: Axis): Tick[] {
  const taken = [{ x: xOf(axis, axis.nowMs), half: HALF_NOW_PX }];
  const place = ({ x, label }: Tick): Tick => {
    const half = label.length * HALF_LETTER_PX;
    const isFree =
      x >= half &&
      x <= axis.widthPx - half &&
      taken.every((other) => Math.abs(x - other.x) >= half + other.half + GAP_PX);
    if (isFree) taken.push({ x, half });
    return { x, label: isFree ? label : '' };
  };
  // The ends of the lens have their labels before the months.
  const edges = axis.lens
    ? axis.knots.slice(1, -1).map(({ ms, x }) => ({ x: round(x), label: columnDay(ms) }))
    : [];
  return [...edges, ...evenTicks(axis)].map(place).toSorted((one, other) => one.x - other.x);
}

function evenTicks(axis: Axis): Tick[] {
  const { nowMs, startMs, endMs, knots } = axis;
  const [first, second] = knots;
  const pxOfDay = first && second ? ((second.x - first.x) / (second.ms - first.ms)) * DAY_MS : 0;
  const [start, end] = [new Date(startMs), new Date(endMs)];
  const days = STEPS.find((step) => step * pxOfDay >= LABEL_PX);
  const months = MONTH_STEPS.find((step) => step * 30 * pxOfDay >= MONTH_PX) ?? 12;
  const dates =
    days === undefined
      ? (utcMonth.every(months) ?? utcMonth).range(start, end)
      : days === 7
        ? utcMonday.range(start, end)
        : daysAround(utcDay.floor(new Date(nowMs)), days, start, end);
  return dates.map((date) => {
    const ms = date.getTime();
    return { x: xOf(axis, ms), label: days === undefined ? monthText(ms) : columnDay(ms) };
  });
}

const STEPS = [1, 2, 7];
const MONTH_STEPS = [1, 2, 3, 6];

function daysAround(today: Date, step: number, start: Date, end: Date): Date[] {
  const before = Math.floor((today.getTime() - start.getTime()) / (step * DAY_MS)) * step;
  return utcDay.range(utcDay.offset(today, -before), end, step);
}

/** A life of few days on an axis of months is still a bar. */
const LEAST_PX = 4;

export function barOf(axis: Axis, life: Life): Bar {
  const { startMs, endMs, renewsMs, window, runs = [] } = life;
  const now = xOf(axis, axis.nowMs);
  const isIn = (ms: number | undefined): ms is number =>
    ms !== undefined && ms >= axis.startMs && ms <= axis.endMs;
  const past = runs.flatMap(({ atMs, outcome }) =>
    isIn(atMs) && MARKED.includes(outcome) ? [{ x: xOf(axis, atMs), hasFailed: outcome === 'failed' }] : [],
  );
  const later = laterRenewals(axis, life);
  const renewal = isIn(renewsMs) ? xOf(axis, renewsMs) : undefined;
  const outline = window && overlap(axis, window.startMs, window.endMs);
  if (startMs === undefined || endMs === undefined) {
    return { window: outline, renewal, isBeyond: false, later, past };
  }
  const isOver = endMs <= axis.nowMs;
  const spent = overlap(axis, startMs, Math.min(endMs, axis.nowMs));
  const left = isOver ? undefined : overlap(axis, axis.nowMs, endMs);
  const wide = left && { x: now, width: Math.max(LEAST_PX, left.width) };
  const expiry = !isIn(endMs) ? undefined : wide ? round(now + wide.width) : xOf(axis, endMs);
  return {
    spent: spent && !isOver && spent.width < LEAST_PX ? { x: round(now - LEAST_PX), width: LEAST_PX } : spent,
    left: wide,
    lapsed: isOver ? overlap(axis, endMs, axis.nowMs) : undefined,
    window: outline,
    renewal,
    expiry,
    isBeyond: endMs > axis.endMs,
    later,
    past,
  };
}

const MARKED = ['renewed', 'failed'];

/** Closer together they would be a pattern, and no moments. */
const LEAST_BETWEEN_PX = 12;

function laterRenewals(axis: Axis, { startMs, renewsMs }: Life): number[] {
  if (startMs === undefined || renewsMs === undefined || renewsMs <= Math.max(startMs, axis.nowMs)) return [];
  const everyMs = renewsMs - startMs;
  if (xOf(axis, axis.startMs + everyMs) - PADDING < LEAST_BETWEEN_PX) return [];
  const first = renewsMs + everyMs;
  const count = Math.max(0, Math.floor((axis.endMs - first) / everyMs) + 1);
  return Array.from({ length: count }, (_, index) => xOf(axis, first + index * everyMs));
}

/** What of it the axis shows. */
function overlap(axis: Axis, fromMs: number, toMs: number): Part | undefined {
  const from = Math.max(fromMs, axis.startMs);
  const to = Math.min(toMs, axis.endMs);
  if (from > to) return undefined;
  const x = xOf(axis, from);
  return { x, width: round(xOf(axis, to) - x) };
}

function round(px: number): number {
  return Math.round(px * 10) / 10;
}
