/**
 * Who declares a certificate: a resource of a stack. Never the stack's ARN: a part of that changes when a failed stack is made
 * anew, and then the retry would be a stranger. Pure.
 */
import { printable } from '../errors.ts';

export type Owner = { region: string; stackName: string; logicalId: string };

/** Who has a certificate. A text is an owner as a later release writes it: all that is known is whether it is the same. */
export type Holder = Owner | string;

/** From what CloudFormation says about the resource. */
export function ownerOf(stackId: string, logicalId: string): Owner {
  const [, , , region = '', , path = ''] = stackId.split(':');
  return { region, stackName: path.split('/')[1] ?? '', logicalId };
}

/** The account of the stack. */
export function accountOf(stackId: string): string {
  return stackId.split(':')[4] ?? '';
}

/** As the table keeps it. */
export function ownerText(owner: Holder): string {
  if (typeof owner === 'string') return owner;
  const { region, stackName, logicalId } = owner;
  return `cloudformation:${region}/${stackName}/${logicalId}`;
}

/** Also reads what earlier releases wrote, with the stack's ARN in it. Undefined for what is neither. */
export function parseOwner(text: string): Owner | undefined {
  const earlier = /^cloudformation:(arn:[^/]*:stack\/[^/]+\/[^/]+)\/([^/]+)$/.exec(text);
  if (earlier) return ownerOf(earlier[1] ?? '', earlier[2] ?? '');
  const [, region, stackName, logicalId] = /^cloudformation:([^/:]+)\/([^/]+)\/([^/]+)$/.exec(text) ?? [];
  if (region === undefined || stackName === undefined || logicalId === undefined) return undefined;
  return { region, stackName, logicalId };
}

/** Within it, a name may pass from one logical id to another: a construct was moved or renamed. */
export function isSameStack(a: Holder, b: Holder): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  return a.region === b.region && a.stackName === b.stackName;
}

export function isSameOwner(a: Holder, b: Holder): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  return isSameStack(a, b) && a.logicalId === b.logicalId;
}

/** In messages. */
export function describeOwner(owner: Holder): string {
  if (typeof owner === 'string') return `${printable(owner)}, an owner that this release does not know`;
  const { region, stackName, logicalId } = owner;
  return `${logicalId} in the stack ${stackName} (${region})`;
}
