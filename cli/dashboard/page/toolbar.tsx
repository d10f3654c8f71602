/** Search, order, groups, and how much time the axis shows. */
import { batch } from '@preact/signals';
import { ZOOMS } from './axis.ts';
import type { Grouping, SortKey } from './rows.ts';
import { filters, grouping, items, renewers, rows, search, shownZoom, sort, zoom } from './state.ts';

export function Toolbar() {
  return (
    <div class="toolbar">
      <input
        type="search"
        id="search"
        aria-label="Search by name or state"
        placeholder="Search"
        value={search.value}
        onInput={({ currentTarget }) => {
          search.value = currentTarget.value;
        }}
      />
      <GroupBy />
      <SortBy />
      <Shown />
      <ZoomBy />
    </div>
  );
}

function GroupBy() {
  return (
    <label>
      Group by
      <select
        value={grouping.value}
        onChange={({ currentTarget }) => {
          grouping.value = currentTarget.value as Grouping;
        }}
      >
        <option value="zone">zone</option>
        {renewers.value.length > 1 && <option value="renewer">renewer</option>}
        <option value="none">nothing</option>
      </select>
    </label>
  );
}

const ORDERS: readonly [SortKey, string][] = [
  ['state', 'urgency'],
  ['name', 'name'],
  ['expires', 'expiry'],
  ['renews', 'renewal'],
  ['targets', 'targets'],
  ['served', 'served'],
  ['last-run', 'last run'],
];

/** The headings do it too, where there is room for them. */
function SortBy() {
  return (
    <label>
      Sort by
      <select
        value={sort.value.by}
        onChange={({ currentTarget }) => {
          sort.value = { by: currentTarget.value as SortKey, isReversed: false };
        }}
      >
        {ORDERS.map(([by, word]) => (
          <option key={by} value={by}>
            {word}
          </option>
        ))}
      </select>
    </label>
  );
}

function Shown() {
  const count = items.value.filter(({ kind }) => kind === 'row').length;
  const all = rows.value.length;
  const isAll = count === all;
  return (
    <span class="shown">
      <output>
        {isAll
          ? `${all.toLocaleString('en')} shown`
          : `${count.toLocaleString('en')} of ${all.toLocaleString('en')} shown`}
      </output>
      {!isAll && (
        <button
          type="button"
          class="link"
          onClick={() =>
            batch(() => {
              filters.value = [];
              search.value = '';
            })
          }
        >
          Show all
        </button>
      )}
    </span>
  );
}

function ZoomBy() {
  return (
    <fieldset class="zoom" aria-label="Time shown">
      {ZOOMS.map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={shownZoom.value === one}
          onClick={() => {
            zoom.value = one;
          }}
        >
          {one}
        </button>
      ))}
    </fieldset>
  );
}
