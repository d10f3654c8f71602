/**
 * What is chosen, in the address of the page: `#/DnscaleCerts/example.com?show=failing&search=shop&sort=-name`. A reload and Back keep
 * it. The address is foreign input: what it does not know, it leaves out.
 */
import { batch, effect } from '@preact/signals';
import { ZOOMS, type Zoom } from './axis.ts';
import { TILES, type Tile } from './groups.ts';
import { GROUPINGS, type Grouping, SORT_KEYS, type Sort } from './rows.ts';
import { filters, grouping, opened, search, sort, zoom } from './state.ts';

export type Place = {
  opened: string | undefined;
  filters: readonly Tile[];
  search: string;
  sort: Sort;
  grouping: Grouping;
  zoom: Zoom | undefined;
};

export function placeIn(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#/, '').split(/\?(.*)/s);
  const [, renewer, name] = path.split('/');
  const shown = new URLSearchParams(query);
  const words = shown.get('show')?.split(',') ?? [];
  return {
    opened: renewer && name ? decoded(`${renewer}/${name}`) : undefined,
    filters: TILES.filter((tile) => words.includes(tile)),
    search: shown.get('search') ?? '',
    sort: sortIn(shown.get('sort') ?? ''),
    grouping: GROUPINGS.find((one) => one === shown.get('group')) ?? 'zone',
    zoom: ZOOMS.find((one) => one === shown.get('zoom')),
  };
}

/** A column, with a `-` in front where its order is reversed. */
function sortIn(word: string): Sort {
  const by = SORT_KEYS.find((one) => one === word.replace(/^-/, ''));
  return by === undefined ? { by: 'state', isReversed: false } : { by, isReversed: word.startsWith('-') };
}

/** Empty where nothing is chosen: what is usual is not said. */
export function hashOf({ opened: key, ...chosen }: Place): string {
  const { by, isReversed } = chosen.sort;
  const order = `${isReversed ? '-' : ''}${by}`;
  const words = {
    show: chosen.filters.join(','),
    search: chosen.search,
    sort: order === 'state' ? '' : order,
    group: chosen.grouping === 'zone' ? '' : chosen.grouping,
    zoom: chosen.zoom ?? '',
  };
  const query = new URLSearchParams(Object.entries(words).filter(([, word]) => word !== ''));
  const [renewer = '', name = ''] = key?.split(/\/(.*)/s) ?? [];
  const path = key === undefined ? '' : `/${encodeURIComponent(renewer)}/${encodeURIComponent(name)}`;
  const shown = query.size === 0 ? '' : `?${query.toString().replaceAll('%2C', ',')}`;
  return path || shown ? `#${path || '/'}${shown}` : '';
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

export type Browser = {
  hash(): string;
  /** Back leads to where one was before. */
  push(hash: string): void;
  replace(hash: string): void;
  onChange(listener: () => void): void;
};

/** Another certificate is a step that Back takes back; a letter of a search is none. */
export function followLocation({ hash, push, replace, onChange }: Browser): void {
  // In one: half of a place would be written back into the address.
  const take = () =>
    batch(() => {
      const place = placeIn(hash());
      opened.value = place.opened;
      filters.value = place.filters;
      search.value = place.search;
      sort.value = place.sort;
      grouping.value = place.grouping;
      zoom.value = place.zoom;
    });
  take();
  onChange(take);
  effect(() => {
    const chosen = {
      opened: opened.value,
      filters: filters.value,
      search: search.value,
      sort: sort.value,
      grouping: grouping.value,
      zoom: zoom.value,
    };
    const next = hashOf(chosen);
    const before = placeIn(hash());
    if (next === hashOf(before)) return;
    if (before.opened === chosen.opened) replace(next);
    else push(next);
  });
}
