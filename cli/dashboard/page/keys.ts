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

/** Undefined where the key is the browser's. */
export function keyAction({ key, ctrlKey, metaKey, altKey, at, isOpened }: Pressed): KeyAction | undefined {
  if (ctrlKey || metaKey || altKey || at === 'field') return undefined;
  if (at === 'search') return key === 'Escape' ? 'leave' : key === 'ArrowDown' ? 'next' : undefined;
  switch (key) {
    case '/':
      return 'search';
    case '?':
      return 'help';
    case 'j':
      return 'next';
    case 'k':
      return 'previous';
    case 'ArrowDown':
    case 'ArrowUp':
      // Elsewhere, arrows scroll.
      if (at !== 'table') return undefined;
      return key === 'ArrowDown' ? 'next' : 'previous';
    case 'Escape':
      return isOpened ? 'close' : undefined;
    default:
      return undefined;
  }
}
