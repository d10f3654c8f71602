/**
 * The declare Lambdas behind CDK's provider framework: CloudFormation creates, changes and deletes certificate
 * definitions, and waits until the certificate is there. The physical id is the certificate's name, so that a rename is
 * Create(new), then Delete(old).
 */
import type {
  CdkCustomResourceEvent,
  CdkCustomResourceIsCompleteEvent,
  CdkCustomResourceIsCompleteResponse,
  CdkCustomResourceResponse,
  Context,
} from 'aws-lambda';
import { parseDefinition } from '../engine/config/definition-schema.ts';
import { deadlineIn, systemClock } from '../engine/deadline.ts';
import { awaitCertificate } from '../engine/declare/await-certificate.ts';
import { declareCertificate, withdrawCertificate } from '../engine/declare/declare-certificate.ts';
import { expectAllowed } from '../engine/declare/expect-allowed.ts';
import { type Owner, ownerOf } from '../engine/declare/owner.ts';
import { resourceAttributes } from '../engine/declare/resource-attributes.ts';
import { nameLeftBehind, nameToWithdraw } from '../engine/declare/resource-names.ts';
import { timeoutMsOf } from '../engine/declare/timeout.ts';
import { asRenewerError } from '../engine/errors.ts';
import { memoize } from '../engine/memoize.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { readAwaitEnvironment, readEnvironment } from './environment.ts';
import { oneLine, Sentence } from './one-line.ts';
import { type Wiring, wire, wireAwait } from './wiring.ts';

const SAFETY_MARGIN_MS = 5_000;
/** What a declaration that failed takes back may use the time until here. */
const ENDING_MARGIN_MS = 1_000;

// Made at the first event: each of the two functions has its own variables only.
const declaring = memoize(() => wire(readEnvironment()));
const awaiting = memoize(() => wireAwait(readAwaitEnvironment()));

/** Create and Update write the definition, Delete removes it. What is thrown becomes CloudFormation's reason. */
export async function onEvent(
  event: CdkCustomResourceEvent,
  context: Context,
): Promise<CdkCustomResourceResponse> {
  const wiring = declaring();
  const { ports, log, allowed } = wiring;
  const deadline = deadlineOf(context);
  const owner = ownerOf(event.StackId, event.LogicalResourceId);
  if (event.RequestType === 'Delete') {
    const destroys = event.ResourceProperties.removalPolicy === 'destroy';
    await withdraw(nameToWithdraw(event), { owner, destroys }, wiring, deadline);
    return { PhysicalResourceId: event.PhysicalResourceId };
  }
  const leftBehind = event.RequestType === 'Update' ? nameLeftBehind(event) : undefined;
  if (leftBehind !== undefined) await withdraw(leftBehind, { owner, destroys: false }, wiring, deadline);
  return oneLine(log, async () => {
    const definition = parseDefinition(event.ResourceProperties);
    expectAllowed(definition, allowed);
    const { certificateName } = definition;
    const isMoved = event.RequestType === 'Update' && event.PhysicalResourceId === certificateName;
    const isNew = event.RequestType === 'Create';
    const timeoutMs = timeoutMsOf(event.ResourceProperties);
    const declaration = { definition, owner, isNew, isMoved, timeoutMs };
    const ending = deadlineIn(context.getRemainingTimeInMillis() - ENDING_MARGIN_MS, systemClock);
    const startedAt = await declareCertificate(declaration, ports, deadline, ending);
    log.info('declared', { certificateName });
    return { PhysicalResourceId: certificateName, StartedAt: startedAt.toISOString() };
  });
}

/** What onEvent returned is in the event. */
type WaitingEvent = CdkCustomResourceIsCompleteEvent & { StartedAt?: string };

/** A throw fails the deployment at once: only what nobody but a person can mend is thrown. A Delete waits for nothing. */
export async function isComplete(
  event: WaitingEvent,
  context: Context,
): Promise<CdkCustomResourceIsCompleteResponse> {
  if (event.RequestType === 'Delete') return { IsComplete: true };
  const { ports, log, bucketName, livePrefix } = awaiting();
  return oneLine(log, async () => {
    const definition = parseDefinition(event.ResourceProperties);
    const owner = ownerOf(event.StackId, event.LogicalResourceId);
    const startedAt = new Date(event.StartedAt ?? systemClock.now());
    const awaited = { definition, owner, startedAt, timeoutMs: timeoutMsOf(event.ResourceProperties) };
    const verdict = await awaitCertificate(awaited, ports, deadlineOf(context));
    if (verdict.verdict === 'failed') throw new Sentence(verdict.sentence);
    if (verdict.verdict === 'waiting') return { IsComplete: false };
    const files = { bucketName, livePrefix: livePrefix(definition.certificateName) };
    const Data = resourceAttributes({ ...verdict, ...files, stackRegion: owner.region });
    return { IsComplete: true, Data };
  });
}

function deadlineOf(context: Context) {
  return deadlineIn(context.getRemainingTimeInMillis() - SAFETY_MARGIN_MS, systemClock);
}

/** Never fails, since a stack must be removable without the tables too. The log names a definition that stays. */
async function withdraw(
  certificateName: string,
  by: { owner: Owner; destroys: boolean },
  { ports, log }: Wiring,
  deadline: Deadline,
) {
  try {
    const removed = await withdrawCertificate(certificateName, by, ports, deadline);
    log.info('withdrawn', { certificateName, removed });
  } catch (thrown) {
    const { code, message } = asRenewerError(thrown);
    log.error('not-withdrawn', { certificateName, code, detail: message });
  }
}
