/**
 * What CloudFormation's events mean: Create and Update declare the certificate, Delete withdraws it. The physical id is the
 * certificate's name, so that a rename is Create(new), then Delete(old).
 */
import type { CdkCustomResourceEvent, CdkCustomResourceResponse } from 'aws-lambda';
import { parseDefinition } from '../engine/config/definition-schema.ts';
import { declareCertificate, withdrawCertificate } from '../engine/declare/declare-certificate.ts';
import { expectAllowed, expectFittingArns } from '../engine/declare/expect-allowed.ts';
import { inheritsKeyAlgorithm } from '../engine/declare/inherited-key.ts';
import { accountOf, type Owner, ownerOf } from '../engine/declare/owner.ts';
import { nameLeftBehind, nameToWithdraw } from '../engine/declare/resource-names.ts';
import { timeoutMsOf } from '../engine/declare/timeout.ts';
import { asRenewerError } from '../engine/errors.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { oneLine } from './one-line.ts';
import type { Wiring } from './wiring.ts';

/** `ending` bounds what is taken back after a declaration failed, which `work` may have been too short for. */
export type EventTimes = { work: Deadline; ending: Deadline };

export async function takeEvent(
  event: CdkCustomResourceEvent,
  wiring: Wiring,
  { work, ending }: EventTimes,
): Promise<CdkCustomResourceResponse> {
  const { ports, log, allowed } = wiring;
  const owner = ownerOf(event.StackId, event.LogicalResourceId);
  if (event.RequestType === 'Delete') {
    const destroys = event.ResourceProperties.removalPolicy === 'destroy';
    await withdraw(nameToWithdraw(event), { owner, destroys }, wiring, work);
    return { PhysicalResourceId: event.PhysicalResourceId };
  }
  const leftBehind = event.RequestType === 'Update' ? nameLeftBehind(event) : undefined;
  if (leftBehind !== undefined) await withdraw(leftBehind, { owner, destroys: false }, wiring, work);
  return oneLine(log, async () => {
    const definition = parseDefinition(event.ResourceProperties);
    expectAllowed(definition, allowed);
    expectFittingArns(definition, accountOf(event.StackId));
    const { certificateName } = definition;
    const isMoved = event.RequestType === 'Update' && event.PhysicalResourceId === certificateName;
    const isNew = event.RequestType === 'Create';
    const timeoutMs = timeoutMsOf(event.ResourceProperties);
    const inherits = { inheritsKeyAlgorithm: inheritsKeyAlgorithm(event.ResourceProperties) };
    const declaration = { definition, ...inherits, owner, isNew, isMoved, timeoutMs };
    const { startedAt, keyAlgorithm } = await declareCertificate(declaration, ports, work, ending);
    log.info({ message: `${certificateName}: declared`, event: 'declared', certificateName });
    return {
      PhysicalResourceId: certificateName,
      StartedAt: startedAt.toISOString(),
      KeyAlgorithm: keyAlgorithm,
    };
  });
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
    const words = removed ? 'withdrawn' : 'not withdrawn: another stack declares it, or nobody';
    log.info({ message: `${certificateName}: ${words}`, event: 'withdrawn', certificateName, removed });
  } catch (thrown) {
    const { code, message } = asRenewerError(thrown);
    const words = `${certificateName}: not withdrawn (${code}): ${message}`;
    log.error({ message: words, event: 'not-withdrawn', certificateName, code, detail: message });
  }
}
