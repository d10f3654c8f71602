/** The progress as text: live during the run, and as a table of times at its end. Pure. */
import { inSeconds } from '../../functions/engine/event-words.ts';
import type { Paint } from '../page.ts';
import type { Progress, Rrset, Step } from './progress.ts';

const LABELS: Readonly<Partial<Record<Step['step'], string>>> = {
  start: 'start',
  preflight: 'preflight',
  createKey: 'key',
  newOrder: 'order',
  present: 'TXT values',
  waitForPropagation: 'propagation',
  validate: 'validation',
  finalize: 'certificate',
  store: 'files',
  cleanUp: 'clean-up',
};

const LABEL_WIDTH = 14;
/** Above this number only RRsets that are still pending are shown: a certificate may have a hundred names. */
const MOST_RRSETS_SHOWN = 12;

export function liveText({ steps, rrsets, mostMs }: Progress, now: number, paint: Paint): string {
  const lines = steps.map((step) => {
    const sign = step.endedAt === undefined ? paint('yellow', '…') : paint('green', '✓');
    const most =
      step.endedAt === undefined && step.step === 'waitForPropagation' && mostMs.waitForPropagation;
    return `  ${sign} ${label(step)}${duration(step, now)}${most ? ` of at most ${most / 1_000} s` : ''}`;
  });
  return [...lines, ...rrsetLines(rrsets, paint)].join('\n');
}

/** How long each step took, and all of them together. */
export function timesText({ steps }: Progress, now: number): string {
  const total = now - (steps[0]?.startedAt ?? now);
  const rows = steps.map((step) => `  ${label(step)}${duration(step, now)}`);
  return [...rows, `  ${'total'.padEnd(LABEL_WIDTH)}${inSeconds(total).padStart(9)}`, ''].join('\n');
}

function label({ step }: Step): string {
  return (LABELS[step] ?? step).padEnd(LABEL_WIDTH);
}

function duration({ startedAt, endedAt }: Step, now: number): string {
  return inSeconds((endedAt ?? now) - startedAt).padStart(9);
}

function rrsetLines(rrsets: readonly Rrset[], paint: Paint): string[] {
  const open = rrsets.filter(({ propagated }) => !propagated);
  const shown = rrsets.length <= MOST_RRSETS_SHOWN ? rrsets : open.slice(0, MOST_RRSETS_SHOWN);
  const hidden = rrsets.length - shown.length;
  const more = `    and ${hidden} more names; ${open.length} in all are not everywhere yet`;
  return [...shown.flatMap((rrset) => rrsetText(rrset, paint)), ...(hidden > 0 ? [more] : [])];
}

function rrsetText({ name, servers }: Rrset, paint: Paint): string[] {
  const seen = [...servers.values()].map(({ nameServer, address, verdict, elapsedMs, detail }) => {
    const where = `${nameServer} (${address})`;
    if (verdict === 'complete') return `      ${paint('green', '✓')} ${where} after ${inSeconds(elapsedMs)}`;
    return `      ${paint(verdict === 'failing' ? 'red' : 'yellow', '…')} ${where}: ${detail}`;
  });
  return [`    ${name}`, ...seen];
}
