/** The keys of the page: everything that they do is there for a pointer and for Tab, too. */
import { signal } from '@preact/signals';
import { closeDrawer } from './drawer.tsx';
import { keyAction, type Pressed } from './keys.ts';
import { focused, moveFocus, opened } from './state.ts';

/** Whether the list of keys is shown. */
export const isHelpShown = signal(false);

export function followKeys(page: Document): void {
  page.addEventListener('keydown', (event) => {
    if (isHelpShown.value || event.defaultPrevented) return;
    const { key, ctrlKey, metaKey, altKey, target } = event;
    const action = keyAction({
      key,
      ctrlKey,
      metaKey,
      altKey,
      at: placeOf(target),
      isOpened: !!opened.value,
    });
    if (!action) return;
    event.preventDefault();
    ACTIONS[action](page);
  });
}

const ACTIONS: Record<NonNullable<ReturnType<typeof keyAction>>, (page: Document) => void> = {
  search: (page) => page.querySelector<HTMLInputElement>('input[type=search]')?.select(),
  leave: () => moveFocus(0),
  next: () => moveTo(1),
  previous: () => moveTo(-1),
  close: closeDrawer,
  help: () => {
    isHelpShown.value = true;
  },
};

/** An open drawer shows the certificate of the row that gets the focus. */
function moveTo(by: number): void {
  if (opened.value !== undefined) focused.value = opened.value;
  moveFocus(by);
  if (opened.value !== undefined) opened.value = focused.value;
}

function placeOf(target: EventTarget | null): Pressed['at'] {
  if (!(target instanceof Element)) return 'table';
  if (target.matches('input[type=search]')) return 'search';
  if (target.matches('input:not([type=checkbox]), select, textarea')) return 'field';
  if (target.closest('dialog')) return 'drawer';
  return target === document.body || target.closest('tbody') ? 'table' : 'other';
}
