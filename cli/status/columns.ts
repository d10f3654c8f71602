/**
 * Lays a table out in the columns of a terminal: what matters least is left out first, then long names are cut. In a pipe names
 * stay whole: one that is cut cannot be searched for.
 */
import { cut, type Page, type Paint, padded, widthOf } from '../page.ts';

export type Width = Pick<Page, 'columns' | 'cutsNames'>;

export type Cell = {
  text: string;
  /** For a terminal that is too narrow. @default - `text` */
  brief?: string | undefined;
  style?: Parameters<Paint>[0] | undefined;
};

export type Column<Row> = {
  heading: string;
  cell(row: Row): Cell;
  /** Where there is no room, the highest one is left out first; 0 stays. Names are cut before one of MOST_RANK_OVER_NAMES goes. */
  rank: number;
};

/** Before each row: a sign and a blank. */
const SIGN_WIDTH = 2;
const GAP = '  ';

/** A name that is cut to less says nothing. */
const SHORTEST_NAME = 20;

const MOST_RANK_OVER_NAMES = 3;

type Laid<Row> = { column: Column<Row>; cells: Cell[]; width: number };

/**
 * A line for the headings, then one for each row, and how wide the widest one is.
 *
 * @param columns the first has the names.
 */
export function layOut<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { signOf, width, paint }: { signOf(row: Row): Cell; width: Width; paint: Paint },
): { lines: string[]; width: number } {
  const [names, ...others] = fitted(rows, columns, width.columns);
  if (!names) return { lines: [], width: 0 };
  const room = width.columns - totalOf(others) - SIGN_WIDTH;
  const name = width.cutsNames ? Math.min(names.width, Math.max(SHORTEST_NAME / 2, room)) : names.width;
  const shown = [{ ...names, width: name }, ...others];
  const lastWidth = width.cutsNames
    ? width.columns - SIGN_WIDTH - totalOf(shown.slice(0, -1))
    : Number.POSITIVE_INFINITY;
  let widest = 0;
  const lineOf = (sign: string, cellAt: (one: Laid<Row>) => Cell) => {
    const texts = shown.map((one, index) => {
      const isLast = index === shown.length - 1;
      return padded(cut(cellAt(one).text, isLast ? lastWidth : one.width), isLast ? 0 : one.width);
    });
    widest = Math.max(widest, widthOf(`  ${texts.join(GAP)}`));
    const parts = texts.map((text, index) => painted(text, shown[index] && cellAt(shown[index]), paint));
    return `${sign} ${parts.join(GAP)}`.trimEnd();
  };
  const body = rows.map((row, index) => {
    const { text, style } = signOf(row);
    return lineOf(style ? paint(style, text) : text, ({ cells }) => cells[index] ?? { text: '' });
  });
  const headings = lineOf(' ', ({ column }) => ({ text: column.heading }));
  return { lines: [headings, ...body], width: widest };
}

/** Its blanks stay as they are. */
function painted(text: string, cell: Cell | undefined, paint: Paint): string {
  const word = text.trimEnd();
  return cell?.style && word !== '' ? paint(cell.style, word) + text.slice(word.length) : text;
}

/** Cells are brief where columns would be left out otherwise that are more than an extra. */
function fitted<Row>(rows: readonly Row[], columns: readonly Column<Row>[], width: number): Laid<Row>[] {
  const laidAs = (words: (cell: Cell) => string) =>
    columns
      .map((column): Laid<Row> => {
        const cells = rows.map((row) => column.cell(row)).map((cell) => ({ ...cell, text: words(cell) }));
        const widths = [column.heading, ...cells.map(({ text }) => text)].map(widthOf);
        return { column, cells, width: Math.max(...widths) };
      })
      // It says nothing of any row.
      .filter(({ cells, column }) => column.rank === 0 || cells.some(({ text }) => text !== ''));
  const whole = laidAs(({ text }) => text);
  const kept = fitting(whole, width);
  const lacks = whole.some((one) => one.column.rank <= MOST_RANK_OVER_NAMES && !kept.includes(one));
  return lacks
    ? fitting(
        laidAs(({ text, brief = text }) => brief),
        width,
      )
    : kept;
}

function fitting<Row>(laid: readonly Laid<Row>[], columns: number): Laid<Row>[] {
  let kept = [...laid];
  const [names] = laid;
  const needs = (nameWidth: number) =>
    SIGN_WIDTH + totalOf(kept) - (names?.width ?? 0) + Math.min(names?.width ?? 0, nameWidth) - GAP.length;
  for (const one of kept.toSorted((a, b) => b.column.rank - a.column.rank)) {
    const { rank } = one.column;
    const nameWidth = rank > MOST_RANK_OVER_NAMES ? Number.POSITIVE_INFINITY : SHORTEST_NAME;
    if (rank > 0 && needs(nameWidth) > columns) kept = kept.filter((other) => other !== one);
  }
  return kept;
}

/** With a gap behind each. */
function totalOf<Row>(laid: readonly Laid<Row>[]): number {
  return laid.reduce((sum, { width }) => sum + width + GAP.length, 0);
}
