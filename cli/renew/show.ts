/**
 * What `renew` says: a line for each step with the certificate's name first; at a terminal one for each end, above what is under
 * way; or one object in the end for a program. Errors go to stderr, last.
 */
import type { KnownCertificate } from '../../functions/engine/ports/renewers.ts';
import { SCHEMA } from '../json-parts.ts';
import { type LiveView, openLiveView } from '../live-view.ts';
import { optionsText } from '../next-command.ts';
import { fitted, pageOf, say } from '../page.ts';
import type { RenewerOptions } from '../renewer/wiring.ts';
import { dayAndTime } from '../status/instant-text.ts';
import { failedWords } from './failed-words.ts';
import type { FoundCertificate } from './find-certificates.ts';
import { MOST_SENT, type RunOutcome } from './follow-runs.ts';
import { createProgress, type Progress } from './progress.ts';
import type { RenewJson } from './renew-json.ts';

export type RenewShow = {
  warn(message: string): void;
  step(found: FoundCertificate, words: string): void;
  ended(found: FoundCertificate, ended: RunOutcome): void;
  /** Closes the view and says how it ended. Those that have not ended were asked for, and nobody waits any more. */
  finish(end: 'asked' | 'done' | 'interrupted' | 'late'): void;
  close(): void;
};

export type Streams = { stdout: NodeJS.WriteStream; stderr: NodeJS.WritableStream };

type Shown = {
  isJson: boolean;
  isWaiting: boolean;
  /** The next command takes them over, but for the renewer. @default - none */
  options?: Pick<RenewerOptions, 'region' | 'profile'>;
};

export async function openRenewShow(
  all: readonly FoundCertificate[],
  { isJson, isWaiting, options = {} }: Shown,
  streams: Streams,
): Promise<RenewShow> {
  const { stdout, stderr } = streams;
  const now = () => performance.now();
  const progress = createProgress(all.length, now());
  const ended = new Map<FoundCertificate, RunOutcome>();
  const nameOf = namesOf(all);
  const draw = (paint: Parameters<Progress['text']>[2]) =>
    progress.text(now(), pageOf(stdout).columns, paint);
  const view = isJson ? SILENT : await openLiveView(isWaiting ? stdout : linesOnly(stdout), draw);
  const showsSteps = !isJson && !view.isLive;
  const line = (text: string) => view.line(fitted(text, pageOf(stdout)));
  return {
    // Beside what is drawn, only the view may write.
    warn: (message) =>
      showsSteps || isJson ? say(stderr, `warning: ${message}`) : line(`warning: ${message}`),
    step(found, words) {
      progress.step(nameOf(found), words, now());
      if (showsSteps) line(`${nameOf(found)}: ${words}`);
      view.draw();
    },
    ended(found, end) {
      ended.set(found, end);
      progress.end(nameOf(found), end.outcome);
      const sign = isBad(end) ? '✗' : '✓';
      line(`${showsSteps ? '' : `${sign} `}${nameOf(found)}: ${endWords(end)}`);
      view.draw();
    },
    finish(end) {
      view.close();
      for (const [found, one] of ended) if (isBad(one)) say(stderr, `error: ${nameOf(found)}: ${why(one)}`);
      if (end === 'late') say(stderr, `error: ${lateText(all.length - ended.size)}`);
      // The next command comes last.
      if (isJson) stdout.write(`${JSON.stringify(renewJson(all, ended))}\n`);
      else say(stdout, lastWords(end, all, progress.counts(), options));
    },
    close: view.close,
  };
}

const SILENT: Pick<LiveView, 'isLive' | 'line' | 'draw' | 'close'> = {
  isLive: false,
  line: () => undefined,
  draw: () => undefined,
  close: () => undefined,
};

/** Where nothing is waited for, nothing is drawn. */
function linesOnly(stdout: NodeJS.WriteStream): NodeJS.WriteStream {
  return Object.create(stdout, { isTTY: { value: false } });
}

/** Of several renewers, each with its own: two of them may have one name. */
function namesOf(all: readonly FoundCertificate[]): (found: FoundCertificate) => string {
  const isOne = new Set(all.map(({ renewer }) => renewer.renewerName)).size <= 1;
  return ({ renewer, known }) =>
    isOne ? known.certificateName : `${known.certificateName} (${renewer.renewerName})`;
}

export function isBad({ outcome }: RunOutcome): boolean {
  return outcome === 'failed' || outcome === 'removed';
}

function endWords(end: RunOutcome): string {
  const { notAfter } = end.known?.state?.certificate ?? {};
  if (end.outcome === 'renewed') return `renewed${notAfter ? `, valid until ${dayAndTime(notAfter)}` : ''}`;
  if (end.outcome === 'failed') return `failed (${errorIn(end.known).code})`;
  return END_WORDS[end.outcome];
}

const END_WORDS = {
  installed: 'nothing was due; what was missing is installed',
  unchanged: 'nothing was due, and nothing was changed',
  removed: 'nobody declares it any more',
} as const;

function errorIn(known: KnownCertificate | undefined) {
  const { code = 'unexpected', message = '', advice } = known?.unreadable ?? known?.state?.failure ?? {};
  return { code, message, advice };
}

function codedErrorIn(known: KnownCertificate | undefined) {
  const { code, message } = errorIn(known);
  return { code, message };
}

function why(end: RunOutcome): string {
  if (end.outcome === 'removed') return 'Nobody declares it any more.';
  return failedWords(errorIn(end.known), end.known?.state?.nextCheckAt);
}

type Counts = ReturnType<Progress['counts']>;

function lastWords(
  end: Parameters<RenewShow['finish']>[0],
  all: readonly FoundCertificate[],
  counts: Counts,
  options: Shown['options'],
): string {
  const [one] = all;
  const which =
    one && all.length === 1 ? `it is:  dnscale-certs status ${one.known.certificateName}` : undefined;
  const next = `See how ${which ?? 'they are:  dnscale-certs status'}${optionsOf(all, options)}`;
  if (end === 'asked') return `${askedWords(all)}\n${next}`;
  if (end === 'interrupted') return `No longer waiting; the checks go on without this command.\n${next}`;
  const hint = counts.unchanged === all.length ? ' --force issues new certificates.' : '';
  const kinds = [
    `${counts.renewed} renewed`,
    `${counts.installed} installed`,
    `${counts.unchanged} not due`,
    `${counts.failed + counts.removed} failed`,
  ].filter((words) => !words.startsWith('0 '));
  const bad = end === 'late' || counts.failed + counts.removed > 0;
  return [...(kinds.length > 0 ? [`${kinds.join(', ')}.${hint}`] : []), ...(bad ? [next] : [])].join('\n');
}

function askedWords(all: readonly FoundCertificate[]): string {
  const [one] = all;
  if (one && all.length === 1) {
    const { renewerName, region } = one.renewer;
    return `${renewerName} in ${region} checks ${one.known.certificateName} now.`;
  }
  const lines = [...Map.groupBy(all, ({ renewer }) => renewer)].map(([renewer, { length }]) => {
    const begun = Math.min(length, MOST_SENT);
    const more = length - begun;
    const later = more > 0 ? `, then ${more} more, ${MOST_SENT} every ten minutes` : '';
    const which = begun === 1 ? '1 certificate' : `${begun} certificates`;
    return `${renewer.renewerName} in ${renewer.region} checks ${which} now${later}.`;
  });
  return lines.join('\n');
}

function optionsOf(
  all: readonly FoundCertificate[],
  { region, profile }: NonNullable<Shown['options']> = {},
): string {
  const [renewer, ...others] = new Set(all.map((one) => one.renewer.renewerName));
  return optionsText({ ...(others.length === 0 && { renewer }), region, profile });
}

function lateText(count: number): string {
  const which = count === 1 ? 'One check was' : `${count} checks were`;
  return `${which} not seen to end, and for 20 minutes none was.`;
}

function renewJson(
  all: readonly FoundCertificate[],
  ended: ReadonlyMap<FoundCertificate, RunOutcome>,
): RenewJson {
  return {
    schema: SCHEMA,
    certificates: all.map((found) => {
      const { renewerName, region } = found.renewer;
      const end = ended.get(found);
      const { certificate, nextCheckAt } = end?.known?.state ?? {};
      return {
        renewerName,
        region,
        certificateName: found.known.certificateName,
        outcome: end?.outcome ?? 'asked',
        notAfter: certificate?.notAfter.toISOString(),
        serial: certificate?.serial,
        nextCheckAt: nextCheckAt?.toISOString(),
        error: end?.outcome === 'failed' ? codedErrorIn(end.known) : undefined,
      };
    }),
  };
}
