/**
 * The picture of README.md: one ARN through three certificates, with a run that was killed in the middle, drawn from the log that
 * record-life.ts wrote. An SVG for light and dark. Same recording, same bytes.
 */
import type { Life } from './life.ts';
import { type LifeLayout, layOut, type Phase, type RunPlace, type Wait } from './life-layout.ts';
import { escaped, rounded } from './svg-text.ts';

const WIDTH = 960;
const HEIGHT = 384;
const AREA = { fromX: 32, toX: WIDTH - 32 };
const RUN = { y: 126, height: 34 };
const ARN = { y: 234, height: 46 };
const AXIS_Y = 312;
const LEGEND_Y = 359;

const PHASES: readonly (readonly [Phase, string])[] = [
  ['prepare', 'preflight, key, order'],
  ['propagate', 'waits for DNS; a dot for each name server'],
  ['issue', 'validated, issued'],
  ['install', 'stored in S3, imported into ACM'],
];

export function drawLife(life: Life): string {
  const layout = layOut(life, AREA);
  const parts = [
    ...heading(life),
    ...drawDrops(layout),
    ...layout.runs.flatMap(drawRun),
    ...drawKill(layout),
    ...drawArn(layout),
    ...drawAxis(layout),
    ...drawLegend(),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-labelledby="title description">
<title id="title">One ARN, three certificates, one run killed in the middle</title>
<desc id="description">The first run issues a certificate. The second is killed while it renews; the ARN holds the first certificate meanwhile. The next check picks the order up and puts the second certificate onto the same ARN, and a later run the third. At no time does the ARN hold none.</desc>
<style>
${STYLE}
</style>
<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="kill-fill" d="M0 0L8 4L0 8z"/></marker></defs>
<rect class="card" x=".5" y=".5" width="${WIDTH - 1}" height="${HEIGHT - 1}" rx="10"/>
${parts.join('\n')}
</svg>
`;
}

const STYLE = `svg{font-family:-apple-system,'Segoe UI',Inter,'Helvetica Neue',Arial,sans-serif;--ink:#1f2328;--soft:#59636e;--line:#d0d7de;--card:#fff;--kill:#cf222e;
--prepare:#c8d1da;--propagate:#9ecbf2;--issue:#54aeff;--install:#0969da;--dot:#0a3069;--a:#0550ae;--b:#1a7f37;--c:#8250df}
@media (prefers-color-scheme:dark){svg{--ink:#f0f6fc;--soft:#9198a1;--line:#3d444d;--card:#0d1117;--kill:#ff7b72;
--prepare:#444c56;--propagate:#1f4d80;--issue:#388bfd;--install:#79c0ff;--dot:#cae8ff;--a:#1f6feb;--b:#238636;--c:#8957e5}}
text{fill:var(--ink);font-size:13px;paint-order:stroke;stroke:var(--card);stroke-width:5px;stroke-linejoin:round}.h{font-size:19px;font-weight:600}.s{fill:var(--soft)}.n{font-size:12px}.i{font-weight:600}.m{text-anchor:middle}
.k{fill:var(--kill);font-weight:600}.w,.wn{fill:#fff;stroke:none}.w{font-weight:600}.wn{font-size:12px;opacity:.88}
.card{fill:var(--card);stroke:var(--line)}.line{stroke:var(--line);fill:none}.drop{stroke:var(--soft);fill:none;stroke-dasharray:2 3}
.prepare{fill:var(--prepare)}.propagate{fill:var(--propagate)}.issue{fill:var(--issue)}.install{fill:var(--install)}.dot{fill:var(--dot)}
.a{fill:var(--a)}.b{fill:var(--b)}.c{fill:var(--c)}.kill{stroke:var(--kill);fill:none;stroke-width:2}.kill-fill{fill:var(--kill)}.none{fill:none;stroke:var(--soft);stroke-dasharray:4 4}`;

function text(x: number, y: number, words: string, classes = ''): string {
  return `<text x="${rounded(x)}" y="${rounded(y)}"${classes ? ` class="${classes}"` : ''}>${escaped(words)}</text>`;
}

function heading({ recordedOn, domainNames }: Life): string[] {
  const day = new Date(recordedOn).toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
  return [
    text(AREA.fromX, 42, 'One ARN, three certificates, one run killed in the middle', 'h'),
    text(
      AREA.fromX,
      65,
      `From the log of a renewer of ${domainNames.join(', ')}: a local world, ${day}. Runs to scale, waits shortened.`,
      's n',
    ),
  ];
}

const TITLES = ['First run: issues', 'Renews …', '… goes on', 'Renews'];

function drawRun(place: RunPlace, index: number): string[] {
  const { fromX, toX, phases, serversX, run } = place;
  const y = RUN.y;
  const clip = `run${index}`;
  const width = rounded(toX - fromX);
  return [
    text(fromX, y - 12, TITLES[index] ?? '', 'i'),
    `<clipPath id="${clip}"><rect x="${rounded(fromX)}" y="${y}" width="${width}" height="${RUN.height}" rx="5"/></clipPath><g clip-path="url(#${clip})">`,
    ...phases.map(
      (span) =>
        `<rect class="${span.phase}" x="${rounded(span.fromX)}" y="${y}" width="${rounded(span.toX - span.fromX)}" height="${RUN.height}"/>`,
    ),
    '</g>',
    // They come within milliseconds of one another: one below the other they can be told apart.
    ...serversX.map(
      (x, server) => `<circle class="dot" cx="${rounded(x - 4)}" cy="${y + 6 + server * 7.4}" r="2.3"/>`,
    ),
    run.isKilled ? '' : text(fromX, y + RUN.height + 16, seconds(run.endedMs - run.beganMs), 's n'),
  ].filter((part) => part !== '');
}

function drawKill({ runs, waits }: LifeLayout): string[] {
  const wait = waitOfKilled({ runs, waits });
  const x = rounded(wait.fromX);
  const middle = RUN.y + RUN.height / 2;
  const centre = (wait.fromX + wait.toX) / 2;
  return [
    `<path class="kill" d="M${x} ${RUN.y - 8}V${RUN.y + RUN.height + 8}"/>`,
    `<path class="kill" d="M${x - 6} ${middle - 6}l12 12m0 -12l-12 12" stroke-width="3"/>`,
    `<path class="kill" stroke-dasharray="5 4" marker-end="url(#arrow)" d="M${x + 14} ${middle}H${rounded(wait.toX - 4)}"/>`,
    text(centre + 6, middle - 27, 'killed here,', 'k m'),
    text(centre + 6, middle - 11, `picked up ${minutes(wait.ms)} later`, 'k m'),
    text(centre + 6, middle + 20, 'by the next check: the same', 's n m'),
    text(centre + 6, middle + 35, 'order, no second certificate', 's n m'),
  ];
}

function waitOfKilled({ runs, waits }: Pick<LifeLayout, 'runs' | 'waits'>): Wait {
  const wait = waits[runs.findIndex(({ run }) => run.isKilled)];
  if (!wait) throw new Error('The recording has no killed run: record it again.');
  return wait;
}

/** From each import to what the ARN then holds. */
function drawDrops({ serials }: LifeLayout): string[] {
  return serials.map(
    ({ fromX }) => `<path class="drop" d="M${rounded(fromX)} ${RUN.y + RUN.height + 2}V${ARN.y}"/>`,
  );
}

function drawArn({ runs, waits, serials, certificateArn }: LifeLayout): string[] {
  const { y, height } = ARN;
  const [first] = serials;
  const firstX = first?.fromX ?? AREA.fromX;
  const [, region = ''] = /^arn:aws:acm:([^:]+):/.exec(certificateArn) ?? [];
  const shortArn = `arn:aws:acm:${region}:…:certificate/${certificateArn.split('/').at(-1)?.slice(0, 8)}…`;
  const stays = waitOfKilled({ runs, waits });
  return [
    `<rect class="none" x="${AREA.fromX}" y="${y + 0.5}" width="${rounded(firstX - AREA.fromX)}" height="${height - 1}" rx="5"/>`,
    text(AREA.fromX, y - 10, `The ARN: ${shortArn}`, 's n'),

    ...serials.flatMap(({ serial, notAfter, fromX, toX }, index) => {
      const letter = 'abc'[index] ?? 'c';
      const until = new Date(notAfter).toLocaleDateString('en-GB', {
        day: 'numeric',
        month: 'short',
        year: 'numeric',
        timeZone: 'UTC',
      });
      const isWide = toX - fromX > 190;
      return [
        `<rect class="${letter}" x="${rounded(fromX)}" y="${y}" width="${rounded(toX - fromX)}" height="${height}"/>`,
        text(fromX + 10, y + 20, isWide ? `serial ${serial.slice(0, 8)}…` : `${serial.slice(0, 8)}…`, 'w'),
        text(fromX + 10, y + 36, isWide ? `valid until ${until}` : until, 'wn'),
      ];
    }),
    text((stays.fromX + stays.toX) / 2 + 6, y + height / 2 + 4.5, 'still live, still valid', 'w m'),
    ...serials.slice(1).map(({ fromX }) => text(fromX, y + height + 17, 'no gap', 's n m')),
  ];
}

function drawAxis({ runs, waits }: LifeLayout): string[] {
  return [
    `<path class="line" d="M${AREA.fromX} ${AXIS_Y}H${AREA.toX}"/>`,
    ...runs.flatMap(({ fromX, run }) => [
      `<path class="line" d="M${rounded(fromX)} ${AXIS_Y - 4}v8"/>`,
      text(fromX, AXIS_Y + 19, clock(run.beganMs), 's n'),
    ]),
    ...waits.map(drawBreak),
  ];
}

/** A shortened stretch of the axis. */
function drawBreak({ fromX, toX }: Wait): string {
  const x = rounded((fromX + toX) / 2);
  return `<rect class="card" stroke="none" style="stroke:none" x="${x - 5}" y="${AXIS_Y - 6}" width="10" height="12"/><path class="line" d="M${x - 7} ${AXIS_Y + 5}l5 -10m4 10l5 -10"/>`;
}

function drawLegend(): string[] {
  let x = AREA.fromX;
  return PHASES.map(([phase, words]) => {
    const part = `<rect class="${phase}" x="${x}" y="${LEGEND_Y - 10}" width="12" height="12" rx="2"/>${text(x + 18, LEGEND_Y, words, 's n')}`;
    x += 18 + words.length * 6.1 + 22;
    return part;
  });
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

function minutes(ms: number): string {
  const whole = Math.round(ms / 1_000);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** `m:ss` since the first run. */
function clock(ms: number): string {
  const whole = Math.round(ms / 1_000);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
