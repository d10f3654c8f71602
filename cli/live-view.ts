/**
 * How a subcommand shows work that lasts: lines of what happened, and at a terminal what is under way below them, redrawn again
 * and again. The lines scroll away above it.
 */
import { isDrawnOn, type Paint, pageOf } from './page.ts';
import { safeText, terminalOf } from './terminal.ts';

/** Where lines go, and where the progress is drawn below them if it is. */
export type LiveView = {
  line(text: string): void;
  draw(): void;
  /** Leaves the terminal as it was. May be called twice. */
  close(): void;
};

/** The times that are shown grow while nothing happens. */
const REDRAW_MS = 100;

/** @param progressText what is under way, as text. Where nothing is drawn, nobody asks for it. */
export async function openLiveView(
  stdout: NodeJS.WriteStream,
  progressText: (paint: Paint) => string,
): Promise<LiveView> {
  if (!isDrawnOn(stdout)) return linesOnly(stdout);
  // The library that draws is loaded only for a terminal.
  const { createLogUpdate } = await import('log-update');
  const view = createLogUpdate(terminalOf(stdout));
  const { paint } = pageOf(stdout);
  const draw = () => view(safeText(progressText(paint)));
  const timer = setInterval(draw, REDRAW_MS).unref();
  let isOpen = true;
  return {
    line: (text) => view.persist(safeText(text)),
    draw,
    close() {
      if (!isOpen) return;
      isOpen = false;
      clearInterval(timer);
      // What it showed is in the lines above, and in what follows.
      view.clear();
      view.done();
    },
  };
}

function linesOnly(stdout: NodeJS.WritableStream): LiveView {
  return { line: (text) => void stdout.write(`${text}\n`), draw: () => undefined, close: () => undefined };
}
