/** Which of many rows are in view: only these are drawn. Pure. */

/** Where each row begins, and at the end where the last one ends, in px. */
export function offsetsOf(heights: readonly number[]): number[] {
  const offsets = [0];
  let total = 0;
  for (const height of heights) {
    total += height;
    offsets.push(total);
  }
  return offsets;
}

/** Drawn before and behind what is in view, so that a scroll or a Tab finds the next row. */
const SPARE = 8;

/** So many are drawn all: the browser's own search and a print find them. */
const FEW = 100;

/** Around the row with the focus: the next Tab finds the next row, although headings stand between. */
const BESIDE = 2;

/**
 * The rows between the two heights, in order, and the one that has the focus with those beside it: these must stay drawn.
 *
 * @param kept its index; below 0: there is none
 */
export function rowsInView(offsets: readonly number[], fromPx: number, toPx: number, kept: number): number[] {
  const count = offsets.length - 1;
  if (count <= FEW) return upTo(0, count - 1);
  const first = Math.max(0, rowAt(offsets, fromPx) - SPARE);
  const last = Math.min(count - 1, rowAt(offsets, toPx) + SPARE);
  if (kept < 0) return upTo(first, last);
  const begin = Math.max(0, kept - BESIDE);
  const end = Math.min(count - 1, kept + BESIDE);
  return [
    ...upTo(begin, Math.min(end, first - 1)),
    ...upTo(first, last),
    ...upTo(Math.max(begin, last + 1), end),
  ];
}

function upTo(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

/** The row that covers this height; the first or last one beyond them. */
function rowAt(offsets: readonly number[], px: number): number {
  let low = 0;
  let high = Math.max(0, offsets.length - 2);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((offsets[middle] ?? 0) <= px) low = middle;
    else high = middle - 1;
  }
  return low;
}
