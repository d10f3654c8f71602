/**
 * Who declares a certificate: a resource of a stack. Never the stack's ARN: a part of that changes when a failed stack is made
 * anew, and then the retry would be a stranger. Pure.
 */

export type Owner = { region: string; stackName: string; logicalId: string };

/** From what CloudFormation says about the resource. */
export function ownerOf(stackId: string, logicalId: string): Owner {
  const [, , , region = '', , path = ''] = stackId.split(':');
  return { region, stackName: path.split('/')[1] ?? '', logicalId };
}

/** As the table keeps it. */
export function ownerText({ region, stackName, logicalId }: Owner): string {
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
export function isSameStack(a: Owner, b: Owner): boolean {
  return a.region === b.region && a.stackName === b.stackName;
}

export function isSameOwner(a: Owner, b: Owner): boolean {
  return isSameStack(a, b) && a.logicalId === b.logicalId;
}

/** In messages. */
export function describeOwner({ region, stackName, logicalId }: Owner): string {
  return `${logicalId} in the stack ${stackName} (${region})`;
}
