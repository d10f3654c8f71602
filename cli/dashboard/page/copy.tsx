/** A button that copies a text, and says so. Where the browser does not let it, it selects the text instead. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';

const SAID_MS = 2_000;

/** The command as it is typed, and its button. */
export function Command({ command }: { command: string }) {
  return (
    <Copied class="command" text={command} what={command}>
      <code>{command}</code>
    </Copied>
  );
}

/** @param what for a screen reader: `Copy` and these words. */
export function Copied({
  text,
  what,
  class: of = 'copied',
  children,
}: {
  text: string;
  what: string;
  class?: string;
  children: ComponentChildren;
}) {
  const shown = useRef<HTMLSpanElement>(null);
  const said = useSignal('');
  const copy = async () => {
    said.value = (await isCopied(text)) ? 'Copied' : select(shown.current);
    setTimeout(() => {
      said.value = '';
    }, SAID_MS);
  };
  return (
    <span class={of}>
      <span class="text" ref={shown}>
        {children}
      </span>
      <button type="button" class="copy" aria-label={said.value ? undefined : `Copy ${what}`} onClick={copy}>
        {said.value || (of === 'command' ? 'Copy' : <Sheets />)}
      </button>
      <span class="unseen" role="status">
        {said.value}
      </span>
    </span>
  );
}

function Sheets() {
  return (
    <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
      <path d="M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z" />
    </svg>
  );
}

async function isCopied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function select(element: HTMLElement | null): string {
  if (element) getSelection()?.selectAllChildren(element);
  return 'Selected';
}
