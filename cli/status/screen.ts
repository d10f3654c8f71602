/**
 * Where `status --watch` shows its readings: a terminal is redrawn in place, anything else gets a block whenever something has
 * changed. What only the clock changes (days left) is no change.
 */
import { createLogUpdate } from 'log-update';
import type { RenewerError } from '../../functions/engine/errors.ts';
import { isDrawnOn, pageOf } from '../page.ts';
import { safeText, terminalOf } from '../terminal.ts';
import { toldHere } from '../warn.ts';
import type { Reading } from './read.ts';
import type { statusText } from './status-text.ts';
import { viewOn } from './view.ts';

export type Screen = {
  show(reading: Reading): void;
  /** A reading that failed; the next one comes. */
  fail(error: RenewerError): void;
  close(): void;
};

export type Shown = {
  textOf: typeof statusText;
  /** What the next command needs as well (view.ts). */
  options: string;
};

export function openScreen(stdout: NodeJS.WriteStream, shown: Shown): Screen {
  return isDrawnOn(stdout) ? openTerminal(stdout, shown) : openPipe(stdout, shown);
}

const USUAL_ROWS = 24;

function openTerminal(stdout: NodeJS.WriteStream, { textOf, options }: Shown): Screen {
  const draw = createLogUpdate(terminalOf(stdout));
  const { paint } = pageOf(stdout);
  const put = (text: string) => draw(safeText(fitting(text, stdout.rows || USUAL_ROWS)));
  return {
    show: ({ found, unreadable, now }) => {
      const warnings = unreadable.map((error) => `warning: ${toldHere(error)}\n`).join('');
      const ending = paint('dim', `${now.toISOString().slice(11, 19)} UTC. Ctrl-C ends this.`);
      put(`${warnings}${textOf(found, viewOn(stdout, now, options))}\n${ending}`);
    },
    fail: (error) =>
      put(`${toldHere(error)}\n\n${paint('dim', 'Asked again in a moment. Ctrl-C ends this.')}`),
    close: () => draw.done(),
  };
}

/** The first lines, which are the most urgent ones: what does not fit would be redrawn wrongly. */
function fitting(text: string, rows: number): string {
  const lines = text.split('\n');
  if (lines.length < rows) return text;
  const shown = lines.slice(0, Math.max(1, rows - 3));
  return [...shown, `… and ${lines.length - 1 - shown.length} more lines`, lines.at(-1)].join('\n');
}

function openPipe(stdout: NodeJS.WriteStream, { textOf, options }: Shown): Screen {
  let told = '';
  let firstAt: Date | undefined;
  const tell = (text: string, compared = text) => {
    if (compared === told) return;
    told = compared;
    stdout.write(`${text}\n`);
  };
  return {
    show: ({ found, unreadable, now }) => {
      firstAt ??= now;
      const warnings = unreadable.map((error) => `warning: ${toldHere(error)}\n`).join('');
      const textAt = (at: Date) => `${warnings}${textOf(found, viewOn(stdout, at, options))}`;
      tell(`${now.toISOString().slice(0, 19)}Z\n${textAt(now)}`, textAt(firstAt));
    },
    fail: (error) => tell(`${toldHere(error)}\n`),
    close: () => {},
  };
}
