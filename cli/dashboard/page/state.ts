/** What the page knows and what the person has chosen, as signals: whoever reads one is drawn again when it changes. */
import { computed, signal } from '@preact/signals';
import type { PageFailure, PageReading } from '../page-document.ts';
import { usualZoom, type Zoom } from './axis.ts';
import type { Tile } from './groups.ts';
import { arrange, type Grouping, rowsOf, type Sort } from './rows.ts';
import { DAY_MS } from './time-words.ts';

/** The newest reading. @default - none came yet */
export const reading = signal<PageReading | undefined>(undefined);

/** Why the last reading failed. @default - it did not */
export const failure = signal<PageFailure | undefined>(undefined);

/** Whether the server's updates arrive: else what is shown may be old. */
export const isConnected = signal(false);

/** The page's time, in ms: it goes on between two readings. */
export const nowMs = signal(Date.now());

/** A reading and the pause after it take a minute each at most. */
const STALE_MS = 3 * 60_000;

/** Whether what is shown is as it is now. After a laptop's sleep it is not, until the next reading has come. */
export const isLive = computed(
  () =>
    isConnected.value &&
    !failure.value &&
    reading.value !== undefined &&
    nowMs.value - Date.parse(reading.value.readAt) < STALE_MS,
);

/** The certificate in the drawer: `renewer/name`. @default - the drawer is closed */
export const opened = signal<string | undefined>(undefined);

export const renewers = computed(() => reading.value?.status.renewers ?? []);

/** The tiles that are pressed: a row of any of them is shown. @default - all rows */
export const filters = signal<readonly Tile[]>([]);

/** Words that a row must have in its names or its state. */
export const search = signal('');

export const sort = signal<Sort>({ by: 'state', isReversed: false });

export const grouping = signal<Grouping>('zone');

/** How much time the axis shows. @default - as the fleet needs it */
export const zoom = signal<Zoom | undefined>(undefined);

/** All certificates of all renewers. */
export const rows = computed(() => rowsOf(renewers.value, nowMs.value));

/** What the table shows: headings and rows, in order. */
export const items = computed(() =>
  arrange(rows.value, {
    filters: filters.value,
    search: search.value,
    sort: sort.value,
    grouping: grouping.value,
  }),
);

export const shownZoom = computed(
  () =>
    zoom.value ??
    usualZoom(
      rows.value.map(({ endMs }) => endMs),
      nowMs.value,
    ),
);

/** On an axis of months a life of days would be a dot: then the days around now are drawn wider. */
export const hasLens = computed(() =>
  rows.value.some(
    ({ startMs, endMs, group }) =>
      startMs !== undefined && endMs !== undefined && group !== 'removed' && endMs - startMs <= 14 * DAY_MS,
  ),
);

/** The row that has, or had last, the keyboard's focus: `renewer/name`. It stays drawn when it is scrolled out of view. */
export const focused = signal<string | undefined>(undefined);

/** Set where the focus is to go to `focused`: the row takes it once it is drawn. */
export const isFocusAsked = signal(false);

/** Gives the focus to the row that many rows further down; to the first one if none had it yet. */
export function moveFocus(by: number): void {
  const keys = items.value.flatMap((item) => (item.kind === 'row' ? [item.row.key] : []));
  const at = keys.indexOf(focused.value ?? '');
  const next = at < 0 ? 0 : Math.min(keys.length - 1, Math.max(0, at + by));
  focused.value = keys[next];
  isFocusAsked.value = true;
}
