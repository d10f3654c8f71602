/**
 * Handles Ctrl-C, SIGTERM and SIGHUP: the first signal ends the work and leaves time to clean up, a later one ends the process. One
 * that follows at once is the same: a terminal signals the launcher and this process, and the launcher passes it on.
 */
import { constants } from 'node:os';
import { RenewerError } from '../functions/engine/errors.ts';

export type Interruption = {
  /** Aborts with a RenewerError `interrupted`. */
  signal: AbortSignal;
  /** As a shell knows it, 130 for Ctrl-C; undefined while there was no interruption. */
  exitCode(): number | undefined;
  /** Handles no further signals. */
  stop(): void;
};

/** SIGHUP: the terminal was closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const SAME_WITHIN_MS = 500;

/** The part of `process` that receives signals. */
export type SignalHost = {
  on(signal: NodeJS.Signals, heard: (signal: NodeJS.Signals) => void): unknown;
  off(signal: NodeJS.Signals, heard: (signal: NodeJS.Signals) => void): unknown;
  exit(code: number): void;
};

/** @param tell called once, at the first signal. */
export function onInterruption(tell: () => void, host: SignalHost = process): Interruption {
  const controller = new AbortController();
  let exitCode: number | undefined;
  let firstAt = 0;
  const interrupt = (signal: NodeJS.Signals) => {
    if (exitCode !== undefined) {
      if (performance.now() - firstAt > SAME_WITHIN_MS) host.exit(exitCode);
      return;
    }
    exitCode = 128 + constants.signals[signal];
    firstAt = performance.now();
    tell();
    controller.abort(interrupted());
  };
  for (const signal of SIGNALS) host.on(signal, interrupt);
  return {
    signal: controller.signal,
    exitCode: () => exitCode,
    stop: () => {
      for (const signal of SIGNALS) host.off(signal, interrupt);
    },
  };
}

/** Short work that is finished once it has begun, so that what was done can be told. An interruption is heard at its end. */
export async function untilDone<Value>(
  work: () => Promise<Value>,
  host?: SignalHost,
): Promise<{ value: Value; exitCode: number | undefined }> {
  const interruption = onInterruption(() => undefined, host);
  try {
    const value = await work();
    return { value, exitCode: interruption.exitCode() };
  } finally {
    interruption.stop();
  }
}

function interrupted(): RenewerError {
  return new RenewerError({
    code: 'interrupted',
    disposition: 'next-run',
    message: 'Interrupted.',
    advice: 'The same command takes up what was begun.',
  });
}
