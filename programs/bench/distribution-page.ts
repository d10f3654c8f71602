/** The page of the distribution benchmark: quantiles beside those of the drawn lags, a histogram, and what came late and why. Pure. */
import { table } from '../text-table.ts';
import type { Distribution, Issuance } from './distribution-runs.ts';
import { median, quantile } from './statistics.ts';

const QUANTILES = [0.5, 0.9, 0.99, 0.999, 1] as const;
/** "Within propagation + 5 s". */
const GRACE_MS = 5_000;
const AIM = 0.9997;
const BAR = 40;

export function distributionPage(forms: readonly Distribution[]): string[] {
  return forms.flatMap((form) => [...formPage(form), '']);
}

function formPage(form: Distribution): string[] {
  const { issuances, share, machine, elapsedMs, http, dns, valuesLeft } = form;
  const propagation = issuances.map(({ propagationMs }) => propagationMs);
  const took = issuances.map(({ tookMs }) => tookMs);
  const over = issuances.map(overPropagation);
  const inTime = issuances.filter(isInTime).length;
  const wrong = issuances.flatMap((issuance) => issuance.wrong);
  return [
    `${issuances.length} ISSUANCES, ${percent(share, 0)} of the calls fail; in ${(elapsedMs / 60_000).toFixed(1)} min`,
    ...table([
      ['', ...QUANTILES.map((share) => (share === 1 ? 'most' : `p${100 * share}`))],
      quantileRow('lag drawn', propagation),
      quantileRow('request to verified', took),
      quantileRow('over the lag', over),
    ]),
    `within propagation + 5 s: ${inTime} of ${issuances.length}, ${percent(inTime / issuances.length, 2)} ` +
      `(aim ≥ ${percent(AIM, 2)}: ${inTime / issuances.length >= AIM ? 'met' : 'MISSED'})`,
    `calls: ${http.count} over HTTP, of which ${http.struck} failed; ${dns.count} DNS questions, of which ${dns.struck} failed`,
    `machine: ${percent(machine.idle, 0)} idle; timers late by ${machine.lateness.p50.toFixed(0)} ms (p50), ` +
      `${machine.lateness.p99.toFixed(0)} ms (p99), ${machine.lateness.most.toFixed(0)} ms at most`,
    `left at the end: ${valuesLeft} TXT values; wrong certificates: ${wrong.length === 0 ? 'none' : wrong.join(', ')}`,
    '',
    'Over the lag',
    ...histogram(over),
    ...lateLines(issuances),
  ];
}

function overPropagation({ tookMs, propagationMs }: Issuance): number {
  return tookMs - propagationMs;
}

export function isInTime(issuance: Issuance): boolean {
  return overPropagation(issuance) <= GRACE_MS;
}

function quantileRow(name: string, values: readonly number[]): string[] {
  return [name, ...QUANTILES.map((share) => seconds(quantile(values, share)))];
}

function seconds(ms: number): string {
  return Number.isFinite(ms) ? `${(ms / 1000).toFixed(2)} s` : 'never';
}

function percent(share: number, digits: number): string {
  return `${(100 * share).toFixed(digits)} %`;
}

const BOUNDS_MS = [500, 1_000, 1_500, 2_000, 2_500, 3_000, 3_500, 4_000, 5_000, 10_000, 60_000, Infinity];

function histogram(values: readonly number[]): string[] {
  const counts = BOUNDS_MS.map((bound, index) => {
    const from = BOUNDS_MS[index - 1] ?? Number.NEGATIVE_INFINITY;
    return values.filter((value) => value > from && value <= bound).length;
  });
  const most = Math.max(...counts);
  const last = counts.findLastIndex((count) => count > 0);
  return table(
    counts.slice(0, last + 1).map((count, index) => {
      const bound = BOUNDS_MS[index] ?? 0;
      const label = Number.isFinite(bound) ? `to ${bound / 1000} s` : 'longer';
      return [label, String(count), '#'.repeat(Math.ceil((BAR * count) / most)).padEnd(BAR)];
    }),
  );
}

const WORST_SHOWN = 10;

/** Each one whose run failed, and of the others that came late the worst, with what took longer in them than usual. */
function lateLines(issuances: readonly Issuance[]): string[] {
  const late = issuances
    .filter((issuance) => !isInTime(issuance))
    .sort((a, b) => overPropagation(b) - overPropagation(a));
  const failed = late.filter(({ failures }) => failures.length > 0);
  const slow = late.filter(({ failures }) => failures.length === 0);
  const usual = usualSteps(issuances);
  const lost = slow.map((issuance) => excesses(issuance, usual)[0]?.step ?? 'the queue');
  const causes = issuances.flatMap(({ failures }) => failures.map(({ code, step }) => `${code} in ${step}`));
  return [
    `runs that failed: ${causes.length === 0 ? 'none' : counted(causes)}`,
    ...failed.map(
      (issuance) =>
        `  ${lateLine(issuance)}: ${[...failureWords(issuance), struckWords(issuance)].join('; ')}`,
    ),
    `late without a failed run: ${slow.length === 0 ? 'none' : `${slow.length}, by the step that took longest beyond its median: ${counted(lost)}`}`,
    ...slow.slice(0, WORST_SHOWN).map((issuance) => {
      const shown = excesses(issuance, usual).map(({ step, ms }) => `${step} +${seconds(ms)}`);
      return `  ${lateLine(issuance)}: ${shown.slice(0, 3).join(', ')}; ${struckWords(issuance)}`;
    }),
  ];
}

function lateLine(issuance: Issuance): string {
  return `${seconds(overPropagation(issuance))} over ${seconds(issuance.propagationMs)}`;
}

function failureWords({ failures }: Issuance): string[] {
  return failures.map(
    ({ code, step, retryAfterMs }) => `${code} in ${step}, next check in ${seconds(retryAfterMs)}`,
  );
}

function struckWords({ struck }: Issuance): string {
  return `struck by ${struck.join(', ') || 'nothing'}`;
}

type StepTimes = ReadonlyMap<string, number>;

/** The wait for propagation without the propagation itself. */
function stepTimes({ steps, propagationMs }: Issuance): [string, number][] {
  return steps.map(({ step, tookMs }) => [
    step,
    step === 'waitForPropagation' ? Math.max(0, tookMs - propagationMs) : tookMs,
  ]);
}

function usualSteps(issuances: readonly Issuance[]): StepTimes {
  const all = Map.groupBy(issuances.flatMap(stepTimes), ([step]) => step);
  return new Map([...all].map(([step, times]) => [step, median(times.map(([, ms]) => ms))]));
}

/** What each step took beyond its median, the most first. */
function excesses(issuance: Issuance, usual: StepTimes): { step: string; ms: number }[] {
  return stepTimes(issuance)
    .map(([step, ms]) => ({ step, ms: ms - (usual.get(step) ?? 0) }))
    .sort((a, b) => b.ms - a.ms);
}

function counted(texts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([text, count]) => `${text} ${count}`)
    .join(', ');
}
