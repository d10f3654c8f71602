/** What each key does at each place: a table by hand. `-`: the browser has it. */
import { describe, expect, it } from 'vitest';
import { KEYS, keyAction, type Pressed } from '../../../../../cli/dashboard/page/keys.ts';

const PLACES = ['table', 'other', 'search', 'field', 'drawer'] as const;

const TABLE: Record<string, string> = {
  //           table     other     search field drawer
  '/': '       search    search    -      -     search',
  '?': '       help      help      -      -     help',
  j: '         next      next      -      -     next',
  k: '         previous  previous  -      -     previous',
  ArrowDown: ' next      -         next   -     -',
  ArrowUp: '   previous  -         -      -     -',
  Escape: '    close     close     leave  -     close',
  Enter: '     -         -         -      -     -',
  Tab: '       -         -         -      -     -',
  toString: '  -         -         -      -     -',
  x: '         -         -         -      -     -',
};

function pressed(changes: Partial<Pressed>): Pressed {
  return { key: 'j', ctrlKey: false, metaKey: false, altKey: false, at: 'table', isOpened: true, ...changes };
}

describe('keyAction', () => {
  const rows = Object.entries(TABLE).flatMap(([key, row]) =>
    row
      .trim()
      .split(/\s+/)
      .map((action, index) => [key, PLACES[index], action] as const),
  );

  it.each(rows)('has %s at %s: %s', (key, at, action) => {
    expect(keyAction(pressed({ key, at: at ?? 'other' })) ?? '-').toBe(action);
  });

  it.each(['ctrlKey', 'metaKey', 'altKey'])('leaves what is pressed with %s to the browser', (modifier) => {
    expect(keyAction(pressed({ key: '/', [modifier]: true }))).toBeUndefined();
  });

  it('leaves Escape to the browser where nothing is open', () => {
    expect(keyAction(pressed({ key: 'Escape', isOpened: false }))).toBeUndefined();
  });

  it('is listed for each key but those that every page has', () => {
    const listed = KEYS.flatMap(({ keys }): string[] => [...keys]);

    expect(new Set(listed)).toEqual(new Set(['/', '↓', '↑', 'j', 'k', 'Enter', 'Esc', '?']));
  });
});
