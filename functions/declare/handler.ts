/**
 * The declare Lambdas behind CDK's provider framework: CloudFormation creates, changes and deletes certificate
 * definitions. The physical id is the certificate's name, so that a rename is Create(new), then Delete(old).
 */
import type {
  CdkCustomResourceEvent,
  CdkCustomResourceIsCompleteResponse,
  CdkCustomResourceResponse,
  Context,
} from 'aws-lambda';
import { parseDefinition } from '../engine/config/definition-schema.ts';
import { deadlineIn, systemClock } from '../engine/deadline.ts';
import { asRenewerError } from '../engine/errors.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { declareCertificate, withdrawCertificate } from '../engine/run/declare-certificate.ts';
import { readEnvironment } from './environment.ts';
import { type Wiring, wire } from './wiring.ts';

const SAFETY_MARGIN_MS = 5_000;

// Made at the first event: the function that runs `isComplete` has none of these variables.
let wiring: Wiring | undefined;

/** Create and Update write the definition, Delete removes it. What is thrown becomes CloudFormation's reason. */
export async function onEvent(
  event: CdkCustomResourceEvent,
  context: Context,
): Promise<CdkCustomResourceResponse> {
  const deadline = deadlineIn(context.getRemainingTimeInMillis() - SAFETY_MARGIN_MS, systemClock);
  const owner = ownerOf(event);
  wiring ??= wire(readEnvironment());
  if (event.RequestType === 'Delete') {
    await withdraw(event.PhysicalResourceId, owner, wiring, deadline);
    return { PhysicalResourceId: event.PhysicalResourceId };
  }
  const definition = parseDefinition(event.ResourceProperties);
  const { certificateName } = definition;
  await declareCertificate(definition, owner, wiring.ports, deadline);
  wiring.log.info('declared', { certificateName });
  return { PhysicalResourceId: certificateName };
}

/** True at once for now; later it waits for the first issuance. */
export async function isComplete(): Promise<CdkCustomResourceIsCompleteResponse> {
  return { IsComplete: true };
}

/**
 * Region, stack name and logical id: a stack's whole ARN ends in an id that is another one when a failed stack is made anew.
 * The old stack's Delete must find its definition, and so must the new one's.
 */
function ownerOf({ StackId, LogicalResourceId }: CdkCustomResourceEvent): string {
  const [, region, stackName] =
    /^arn:[\w-]+:cloudformation:([\w-]+):\d*:stack\/([\w-]+)\//.exec(StackId) ?? [];
  const stack = region === undefined ? StackId : `${region}/${stackName}`;
  return `cloudformation:${stack}/${LogicalResourceId}`;
}

/** Never fails, since a stack must be removable without the table too. The log names a definition that stays. */
async function withdraw(certificateName: string, owner: string, { ports, log }: Wiring, deadline: Deadline) {
  try {
    const removed = await withdrawCertificate(certificateName, owner, ports, deadline);
    log.info('withdrawn', { certificateName, removed });
  } catch (thrown) {
    const { code, message } = asRenewerError(thrown);
    log.error('not-withdrawn', { certificateName, code, detail: message });
  }
}
