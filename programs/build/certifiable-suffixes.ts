/**
 * Of the public suffix list a bundle gets the section of ICANN's suffixes: the other one, of private suffixes such as github.io, is
 * a third of it, and `functions/engine/config/certifiable-names.ts`, the only reader, never asks for it (decision 0016).
 */
import { createRequire } from 'node:module';
import type { Plugin } from 'esbuild';

/** tldts' list: nodes, and for each its edges, a label each, which stand in a row in `labelText`. */
type SuffixTrie = {
  nodeFlags: Uint8Array;
  edgeStart: Uint16Array;
  edgeLength: Uint8Array;
  edgeChild: Uint16Array;
  labelText: string;
  rulesRoot: number;
  exceptionsRoot: number;
};

type Edge = { label: string; child: number };

/** The flag of a node where a suffix of ICANN ends. */
const ICANN = 1;

/** An esbuild plugin. */
export const certifiableSuffixes: Plugin = {
  name: 'certifiable-suffixes',
  setup({ onLoad }) {
    onLoad({ filter: /tldts[\\/]dist[\\/]es6[\\/]src[\\/]data[\\/]trie\.js$/ }, ({ path }) => {
      const trie: SuffixTrie = createRequire(path)('tldts/dist/cjs/src/data/trie.js');
      return { contents: moduleOf(trie, edgesOf(trie)), loader: 'js' };
    });
  },
};

/** Of each node, those that lead to a suffix of ICANN. */
function edgesOf(trie: SuffixTrie): Edge[][] {
  const { nodeFlags, edgeStart, edgeLength, edgeChild, labelText } = trie;
  const all: Edge[][] = [];
  let offset = 0;
  let edge = 0;
  for (let node = 0; node < nodeFlags.length; node += 1) {
    const ofNode: Edge[] = [];
    for (; edge < numberAt(edgeStart, node + 1); edge += 1) {
      const end = offset + numberAt(edgeLength, edge);
      ofNode.push({ label: labelText.slice(offset, end), child: numberAt(edgeChild, edge) });
      offset = end;
    }
    all.push(ofNode);
  }
  const leads = (node: number): boolean =>
    (numberAt(nodeFlags, node) & ICANN) !== 0 || (all[node] ?? []).some(({ child }) => leads(child));
  return all.map((edges) => edges.filter(({ child }) => leads(child)));
}

/** Labels as one text with spaces: it packs better than their lengths as numbers. The order of a node's edges is tldts' own. */
function moduleOf({ nodeFlags, rulesRoot, exceptionsRoot }: SuffixTrie, edges: readonly Edge[][]): string {
  const all = edges.flat();
  let start = 0;
  const starts = edges.map((ofNode) => {
    start += ofNode.length;
    return start;
  });
  return `
    const labels = ${JSON.stringify(all.map(({ label }) => label).join(' '))}.split(' ');
    export const nodeFlags = new Uint8Array([${nodeFlags.map((flags) => flags & ICANN)}]);
    export const edgeStart = new Uint16Array([0,${starts}]);
    export const edgeLength = Uint8Array.from(labels, ({ length }) => length);
    export const edgeChild = new Uint16Array([${all.map(({ child }) => child)}]);
    export const labelText = labels.join('');
    export const rulesRoot = ${rulesRoot};
    export const exceptionsRoot = ${exceptionsRoot};`;
}

function numberAt(numbers: Uint8Array | Uint16Array, index: number): number {
  const found = numbers[index];
  if (found === undefined) throw new Error('tldts keeps its list in a way that this file does not know.');
  return found;
}
