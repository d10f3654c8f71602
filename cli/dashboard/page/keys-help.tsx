/** The list of keys, and the button that shows it. */
import { useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { isHelpShown } from './keyboard.ts';
import { KEYS } from './keys.ts';

export function KeysHelp() {
  const dialog = useRef<HTMLDialogElement>(null);
  useSignalEffect(() => {
    if (isHelpShown.value) dialog.current?.showModal();
    else dialog.current?.close();
  });
  const set = (isShown: boolean) => () => {
    isHelpShown.value = isShown;
  };
  return (
    <footer class="keys-footer">
      <button type="button" onClick={set(true)}>
        Keys <kbd>?</kbd>
      </button>
      <dialog ref={dialog} class="keys" aria-labelledby="keys-title" onClose={set(false)}>
        <h2 id="keys-title">Keys</h2>
        <dl>
          {KEYS.map(({ keys, words }) => (
            <div key={words}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{words}</dd>
            </div>
          ))}
        </dl>
        <button type="button" onClick={set(false)}>
          Close
        </button>
      </dialog>
    </footer>
  );
}
