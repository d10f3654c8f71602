/** What somebody may have meant: the nearest of the words that are allowed. Pure. */

/** Undefined when none is near. Letters are compared without case. */
export function nearestTo(given: string, allowed: readonly string[]): string | undefined {
  const [nearest = ''] = allowed.toSorted((a, b) => editDistance(given, a) - editDistance(given, b));
  const isNear = editDistance(given, nearest) <= Math.max(2, nearest.length / 3);
  return isNear ? nearest : allowed.find((name) => given.length > 2 && name.startsWith(given));
}

/** Levenshtein's distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [line, letter] of [...a.toLowerCase()].entries()) {
    let diagonal = line;
    row = row.reduce<number[]>((next, above, column) => {
      if (column === 0) return [line + 1];
      const same = letter === b[column - 1]?.toLowerCase();
      next.push(Math.min(above + 1, (next[column - 1] ?? 0) + 1, diagonal + (same ? 0 : 1)));
      diagonal = above;
      return next;
    }, []);
  }
  return row[b.length] ?? b.length;
}
