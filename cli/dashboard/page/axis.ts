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

export type Axis = { nowMs: number; startMs: number; endMs: number; widthPx: number };

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
  /** Renewals after the next one, if each certificate lives as long as this one. */
  later: number[];
  past: { x: number; hasFailed: boolean }[];
};

/** On both sides, so that a sign at the end is whole. */
const PADDING = 8;

export function axisOf(zoom: Zoom, nowMs: number, widthPx: number): Axis {
  const { past, future } = SPANS[zoom];
  return { nowMs, startMs: nowMs - past * DAY_MS, endMs: nowMs + future * DAY_MS, widthPx };
}

/** The closest one in which at least nine of ten ends can be seen. */
export function usualZoom(endsMs: readonly (number | undefined)[], nowMs: number): Zoom {
  const known = endsMs.filter((endMs) => endMs !== undefined);
  if (known.length === 0) return '6 months';
  const sees = (zoom: Zoom) => {
    const { endMs } = axisOf(zoom, nowMs, 0);
    return known.filter((one) => one <= endMs).length >= known.length * 0.9;
  };
  return ZOOMS.find(sees) ?? 'a year';
}

/** To a tenth of a pixel; also of what is beyond the axis. */
export function xOf({ startMs, endMs, widthPx }: Axis, ms: number): number {
  const share = (ms - startMs) / (endMs - startMs);
  return Math.round((PADDING + share * (widthPx - 2 * PADDING)) * 10) / 10;
}

/** Space that a label takes at most, with a gap. */
const LABEL_PX = 58;
/** Half of a letter of one, and half of the word `now` with a gap. */
const HALF_LETTER_PX = 3.5;
const HALF_NOW_PX = 16;

export function ticksOf(axis: Axis): Tick[] {
  const { nowMs, startMs, endMs, widthPx } = axis;
  const pxOfDay = (widthPx - 2 * PADDING) / ((endMs - startMs) / DAY_MS);
  const start = new Date(startMs);
  const end = new Date(endMs);
  const days = STEPS.find((step) => step * pxOfDay >= LABEL_PX);
  const months = MONTH_STEPS.find((step) => step * 30 * pxOfDay >= LABEL_PX) ?? 12;
  const today = utcDay.floor(new Date(nowMs));
  const now = xOf(axis, nowMs);
  const dates =
    days === undefined
      ? (utcMonth.every(months) ?? utcMonth).range(start, end)
      : days === 7
        ? utcMonday.range(start, end)
        : daysAround(today, days, start, end);
  return dates.map((date) => {
    const x = xOf(axis, date.getTime());
    const label = days === undefined ? monthText(date.getTime()) : columnDay(date.getTime());
    const half = label.length * HALF_LETTER_PX;
    const isHidden = Math.abs(x - now) < HALF_NOW_PX + half || x < half || x > widthPx - half;
    return { x, label: isHidden ? '' : label };
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
  if (startMs === undefined || renewsMs === undefined || renewsMs <= startMs) return [];
  const everyMs = renewsMs - startMs;
  if (xOf(axis, axis.startMs + everyMs) - PADDING < LEAST_BETWEEN_PX) return [];
  const first = Math.max(renewsMs, axis.nowMs) + everyMs;
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
