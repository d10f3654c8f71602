/** What an address stands for, and the address of what is chosen: by hand, and with a browser that is played. */
import { beforeEach, describe, expect, it } from 'vitest';
import { followLocation, hashOf, type Place, placeIn } from '../../../../../cli/dashboard/page/location.ts';
import { filters, grouping, opened, search, sort, zoom } from '../../../../../cli/dashboard/page/state.ts';

const NOTHING: Place = {
  opened: undefined,
  filters: [],
  search: '',
  sort: { by: 'state', isReversed: false },
  grouping: 'zone',
  zoom: undefined,
};

describe('placeIn and hashOf', () => {
  it.each<[string, Partial<Place>]>([
    ['', {}],
    ['#/DnscaleCerts/example.com', { opened: 'DnscaleCerts/example.com' }],
    ['#/DnscaleCerts/*.example.com', { opened: 'DnscaleCerts/*.example.com' }],
    ['#/DnscaleCerts/a%2Fb', { opened: 'DnscaleCerts/a/b' }],
    ['#/?show=failing,not-served', { filters: ['failing', 'not-served'] }],
    ['#/?search=shop', { search: 'shop' }],
    ['#/?search=a+%26+b,c%3F', { search: 'a & b,c?' }],
    ['#/?sort=expires', { sort: { by: 'expires', isReversed: false } }],
    ['#/?sort=-state', { sort: { by: 'state', isReversed: true } }],
    ['#/?group=none', { grouping: 'none' }],
    ['#/?zoom=2+weeks', { zoom: '2 weeks' }],
    [
      '#/Certs/example.com?show=ready&search=ex',
      { opened: 'Certs/example.com', filters: ['ready'], search: 'ex' },
    ],
  ])('have %s for %o, and back', (hash, place) => {
    expect(placeIn(hash)).toEqual({ ...NOTHING, ...place });
    expect(hashOf({ ...NOTHING, ...place })).toBe(hash);
  });

  it.each([
    '#',
    '#/',
    '#/DnscaleCerts',
    '#/DnscaleCerts/',
    '#example',
    '#/a/%E0%A4%A',
    '#?x=1',
    '#/?show=all',
    '#/?sort=__proto__&group=name&zoom=ever',
  ])('choose nothing by %s', (hash) => {
    expect(placeIn(hash)).toEqual(NOTHING);
  });
});

function browserAt(hash: string) {
  const visited = [hash];
  const wrote: string[] = [];
  let changed = () => {};
  followLocation({
    hash: () => visited.at(-1) ?? '',
    push: (next) => {
      wrote.push(next);
      visited.push(next);
    },
    replace: (next) => {
      wrote.push(next);
      visited.splice(-1, 1, next);
    },
    onChange: (listener) => {
      changed = listener;
    },
  });
  const back = () => {
    visited.pop();
    changed();
  };
  /** As typed into the address, or opened from a bookmark. */
  const goTo = (next: string) => {
    visited.push(next);
    changed();
  };
  return { visited, wrote, back, goTo };
}

beforeEach(() => {
  opened.value = undefined;
  filters.value = [];
  search.value = '';
  sort.value = { by: 'state', isReversed: false };
  grouping.value = 'zone';
  zoom.value = undefined;
});

describe('followLocation', () => {
  it('chooses what the address says', () => {
    const { visited } = browserAt('#/Certs/example.com?show=failing&search=ex');

    expect([opened.value, filters.value, search.value]).toEqual(['Certs/example.com', ['failing'], 'ex']);
    expect(visited).toEqual(['#/Certs/example.com?show=failing&search=ex']);
  });

  it('keeps order, grouping and time for a reload', () => {
    const { visited } = browserAt('');
    sort.value = { by: 'name', isReversed: true };
    grouping.value = 'renewer';
    zoom.value = 'a year';
    expect(visited).toEqual(['#/?sort=-name&group=renewer&zoom=a+year']);

    sort.value = { by: 'state', isReversed: false };
    grouping.value = 'zone';
    zoom.value = undefined;
    browserAt('#/?sort=-name&group=renewer&zoom=a+year');
    expect([sort.value, grouping.value, zoom.value]).toEqual([
      { by: 'name', isReversed: true },
      'renewer',
      'a year',
    ]);
  });

  it('has Back lead to the certificate before, and to the table', () => {
    const { visited, back } = browserAt('');
    opened.value = 'Certs/one.test';
    opened.value = 'Certs/two.test';
    expect(visited).toEqual(['', '#/Certs/one.test', '#/Certs/two.test']);

    back();
    expect(opened.value).toBe('Certs/one.test');
    back();
    expect(opened.value).toBeUndefined();
    expect(visited).toEqual(['']);
  });

  it('writes nothing back of what the address says: half of a place would go into it', () => {
    const { wrote, goTo } = browserAt('#/Certs/one.test?show=ready&search=one');

    goTo('#/Certs/two.test?show=failing&search=two&sort=name&group=none&zoom=a+year');

    expect(wrote).toEqual([]);
    expect([opened.value, search.value, zoom.value]).toEqual(['Certs/two.test', 'two', 'a year']);
  });

  it('makes no step of each letter of a search', () => {
    const { visited } = browserAt('');
    search.value = 's';
    search.value = 'sh';
    filters.value = ['ready'];

    expect(visited).toEqual(['#/?show=ready&search=sh']);
  });

  it('corrects no address that only says it in other words', () => {
    const { visited } = browserAt('#/?search=a%20b&x=1');

    expect(visited).toEqual(['#/?search=a%20b&x=1']);
    expect(search.value).toBe('a b');
  });
});
