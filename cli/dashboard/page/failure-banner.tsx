/**
 * Why what is shown grows old, and what to do: a reading failed, the command has ended, or it no longer knows this page. The table
 * stays, as of the last reading.
 */
import { Command } from './copy.tsx';
import { Sign } from './icons.tsx';
import { Said } from './said.tsx';
import { failure, nowMs, reading } from './state.ts';
import { clockText, dayText } from './time-words.ts';
import { type Loss, lost } from './updates.ts';

/** It is always there, so that a screen reader says what comes into it. */
export function FailureBanner() {
  return (
    <div class="failure-place" role="status">
      <Banner />
    </div>
  );
}

function Banner() {
  if (lost.value) return <Lost loss={lost.value} />;
  const failed = failure.value;
  if (!failed) return null;
  const { at, message, advice } = failed;
  return (
    <div class="failure is-failing">
      <Sign of="failing" />
      <div>
        <p>
          <b>Not read at {momentText(at)}.</b> {message}
        </p>
        {advice && (
          <p>
            <b>Do</b> <Said text={advice} />
          </p>
        )}
        <p class="dim">{asOf()}The next reading comes by itself.</p>
      </div>
    </div>
  );
}

const LOSSES: Record<Loss, [what: string, todo: string]> = {
  ended: ['The command has ended.', 'Start it again:'],
  refused: ['The command does not know this page any more.', 'Start it again:'],
  crowded: ['Too many pages of this command are open.', 'Close some of them.'],
};

function Lost({ loss }: { loss: Loss }) {
  const [what, todo] = LOSSES[loss];
  return (
    <div class="failure is-failing">
      <Sign of="failing" />
      <div>
        <p>
          <b>{what}</b> {todo}
        </p>
        {loss !== 'crowded' && <Command command={reading.value?.command ?? 'dnscale-certs dashboard'} />}
        <p class="dim">{asOf()}</p>
      </div>
    </div>
  );
}

function asOf(): string {
  return reading.value ? `What is shown is as of ${momentText(reading.value.readAt)}. ` : '';
}

/** Today only the time. */
function momentText(iso: string): string {
  const ms = Date.parse(iso);
  const day = dayText(ms, nowMs.value);
  return `${day === dayText(nowMs.value, nowMs.value) ? '' : `${day} `}${clockText(ms)} UTC`;
}
