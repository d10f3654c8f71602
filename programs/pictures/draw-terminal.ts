/**
 * A recorded terminal as an SVG that moves by CSS alone, in light and in dark, and stands still at its last frame for whoever wants
 * less motion. Same cast, same bytes.
 */
import type { Cast } from './cast.ts';
import { type Piece, type RowSpan, readRowSpans } from './frames.ts';
import { escaped, rounded } from './svg-text.ts';

const COLUMN = 8.43;
const LINE = 19;
const MARGIN = 22;
const BAR = 40;
const HOLD_MS = 6_000;

export async function drawTerminal(cast: Cast): Promise<string> {
  const { spans, endMs } = await readRowSpans(cast, HOLD_MS);
  const width = Math.round(cast.width * COLUMN + 2 * MARGIN);
  const height = BAR + (lastRow(spans) + 1) * LINE + MARGIN;
  const animations = new Map<string, string>();
  const rows = spans.map((span) => rowText(span, nameOf(span, endMs, animations), endMs));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escaped(cast.title)}</title>
<style>
${STYLE}
.m{animation:${endMs}ms step-end infinite;visibility:hidden}
${[...animations].map(([keyframes, name]) => `.${name}{animation-name:${name}}@keyframes ${name}{${keyframes}}`).join('\n')}
@media (prefers-reduced-motion:reduce){.m{animation:none}.l{visibility:visible}}
</style>
<rect class="bg" x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="10"/>
<circle cx="24" cy="20" r="5.5" class="dot"/><circle cx="42" cy="20" r="5.5" class="dot"/><circle cx="60" cy="20" r="5.5" class="dot"/>
<g class="t">
${rows.join('\n')}
</g>
</svg>
`;
}

/** Foreground by the terminal's number: red, green, yellow, blue, magenta, cyan; bright black is grey. */
const STYLE = `.bg{fill:#fff;stroke:#d0d7de}.dot{fill:#d0d7de}
.t{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#1f2328}
.b{font-weight:700}.d{fill:#59636e}
.c1{fill:#cf222e}.c2{fill:#1a7f37}.c3{fill:#9a6700}.c4{fill:#0969da}.c5{fill:#8250df}.c6{fill:#1b7c83}.c8{fill:#59636e}
@media (prefers-color-scheme:dark){.bg{fill:#0d1117;stroke:#3d444d}.dot{fill:#3d444d}.t{fill:#f0f6fc}.d,.c8{fill:#9198a1}
.c1{fill:#ff7b72}.c2{fill:#3fb950}.c3{fill:#d29922}.c4{fill:#58a6ff}.c5{fill:#bc8cff}.c6{fill:#39c5cf}}`;

function lastRow(spans: readonly RowSpan[]): number {
  return Math.max(...spans.map(({ row }) => row));
}

/** Spans of the same time share their keyframes. */
function nameOf({ fromMs, toMs }: RowSpan, endMs: number, animations: Map<string, string>): string {
  const percent = (ms: number) => `${rounded((ms / endMs) * 100, 2)}%`;
  const before = fromMs > 0 ? '0%{visibility:hidden}' : '';
  const after = toMs < endMs ? `${percent(toMs)}{visibility:hidden}` : '';
  const keyframes = `${before}${percent(fromMs)}{visibility:visible}${after}to{visibility:${after ? 'hidden' : 'visible'}}`;
  const known = animations.get(keyframes) ?? `k${animations.size}`;
  animations.set(keyframes, known);
  return known;
}

function rowText({ row, pieces, toMs }: RowSpan, animation: string, endMs: number): string {
  const y = BAR + row * LINE + 14;
  const parts = pieces.map((piece) => pieceText(piece)).join('');
  return `<text y="${y}" class="m ${animation}${toMs === endMs ? ' l' : ''}">${parts}</text>`;
}

function pieceText({ text, column, color, isBold, isDim }: Piece): string {
  const classes = [color === undefined ? '' : `c${color}`, isBold ? 'b' : '', isDim ? 'd' : ''].filter(
    Boolean,
  );
  const style = classes.length > 0 ? ` class="${classes.join(' ')}"` : '';
  // With its length the text stands in its columns, whatever the font.
  const length = rounded(text.length * COLUMN, 1);
  return `<tspan x="${rounded(MARGIN + column * COLUMN, 1)}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${style}>${escaped(text)}</tspan>`;
}
