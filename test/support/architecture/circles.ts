/**
 * Finds import circles. Type-only imports, re-exports and dynamic imports count like all others: whoever reads one file
 * of a circle has to read them all. Imports of files that are not among the sources are ignored.
 */
import { readImports, type SourceFile } from './import-walk.ts';

/** A file's path → the sources that it imports. */
type Graph = ReadonlyMap<string, readonly string[]>;

/** One line for each circle, as a path: `a.ts → b.ts → a.ts`. Of those through one import the shortest. */
export function findImportCircles(sources: SourceFile[]): string[] {
  const graph = withoutDeadEnds(importGraph(sources));
  const circles = [...graph].flatMap(([from, targets]) =>
    targets.flatMap((target) => {
      const back = shortestPath(graph, target, from);
      return back ? [asLine(back)] : [];
    }),
  );
  return [...new Set(circles)].sort();
}

function importGraph(sources: SourceFile[]): Graph {
  const paths = new Set(sources.map(({ path }) => path));
  return new Map(
    sources.map((source) => {
      const targets = readImports(source).map(({ target }) => target);
      return [source.path, [...new Set(targets)].filter((target) => paths.has(target))];
    }),
  );
}

/** Without the files that import nothing that is left: they are in no circle, and most files are such. */
function withoutDeadEnds(graph: Graph): Graph {
  const kept = new Map(
    [...graph]
      .map(([path, targets]) => [path, targets.filter((target) => graph.has(target))] as const)
      .filter(([, targets]) => targets.length > 0),
  );
  return kept.size === graph.size ? kept : withoutDeadEnds(kept);
}

/** From `start` to `end`, both included; undefined when no imports lead there. */
function shortestPath(graph: Graph, start: string, end: string): string[] | undefined {
  const cameFrom = new Map<string, string | undefined>([[start, undefined]]);
  // A Map tells its entries in the order they were added, those that were added meanwhile too.
  for (const [path] of cameFrom) {
    if (path === end) return wayTo(end, cameFrom);
    for (const next of graph.get(path) ?? []) if (!cameFrom.has(next)) cameFrom.set(next, path);
  }
  return undefined;
}

function wayTo(end: string, cameFrom: ReadonlyMap<string, string | undefined>): string[] {
  const before = cameFrom.get(end);
  return before === undefined ? [end] : [...wayTo(before, cameFrom), end];
}

/** Begins with the first in the alphabet, so that a circle is told once whichever of its imports was followed. */
function asLine(circle: string[]): string {
  const first = circle.indexOf(circle.toSorted()[0] ?? '');
  const turned = [...circle.slice(first), ...circle.slice(0, first)];
  return [...turned, turned[0]].join(' → ');
}
