/**
 * Shows an issuance to a person or a script: one JSON object for each event, one line for each, or a view that is redrawn
 * during the run. Errors always go to stderr. It never ends a run.
 */
import { authorityName } from '../../functions/engine/config/defaults.ts';
import { listed } from '../../functions/engine/errors.ts';
import { eventWords, inSeconds } from '../../functions/engine/event-words.ts';
import type { RunEvent } from '../../functions/engine/ports/events.ts';
import { SCHEMA } from '../json-parts.ts';
import { openLiveView } from '../live-view.ts';
import { fitted, pageOf, say, wrapped } from '../page.ts';
import { createProgress } from './progress.ts';
import { liveText, timesText } from './progress-text.ts';
import type { TryJson } from './try-json.ts';

/** What is asked of whom, and for how long it waits for DNS. */
export type Asked = {
  domainNames: readonly string[];
  directoryUrl: string;
  propagationTimeoutMs: number;
};

export interface Show {
  /** Says at once whom it waits for. */
  begin(asked: Asked): void;
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

/** What the end says, as the table of times or as the error. */
const SAID_AT_THE_END: readonly RunEvent['event'][] = [
  'run-started',
  'step-begun',
  'run-failed',
  'run-finished',
];
/** What a terminal shows in the progress, which stays there. */
const SHOWN_IN_PROGRESS: readonly RunEvent['event'][] = [
  'propagation-seen',
  'propagated',
  'challenge-answered',
  'certificate-issued',
  'certificate-stored',
];

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
    begin: () => undefined,
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
  const published = new Set<string>();
  const view = await openLiveView(stdout, (paint) => liveText(progress, now(), paint));
  const unsaid = view.isLive ? [...SAID_AT_THE_END, ...SHOWN_IN_PROGRESS] : SAID_AT_THE_END;
  const line = (text: string) => {
    const when = `${inSeconds(now()).padStart(10)}  `;
    const { columns, cutsNames: isTerminal } = pageOf(stdout);
    view.line(when + (isTerminal ? wrapped(text, columns, ' '.repeat(when.length)).trimStart() : text));
  };
  return {
    begin({ domainNames, directoryUrl, propagationTimeoutMs }) {
      progress.mostMs.waitForPropagation = propagationTimeoutMs;
      line(`asks the CA ${caName(directoryUrl)} for a certificate of ${listed(domainNames, MOST_NAMES)}`);
      view.draw();
    },
    emit(event) {
      progress.take(event, now());
      notePublished(event, published);
      if (!unsaid.includes(event.event)) line(eventWords(event, 'caller'));
      else if (!view.isLive && isWaitForDns(event)) line(waitWords(progress.mostMs.waitForPropagation));
      view.draw();
    },
    interrupted: () => view.line(fitted(interruptedText(published.size), pageOf(stdout))),
    finish(folder, { serial, notAfter }) {
      const took = inSeconds(now());
      view.keep();
      if (!view.isLive) stdout.write(`\n${timesText(progress, now())}\n`);
      const facts = `serial ${serial}, valid until ${notAfter.toISOString()}`;
      say(stdout, `The certificate is in ${folder}: ${facts}.${view.isLive ? ` It took ${took}.` : ''}`);
    },
    fail(message, left) {
      view.keep();
      say(stderr, `error: ${message}`);
      if (left.length > 0) say(stderr, leftText(left));
    },
    close: view.close,
  };
}

const MOST_NAMES = 5;

/** With its short name, if it has one. */
function caName(directoryUrl: string): string {
  const host = URL.parse(directoryUrl)?.host ?? directoryUrl;
  const name = authorityName(directoryUrl);
  return name === directoryUrl ? host : `${name} (${host})`;
}

function isWaitForDns(event: RunEvent): boolean {
  return event.event === 'step-begun' && event.step === 'waitForPropagation';
}

function waitWords(mostMs: number | undefined): string {
  return `DNS: waits for all name servers of the zones${mostMs === undefined ? '' : `, ${mostMs / 1_000} s at most`}`;
}

function notePublished(event: RunEvent, published: Set<string>): void {
  if (event.event === 'txt-published') published.add(`${event.name} ${event.value}`);
  if (event.event === 'txt-removed') published.delete(`${event.name} ${event.value}`);
}

function interruptedText(values: number): string {
  if (values === 0)
    return 'Interrupted: it ends as soon as nothing is under way. Interrupt again to end at once.';
  const what = values === 1 ? 'the TXT value' : `${values} TXT values`;
  return `Interrupted: removing ${what}. Interrupt again to leave ${values === 1 ? 'it' : 'them'} there and end at once.`;
}

function leftText(left: readonly string[]): string {
  return `TXT values are, or may be, still published at ${left.join(', ')}. The same command uses or removes them.`;
}
