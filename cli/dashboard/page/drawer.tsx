/**
 * One certificate beside the table: how it is and what to do, its chain of steps, where it is, its runs and all that is known of it.
 * It is no modal dialog where there is room for both: a person goes on through the table, and what arrives is seen in both. On a
 * phone it covers all, and is modal.
 */
import { computed, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { Chain } from './chain.tsx';
import { type Certificate, chosen, type Renewer } from './chosen.ts';
import { Command } from './copy.tsx';
import { Facts } from './facts.tsx';
import { groupOf } from './groups.ts';
import { Sign } from './icons.tsx';
import { KnownForm } from './known-form.tsx';
import { Probes } from './probes.tsx';
import { Said } from './said.tsx';
import { focused, isFocusAsked, items, opened, reading } from './state.ts';
import { Targets } from './targets.tsx';
import { Timeline } from './timeline.tsx';
import './drawer.css';

/** As in drawer.css. */
const NARROW = '(max-width: 719px)';

const isRead = computed(() => reading.value !== undefined);

export function Drawer() {
  const dialog = useRef<HTMLDialogElement>(null);
  useSignalEffect(() => {
    const { current } = dialog;
    const key = opened.value;
    // Of an address that names a certificate, the drawer is open before there is anything in it.
    if (!current || !isRead.value) return;
    if (key === undefined) return current.close();
    if (!current.open) matchMedia(NARROW).matches ? current.showModal() : current.show();
    current.scrollTop = 0;
    // What it shows is drawn by then.
    setTimeout(() => current.querySelector('h2')?.focus());
  });
  const found = chosen.value;
  return (
    <dialog class="drawer" ref={dialog} aria-labelledby="drawer-name" onClose={closeDrawer}>
      {opened.value !== undefined && (found ? <Chosen {...found} /> : <Missing />)}
    </dialog>
  );
}

/** The focus goes back to the row; where a filter hides that by now, to the search. */
export function closeDrawer() {
  const key = opened.value;
  if (key === undefined) return;
  opened.value = undefined;
  const isShown = items.value.some((item) => item.kind === 'row' && item.row.key === key);
  focused.value = key;
  isFocusAsked.value = isShown;
  if (!isShown) document.querySelector<HTMLElement>('input[type=search]')?.focus();
}

function Head({ name, words }: { name: string; words: string }) {
  return (
    <div class="drawer-head">
      <div>
        <h2 id="drawer-name" tabIndex={-1}>
          {name}
        </h2>
        <p class="dim">{words}</p>
      </div>
      <button type="button" class="close" aria-label="Close (Esc)" onClick={closeDrawer}>
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <path d="m3.5 3.5 9 9m0-9-9 9" />
        </svg>
      </button>
    </div>
  );
}

/** A removed one leaves the records one day, and the address in the browser stays. */
function Missing() {
  return (
    <>
      <Head name={opened.value?.replace(/^[^/]*\//, '') ?? ''} words="" />
      <p>The newest reading has no such certificate.</p>
    </>
  );
}

function Chosen({ renewer, certificate }: { renewer: Renewer; certificate: Certificate }) {
  const { renewerName, region } = renewer;
  return (
    <>
      <Head name={certificate.certificateName} words={`${renewerName} · ${region}`} />
      <KnownForm>
        <Act certificate={certificate} />
        <Chain certificate={certificate} />
        <Targets certificate={certificate} />
        <Probes certificate={certificate} />
        <Timeline certificate={certificate} />
        <Facts certificate={certificate} renewer={renewer} />
        <Commands certificate={certificate} />
      </KnownForm>
      <p class="ending dim">Times are in UTC.</p>
    </>
  );
}

/** How it is, why, what to do, and what comes by itself. */
function Act({ certificate: { words, state, needsYou, error } }: { certificate: Certificate }) {
  const group = groupOf(state);
  return (
    <section class={`act is-${group}${needsYou || error ? ' is-troubled' : ''}`} aria-label="How it is">
      <p class="headline">
        <Sign of={group} />
        {words.headline}
      </p>
      {/* It quotes what others wrote, which is nothing to copy. */}
      {words.why && <p>{words.why}</p>}
      {words.do && (
        <p>
          <b>Do</b> <Said text={words.do} />
        </p>
      )}
      {words.command && <Command command={words.command} />}
      {words.next && (
        <p class="dim">
          <b>Next</b> {words.next}
        </p>
      )}
    </section>
  );
}

function Commands({ certificate: { commands } }: { certificate: Certificate }) {
  const rows = [
    ['All that is known of it', commands.status],
    ['What its runs have logged', commands.logs],
    ['Check it now', commands.renew],
    ['Replace it, then revoke what is live now', commands.revoke],
  ] as const;
  return (
    <section>
      <h3>Commands</h3>
      <div class="commands">
        {rows.map(
          ([words, command]) =>
            command && (
              <div key={words}>
                <p class="dim">{words}</p>
                <Command command={command} />
              </div>
            ),
        )}
      </div>
    </section>
  );
}
