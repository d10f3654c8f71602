/** What a key does, by where it is pressed. Pure: keyboard.ts does it. */

export const KEYS = [
  { keys: ['/'], words: 'search' },
  { keys: ['↓', '↑', 'j', 'k'], words: 'the next row, the one before' },
  { keys: ['Enter'], words: 'open the certificate of the row' },
  { keys: ['j', 'k'], words: 'beside an open certificate: the next one, the one before' },
  { keys: ['Esc'], words: 'close the certificate; leave the search' },
  { keys: ['?'], words: 'these keys' },
] as const;

export type Pressed = {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  /** A text is typed, or a choice is made, with keys of its own. `other`: a button, or what scrolls. */
  at: 'search' | 'field' | 'table' | 'drawer' | 'other';
  /** A certificate is open. */
  isOpened: boolean;
};

export type KeyAction = 'search' | 'next' | 'previous' | 'close' | 'leave' | 'help';

const ANYWHERE = new Map<string, KeyAction>([
  ['/', 'search'],
  ['?', 'help'],
  ['j', 'next'],
  ['k', 'previous'],
]);

/** Elsewhere, arrows scroll. */
const IN_TABLE = new Map<string, KeyAction>([
  ['ArrowDown', 'next'],
  ['ArrowUp', 'previous'],
]);

const IN_SEARCH = new Map<string, KeyAction>([
  ['ArrowDown', 'next'],
  ['Escape', 'leave'],
]);

/** Undefined where the key is the browser's. */
export function keyAction({ key, ctrlKey, metaKey, altKey, at, isOpened }: Pressed): KeyAction | undefined {
  if (ctrlKey || metaKey || altKey || at === 'field') return undefined;
  if (at === 'search') return IN_SEARCH.get(key);
  if (key === 'Escape') return isOpened ? 'close' : undefined;
  return (at === 'table' ? IN_TABLE.get(key) : undefined) ?? ANYWHERE.get(key);
}
