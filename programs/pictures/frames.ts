/**
 * What a recorded terminal showed when: the cast is played into a terminal of its own (xterm's, without a screen), and each of its rows
 * becomes the spans of time in which its text stood there.
 */
import xterm, { type IBufferCell, type Terminal } from '@xterm/headless';
import type { Cast } from './cast.ts';

/** Text in one style. `color` is a number of the terminal's sixteen. @default - the terminal's own */
export type Piece = { text: string; column: number; color?: number; isBold?: true; isDim?: true };

export type RowSpan = { row: number; fromMs: number; toMs: number; pieces: Piece[] };

/** No eye sees more; fewer spans make a smaller picture. */
const FRAME_MS = 100;

/** @param holdMs how long the last frame stands. */
export async function readRowSpans(cast: Cast, holdMs: number): Promise<{ spans: RowSpan[]; endMs: number }> {
  const terminal = new xterm.Terminal({ cols: cast.width, rows: cast.height, allowProposedApi: true });
  const endMs = (cast.outputs.at(-1)?.atMs ?? 0) + holdMs;
  const spans: RowSpan[] = [];
  const open = new Map<number, RowSpan>();
  const show = (atMs: number) => {
    for (let row = 0; row < cast.height; row += 1) {
      const pieces = readRow(terminal, row);
      const before = open.get(row);
      if (before && JSON.stringify(before.pieces) === JSON.stringify(pieces)) continue;
      if (before) spans.push({ ...before, toMs: atMs });
      open.delete(row);
      if (pieces.length > 0) open.set(row, { row, fromMs: atMs, toMs: endMs, pieces });
    }
  };
  for (const [index, { atMs, text }] of cast.outputs.entries()) {
    await new Promise<void>((resolve) => terminal.write(text, resolve));
    const next = cast.outputs[index + 1];
    if (!next || Math.floor(next.atMs / FRAME_MS) > Math.floor(atMs / FRAME_MS)) show(atMs);
  }
  terminal.dispose();
  return { spans: [...spans, ...open.values()], endMs };
}

function readRow(terminal: Terminal, row: number): Piece[] {
  const { active } = terminal.buffer;
  const line = active.getLine(active.viewportY + row);
  const pieces: Piece[] = [];
  for (let column = 0; line && column < terminal.cols; column += 1) {
    const cell = line.getCell(column);
    const text = cell?.getChars() ?? '';
    if (!cell || text === '') continue;
    const last = pieces.at(-1);
    const style = styleOf(cell);
    const isNext = last && last.column + last.text.length === column;
    if (isNext && sameStyle(last, style)) last.text += text;
    else pieces.push({ text, column, ...style });
  }
  return pieces.flatMap(withoutBlanks);
}

/** Blanks side by side are one in a browser: what follows them stands for itself, in its column. */
function withoutBlanks(piece: Piece): Piece[] {
  return [...piece.text.matchAll(/\S+(?: \S+)*/g)].map(({ 0: text, index }) => ({
    ...piece,
    text,
    column: piece.column + index,
  }));
}

type Style = Omit<Piece, 'text' | 'column'>;

function styleOf(cell: IBufferCell): Style {
  return {
    ...(cell.isFgPalette() && { color: cell.getFgColor() }),
    ...(cell.isBold() && { isBold: true }),
    ...(cell.isDim() && { isDim: true }),
  };
}

function sameStyle(one: Style, other: Style): boolean {
  return one.color === other.color && one.isBold === other.isBold && one.isDim === other.isDim;
}
