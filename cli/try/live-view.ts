/** A terminal's view: lines of what happened scroll away above, and the progress is redrawn below them. */
import { createLogUpdate } from 'log-update';
import { paintFor } from '../doctor/findings-text.ts';
import { safeText, terminalOf } from '../terminal.ts';
import type { Progress } from './progress.ts';
import { liveText } from './progress-text.ts';
import type { Screen } from './show.ts';

/** The times that are shown grow while nothing happens. */
const REDRAW_MS = 100;

export function openLiveView(stdout: NodeJS.WriteStream, progress: Progress): Screen {
  const view = createLogUpdate(terminalOf(stdout));
  const paint = paintFor(stdout);
  const draw = () => view(safeText(liveText(progress, performance.now(), paint)));
  const timer = setInterval(draw, REDRAW_MS).unref();
  let isOpen = true;
  return {
    line: (text) => view.persist(safeText(text)),
    draw,
    close() {
      if (!isOpen) return;
      isOpen = false;
      clearInterval(timer);
      // What it showed is in the lines above, and in the table that follows.
      view.clear();
      view.done();
    },
  };
}
