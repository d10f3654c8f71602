/**
 * What is chosen, in the address of the page: `#/DnscaleCerts/example.com?show=failing&search=shop`. A reload and Back keep it. The
 * address is foreign input: what it does not know, it leaves out.
 */
import { effect } from '@preact/signals';
import { TILES, type Tile } from './groups.ts';
import { filters, opened, search } from './state.ts';

export type Place = { opened: string | undefined; filters: readonly Tile[]; search: string };

export function placeIn(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#/, '').split(/\?(.*)/s);
  const [, renewer, name] = path.split('/');
  const shown = new URLSearchParams(query);
  const words = shown.get('show')?.split(',') ?? [];
  return {
    opened: renewer && name ? decoded(`${renewer}/${name}`) : undefined,
    filters: TILES.filter((tile) => words.includes(tile)),
    search: shown.get('search') ?? '',
  };
}

/** Empty where nothing is chosen. */
export function hashOf({ opened: key, filters: tiles, search: words }: Place): string {
  const query = new URLSearchParams();
  if (tiles.length > 0) query.set('show', tiles.join(','));
  if (words) query.set('search', words);
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
  const take = () => {
    const place = placeIn(hash());
    opened.value = place.opened;
    filters.value = place.filters;
    search.value = place.search;
  };
  take();
  onChange(take);
  effect(() => {
    const chosen = { opened: opened.value, filters: filters.value, search: search.value };
    const next = hashOf(chosen);
    const before = placeIn(hash());
    if (next === hashOf(before)) return;
    if (before.opened === chosen.opened) replace(next);
    else push(next);
  });
}
