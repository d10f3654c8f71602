/** The renewers that an app builds itself, which are told from imported ones by what only these can do. */
import { Stack, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { treeOf } from './stack-trees.ts';

type OwnRenewer = IConstruct & { readonly renewerName: string };

/** A fault if another renewer of the same place comes first with this name: physical names begin with it. */
export function findNamesake(renewer: OwnRenewer): string[] {
  const { renewerName } = renewer;
  const first = renewersOf(renewer).find((other) => isNamedAs(renewer, other)) ?? renewer;
  if (first === renewer) return [];
  const spelling = first.renewerName === renewerName ? '' : ` ("${first.renewerName}": case does not count)`;
  return [
    `renewerName: "${renewerName}" names ${first.node.path} too${spelling}: give each renewer a renewerName of its own`,
  ];
}

/** A fault if `imported` is built in the same stack or one nested in it: its export comes at the end of that very deployment. */
export function findOwn(imported: OwnRenewer): string[] {
  const own = renewersOf(imported).find(
    (renewer) => renewer.renewerName === imported.renewerName && treeOf(renewer) === treeOf(imported),
  );
  if (!own) return [];
  return [
    `renewerName: "${imported.renewerName}" is ${own.node.path}, of the same deployment, which would wait for its own export: use the object that new CertificateRenewer(…) gave there, in place of an import`,
  ];
}

/** The bucket's name has no capital letters. */
function isNamedAs(renewer: OwnRenewer, other: OwnRenewer): boolean {
  const [mine, its] = [Stack.of(renewer), Stack.of(other)];
  return (
    mine.account === its.account &&
    mine.region === its.region &&
    Stage.of(renewer) === Stage.of(other) &&
    renewer.renewerName.toLowerCase() === other.renewerName.toLowerCase()
  );
}

function renewersOf({ node }: IConstruct): OwnRenewer[] {
  return node.root.node.findAll().filter(isOwnRenewer);
}

/** Imported ones adopt nothing. Not by the class, which imports this file. */
function isOwnRenewer(node: IConstruct): node is OwnRenewer {
  return '_adopt' in node && 'renewerName' in node;
}
