/**
 * Asks ACM who uses each copy and whose it is by its tags, before a person says yes. The run asks both again before it deletes: so
 * who may not ask here is told that, and sees at the end what stayed.
 */
import { otherHolder } from '../../functions/engine/install/existing-arns.ts';
import type { Deadline } from '../../functions/engine/ports/time.ts';
import type { LeftOver } from './find-left-over.ts';
import { type Part, partsOf } from './parts.ts';
import type { RemoveWiring } from './wiring.ts';

export async function readParts(
  { renewer, known }: LeftOver,
  { uses, holderReaderOf, placesOf }: Pick<RemoveWiring, 'uses' | 'holderReaderOf' | 'placesOf'>,
  stderr: NodeJS.WritableStream,
  deadline: Deadline,
): Promise<Part[]> {
  const { certificateName, state } = known;
  const usedBy = new Map<string, string[]>();
  const holders = new Map<string, string>();
  const readHolder = holderReaderOf(renewer);
  const ask = async (what: string, action: string, then: string, read: () => Promise<void>) => {
    try {
      await read();
    } catch {
      deadline.signal.throwIfAborted();
      stderr.write(`warning: ${what} is not known here (${action}). The run asks again, and ${then}.\n`);
    }
  };
  await Promise.all(
    Object.entries(state.installations).flatMap(([region, { certificateArn }]) => [
      ask(`What uses ${certificateArn}`, 'acm:DescribeCertificate', 'keeps what is in use', async () => {
        usedBy.set(certificateArn, await uses.readUses(certificateArn, region, deadline));
      }),
      ask(
        `Whose ${certificateArn} is`,
        'acm:ListTagsForCertificate',
        'leaves what is another certificate’s',
        async () => {
          const holder = otherHolder(await readHolder(certificateArn, certificateName, region, deadline));
          if (holder !== undefined) holders.set(certificateArn, holder);
        },
      ),
    ]),
  );
  return partsOf(state, { usedBy, holders }, placesOf(renewer, certificateName));
}
