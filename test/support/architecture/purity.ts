/**
 * Finds what pure code must not do: wait, read the clock, set timers, draw random numbers, read the environment. It sees
 * the direct forms in the syntax tree; an alias (`const D = Date`) passes here, and a reviewer should stop it.
 */
import { type MemberExpression, type Node, Visitor } from 'oxc-parser';
import { lineAt, parseSource, type SourceFile } from './import-walk.ts';

export type ImpureUse = {
  kind: 'waits' | 'clock' | 'timer' | 'random' | 'environment';
  line: number;
  text: string;
};

const TIMERS = ['setTimeout', 'setInterval', 'setImmediate'];
const RANDOM = ['randomBytes', 'randomUUID', 'randomInt', 'getRandomValues'];
const MEMBERS: Record<string, ImpureUse['kind']> = {
  'Date.now': 'clock',
  'performance.now': 'clock',
  'process.hrtime': 'clock',
  'Math.random': 'random',
  'process.env': 'environment',
  'globalThis.process': 'environment',
};

export function findImpureUses(source: SourceFile): ImpureUse[] {
  const uses: ImpureUse[] = [];
  const add = (kind: ImpureUse['kind'], node: Node) => {
    const [text = ''] = source.text.slice(node.start, node.end).split('\n');
    uses.push({ kind, line: lineAt(source, node.start), text: text.slice(0, 40) });
  };
  const addIfAsync = (node: Node & { async: boolean }) => {
    if (node.async) add('waits', node);
  };
  new Visitor({
    AwaitExpression: (node) => add('waits', node),
    FunctionDeclaration: addIfAsync,
    FunctionExpression: addIfAsync,
    ArrowFunctionExpression: addIfAsync,
    ForOfStatement: (node) => {
      if (node.await) add('waits', node);
    },
    NewExpression: (node) => {
      const { callee } = node;
      if (callee.type === 'Identifier' && callee.name === 'Date' && node.arguments.length === 0)
        add('clock', node);
    },
    MemberExpression: (node) => {
      const kind = MEMBERS[nameOfMember(node)];
      if (kind) add(kind, node);
    },
    Identifier: (node) => {
      if (TIMERS.includes(node.name)) add('timer', node);
      if (RANDOM.includes(node.name)) add('random', node);
    },
    VariableDeclarator: (node) => {
      const { id, init } = node;
      if (id.type === 'ObjectPattern' && init?.type === 'Identifier' && init.name === 'process') {
        add('environment', node);
      }
    },
    ImportDeclaration: (node) => {
      if (['node:process', 'process'].includes(node.source.value)) add('environment', node);
    },
  }).visit(parseSource(source));
  return uses;
}

function nameOfMember({ object, property }: MemberExpression): string {
  const owner = object.type === 'Identifier' ? object.name : '';
  if (property.type === 'Identifier') return `${owner}.${property.name}`;
  return property.type === 'Literal' ? `${owner}.${property.value}` : '';
}
