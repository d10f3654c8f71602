/** One certificate as a row, and the heading of a group of them. What is wrong stands in a second line. */
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Axis } from './axis.ts';
import { WORDS } from './groups.ts';
import { Sign } from './icons.tsx';
import { LifeBar } from './life-bar.tsx';
import type { Item, Row, Share } from './rows.ts';
import { focused, grouping, isFocusAsked, nowMs, opened, renewers } from './state.ts';
import { agoText, clockText, columnDay, DAY_MS, spanText } from './time-words.ts';

/** `index`: as a screen reader counts, from 1. In px from the begin of the table's body. Flat: a row is drawn anew if one differs. */
type Place = { index: number; top: number; height: number };

/** The first line of a row that has two. */
const LINE_PX = 34;

export function RowOf({ row, axis, index, top, height }: { row: Row; axis: Axis } & Place) {
  const { certificate, group, isTroubled, targets, served } = row;
  const { words } = certificate;
  const isOpened = opened.value === row.key;
  return (
    <tr
      class={`row is-${group}${isTroubled ? ' is-troubled' : ''}${isOpened ? ' is-opened' : ''}`}
      aria-rowindex={index}
      title={`${certificate.certificateName}\n${words.state}: ${words.headline}`}
      style={{ top: `${top}px`, height: `${height}px` }}
    >
      <NameCell row={row} />
      <td class="state">
        <Sign of={group} />
        <span class="word">{group === 'ready' ? WORDS.ready : words.state}</span>
        {isTroubled && (
          <span class="why">
            <b aria-hidden="true">{words.state}: </b>
            {words.why ?? words.do ?? words.headline}
          </span>
        )}
      </td>
      <td class="expires">
        <Moment ms={row.endMs} none="–" />
      </td>
      <td class="axis">{axis.widthPx > 0 && <LifeBar row={row} axis={axis} height={LINE_PX} />}</td>
      <td class="renews">
        <Renews row={row} />
      </td>
      <td class="targets">
        <ShareText share={targets} isDue={row.endMs !== undefined} />
      </td>
      <td class="served">
        <ShareText share={served} isDue />
      </td>
      <td class="last-run">{row.ranMs === undefined ? '' : agoText(row.ranMs, nowMs.value)}</td>
    </tr>
  );
}

function NameCell({ row }: { row: Row }) {
  const button = useRef<HTMLButtonElement>(null);
  const isAsked = isFocusAsked.value && focused.value === row.key;
  useLayoutEffect(() => {
    if (!isAsked) return;
    isFocusAsked.value = false;
    button.current?.focus();
  }, [isAsked]);
  return (
    <th scope="row" class="name">
      <button
        ref={button}
        type="button"
        aria-haspopup="dialog"
        onFocus={() => {
          focused.value = row.key;
        }}
        onClick={() => {
          opened.value = row.key;
        }}
      >
        {row.certificate.certificateName}
      </button>
      {renewers.value.length > 1 && grouping.value === 'none' && <small>{row.renewerName}</small>}
    </th>
  );
}

/** `9 d  6 Dec`; of the last two days the time. */
function Moment({ ms, none }: { ms: number | undefined; none: string }) {
  if (ms === undefined) return <>{none}</>;
  const leftMs = ms - nowMs.value;
  const isNear = Math.abs(leftMs) < DAY_MS;
  return (
    <>
      {leftMs < 0 ? `${spanText(leftMs)} ago` : spanText(leftMs)}
      <small>{isNear ? clockText(ms) : columnDay(ms)}</small>
    </>
  );
}

function Renews({ row }: { row: Row }): ComponentChildren {
  const { renewsMs, group, certificate } = row;
  if (group === 'removed') return 'never';
  if (renewsMs !== undefined && renewsMs <= nowMs.value) return certificate.error ? 'overdue' : 'now';
  return <Moment ms={renewsMs} none="–" />;
}

/** @param isDue whether all of them should be ok: before the first issuance none can be */
function ShareText({ share, isDue }: { share: Share | undefined; isDue: boolean }) {
  if (!share || share.all === 0) return null;
  return <span class={isDue && share.ok < share.all ? 'is-short' : ''}>{`${share.ok} of ${share.all}`}</span>;
}

type HeadingItem = Extract<Item, { kind: 'heading' }>;

export function Heading({ heading, index, top, height }: { heading: HeadingItem } & Place) {
  const { title, renewerName, count, worst, troubled } = heading;
  return (
    <tr class="heading" aria-rowindex={index} style={{ top: `${top}px`, height: `${height}px` }}>
      <th scope="rowgroup" colSpan={8}>
        <Sign of={worst} />
        {title}
        {renewers.value.length > 1 && title !== renewerName && <span class="of">{renewerName}</span>}
        <small>
          {count}
          <span class="unseen"> certificates, the worst is {WORDS[worst]}</span>
        </small>
        {troubled > 0 && <small class={`is-${worst}`}>{`${troubled} with trouble`}</small>}
      </th>
    </tr>
  );
}
