/**
 * Which certificate an event of CloudFormation is about, besides the one that its properties declare. CloudFormation does not
 * always know the physical id that we gave. Pure; everything here is foreign input.
 */
import * as z from 'zod/mini';

/**
 * The one that a Delete withdraws. Where Create was cut off before it had answered, CloudFormation makes up an id
 * (`<stack>-<logical id>-…`): then the properties say which certificate was meant.
 */
export function nameToWithdraw(event: {
  PhysicalResourceId: string;
  LogicalResourceId: string;
  ResourceProperties: unknown;
}): string {
  const { PhysicalResourceId, LogicalResourceId, ResourceProperties } = event;
  const declared = nameIn(ResourceProperties);
  const isMadeUp = PhysicalResourceId.includes(`-${LogicalResourceId}-`);
  return isMadeUp && declared !== undefined ? declared : PhysicalResourceId;
}

/**
 * The one that an Update leaves behind. Where the Update before it was to rename the certificate and was cut off before it had
 * answered, CloudFormation never learnt the new name, and will send no Delete for it.
 */
export function nameLeftBehind(event: {
  PhysicalResourceId: string;
  ResourceProperties: unknown;
  OldResourceProperties: unknown;
}): string | undefined {
  const before = nameIn(event.OldResourceProperties);
  const now = nameIn(event.ResourceProperties);
  return before === event.PhysicalResourceId || before === now ? undefined : before;
}

const NAMED = z.object({ certificateName: z.string() });

function nameIn(properties: unknown): string | undefined {
  return z.safeParse(NAMED, properties).data?.certificateName;
}
