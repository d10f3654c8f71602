/**
 * Shows an issuance to a person or a script: one JSON object for each event, one line for each, or a view that is redrawn
 * during the run. Errors always go to stderr. It never ends a run.
 */
import { eventWords, inSeconds } from '../../functions/engine/event-words.ts';
import type { RunEvent } from '../../functions/engine/ports/events.ts';
import { SCHEMA } from '../json-parts.ts';
import { openLiveView } from '../live-view.ts';
import { createProgress } from './progress.ts';
import { liveText, timesText } from './progress-text.ts';
import type { TryJson } from './try-json.ts';

export interface Show {
  emit(event: RunEvent): void;
  /** The person has asked for an end. */
  interrupted(): void;
  /** The certificate is on disk. */
  finish(folder: string, facts: { serial: string; notAfter: Date }): void;
  /** @param left challenge names whose TXT values may still be published. */
  fail(message: string, left: readonly string[]): void;
  /** Leaves the terminal as it was. */
  close(): void;
}

/** What a person at a terminal sees anyway: in the progress, in the table of times, or as the error at the end. */
const UNSAID: readonly RunEvent['event'][] = ['run-started', 'step-begun', 'run-failed', 'run-finished'];

export type ShowStreams = { stdout: NodeJS.WriteStream; stderr: NodeJS.WritableStream };

/** What a line has beside its form and its time. */
type Told = TryJson extends infer Line
  ? Line extends TryJson
    ? Omit<Line, 'schema' | 'time'>
    : never
  : never;

export function openJsonShow({ stdout, stderr }: ShowStreams): Show {
  const write = (event: Told) => {
    const line: TryJson = { schema: SCHEMA, time: new Date().toISOString(), ...event };
    stdout.write(`${JSON.stringify(line)}\n`);
  };
  return {
    emit: write,
    interrupted: () => write({ event: 'interrupted' }),
    finish: (folder, { serial, notAfter }) =>
      write({ event: 'certificate-on-disk', folder, serial, notAfter: notAfter.toISOString() }),
    fail: (message) => void stderr.write(`error: ${message}\n`),
    close: () => undefined,
  };
}

export async function openTextShow({ stdout, stderr }: ShowStreams): Promise<Show> {
  // Node's own start is a part of what the person waits for.
  const now = () => performance.now();
  const progress = createProgress(0);
  const view = await openLiveView(stdout, (paint) => liveText(progress, now(), paint));
  return {
    emit(event) {
      progress.take(event, now());
      if (!UNSAID.includes(event.event)) {
        view.line(`${inSeconds(now()).padStart(10)}  ${eventWords(event)}`);
      }
      view.draw();
    },
    interrupted: () =>
      view.line('Interrupted: removing the TXT values. Interrupt again to leave them there and end at once.'),
    finish(folder, { serial, notAfter }) {
      view.close();
      stdout.write(`\n${timesText(progress, now())}\n`);
      stdout.write(
        `The certificate is in ${folder}: serial ${serial}, valid until ${notAfter.toISOString()}.\n`,
      );
    },
    fail(message, left) {
      view.close();
      stderr.write(`error: ${message}\n${leftText(left)}`);
    },
    close: view.close,
  };
}

function leftText(left: readonly string[]): string {
  if (left.length === 0) return '';
  return `TXT values are, or may be, still published at ${left.join(', ')}. The same command uses or removes them.\n`;
}
