/**
 * How a subcommand shows work that lasts: lines of what happened, and at a terminal what is under way below them, redrawn again
 * and again. The lines scroll away above it.
 */
import { isDrawnOn, type Paint, pageOf } from './page.ts';
import { safeText, terminalOf } from './terminal.ts';

/** Where lines go, and where the progress is drawn below them if it is. */
export type LiveView = {
  /** Whether the progress is drawn. */
  isLive: boolean;
  line(text: string): void;
  draw(): void;
  /** Ends it with the progress as it is now, which stays. */
  keep(): void;
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
  const end = (last: () => void) => {
    if (!isOpen) return;
    isOpen = false;
    clearInterval(timer);
    last();
    view.done();
  };
  return {
    isLive: true,
    line: (text) => view.persist(safeText(text)),
    draw,
    keep: () => end(draw),
    // What it showed is in the lines above, and in what follows.
    close: () => end(() => view.clear()),
  };
}

function linesOnly(stdout: NodeJS.WritableStream): LiveView {
  const nothing = () => undefined;
  const line = (text: string) => void stdout.write(`${text}\n`);
  return { isLive: false, line, draw: nothing, keep: nothing, close: nothing };
}
