/**
 * Where the parts of the picture stand on its time axis: runs to one scale, the waits between them shortened to fixed widths. Pure.
 */
import type { Life, RecordedRun } from './life.ts';

/** What a run does, in four parts. */
export type Phase = 'prepare' | 'propagate' | 'issue' | 'install';

const PHASES: Readonly<Record<string, Phase>> = {
  waitForPropagation: 'propagate',
  validate: 'issue',
  finalize: 'issue',
  store: 'install',
  install: 'install',
};

export type Span = { fromX: number; toX: number };
export type PhaseSpan = Span & { phase: Phase };

export type RunPlace = Span & {
  run: RecordedRun;
  phases: PhaseSpan[];
  /** When each name server showed all values. */
  serversX: number[];
};

export type Wait = Span & { ms: number };

export type LifeLayout = {
  runs: RunPlace[];
  waits: Wait[];
  /** What the ARN holds, from its import to the next one's, or to the right end. */
  serials: (Span & { serial: string; notAfter: string })[];
  certificateArn: string;
};

const LONG_WAIT_MS = 60_000;
const WAIT_WIDTH = 62;
const LONG_WAIT_WIDTH = 216;
const END_WIDTH = 96;

/** @param area of the drawing, between its margins. @throws Error for a recording without the three certificates. */
export function layOut({ runs }: Life, area: Span): LifeLayout {
  const waitsMs = runs.slice(1).map((run, index) => run.beganMs - (runs[index]?.endedMs ?? 0));
  const waitWidths = waitsMs.map((ms) => (ms > LONG_WAIT_MS ? LONG_WAIT_WIDTH : WAIT_WIDTH));
  const forRuns = area.toX - area.fromX - sum(waitWidths) - END_WIDTH;
  const pixelsPerMs = forRuns / sum(runs.map(({ beganMs, endedMs }) => endedMs - beganMs));
  const places: RunPlace[] = [];
  const waits: Wait[] = [];
  let x = area.fromX;
  for (const [index, run] of runs.entries()) {
    const place = placeOf(run, x, pixelsPerMs);
    places.push(place);
    const [ms, width] = [waitsMs[index], waitWidths[index]];
    if (ms !== undefined && width !== undefined) waits.push({ fromX: place.toX, toX: place.toX + width, ms });
    x = place.toX + (width ?? 0);
  }
  return { runs: places, waits, ...readSerials(places, area.toX, pixelsPerMs) };
}

function placeOf(run: RecordedRun, fromX: number, pixelsPerMs: number): RunPlace {
  const { beganMs, endedMs, events } = run;
  const at = (ms: number) => fromX + (ms - beganMs) * pixelsPerMs;
  const phases: PhaseSpan[] = [{ phase: 'prepare', fromX, toX: at(endedMs) }];
  for (const { event, step, atMs } of events) {
    const phase = step === undefined ? undefined : PHASES[step];
    const last = phases.at(-1);
    if (event !== 'step-begun' || !phase || !last || last.phase === phase) continue;
    last.toX = at(atMs);
    phases.push({ phase, fromX: at(atMs), toX: at(endedMs) });
  }
  const seen = new Map(events.filter(({ nameServer }) => nameServer).map((e) => [e.nameServer, at(e.atMs)]));
  return { run, fromX, toX: at(endedMs), phases, serversX: [...seen.values()] };
}

function readSerials(
  places: readonly RunPlace[],
  endX: number,
  pixelsPerMs: number,
): Pick<LifeLayout, 'serials' | 'certificateArn'> {
  const issued = new Map(
    places.flatMap(({ run }) => run.events.flatMap((e) => (e.notAfter ? [[e.serial, e.notAfter]] : []))),
  );
  const imports = places.flatMap(({ run, fromX }) =>
    run.events
      .filter(({ event }) => event === 'certificate-imported')
      .map(({ serial = '', certificateArn = '', atMs }) => ({
        serial,
        certificateArn,
        notAfter: issued.get(serial) ?? '',
        x: fromX + (atMs - run.beganMs) * pixelsPerMs,
      })),
  );
  const [first] = imports;
  const arns = new Set(imports.map(({ certificateArn }) => certificateArn));
  if (!first || imports.length !== 3 || arns.size !== 1) {
    throw new Error('The recording has no three imports onto one ARN: record it again.');
  }
  const serials = imports.map(({ serial, notAfter, x }, index) => ({
    serial,
    notAfter,
    fromX: x,
    toX: imports[index + 1]?.x ?? endX,
  }));
  return { serials, certificateArn: first.certificateArn };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
