/**
 * Says on stderr what a command waits for, on one line, once that lasts a second. Only a terminal gets it, and never beside an object for
 * a program. It is gone before anything else is written, and at the end.
 */
import { cut, isDrawnOn, pageOf } from './page.ts';
import { drawnBelow, safeText, terminalOf } from './terminal.ts';

export type Wait = {
  /** As `asks AWS for the certificates`; may hold foreign text. */
  words: string;
  /** How long it lasts at most. */
  mostMs: number;
};

type Where = {
  stderr: NodeJS.WritableStream & { columns?: number; isTTY?: boolean };
  json?: boolean | undefined;
};

const EVERY_MS = 1_000;
const ERASED = '\r\u001b[2K';

export async function whileWaiting<Result>(
  { words, mostMs }: Wait,
  { stderr, json }: Where,
  work: () => Promise<Result>,
): Promise<Result> {
  if (json || !isDrawnOn(stderr)) return work();
  const terminal = terminalOf(stderr);
  const startedAt = performance.now();
  const line = drawnBelow(() => terminal.write(ERASED));
  const timer = setInterval(() => {
    const seconds = Math.floor((performance.now() - startedAt) / 1_000);
    const text = `… ${safeText(words)}: ${seconds} s, of ${mostMs / 1_000} s at most`;
    line.isDrawn = true;
    terminal.write(ERASED + cut(text, pageOf(stderr).columns - 1));
  }, EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    line.end();
  }
}
