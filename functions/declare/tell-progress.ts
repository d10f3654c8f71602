/** Tells CloudFormation how far a certificate is that it waits for, and at the end what its template can read of it. */
import type { CdkCustomResourceIsCompleteEvent, CdkCustomResourceIsCompleteResponse } from 'aws-lambda';
import { parseDefinition } from '../engine/config/definition-schema.ts';
import { awaitCertificate } from '../engine/declare/await-certificate.ts';
import { ownerOf } from '../engine/declare/owner.ts';
import { resourceAttributes } from '../engine/declare/resource-attributes.ts';
import { timeoutMsOf } from '../engine/declare/timeout.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { oneLine, Sentence } from './one-line.ts';
import type { AwaitWiring } from './wiring.ts';

/** What `takeEvent` returned is in the event. */
export type WaitingEvent = CdkCustomResourceIsCompleteEvent & { StartedAt?: string; KeyAlgorithm?: string };

export async function tellProgress(
  event: WaitingEvent,
  { ports, log, bucketName, livePrefix }: AwaitWiring,
  deadline: Deadline,
): Promise<CdkCustomResourceIsCompleteResponse> {
  return oneLine(log, async () => {
    const { KeyAlgorithm: keyAlgorithm } = event;
    const definition = parseDefinition({
      ...event.ResourceProperties,
      ...(keyAlgorithm && { keyAlgorithm }),
    });
    const owner = ownerOf(event.StackId, event.LogicalResourceId);
    const startedAt = new Date(event.StartedAt ?? ports.clock.now());
    const awaited = { definition, owner, startedAt, timeoutMs: timeoutMsOf(event.ResourceProperties) };
    const verdict = await awaitCertificate(awaited, ports, deadline);
    if (verdict.verdict === 'failed') throw new Sentence(verdict.sentence);
    if (verdict.verdict === 'waiting') return { IsComplete: false };
    const files = { bucketName, livePrefix: livePrefix(definition.certificateName) };
    const Data = resourceAttributes({ ...verdict, ...files, stackRegion: owner.region });
    return { IsComplete: true, Data };
  });
}
