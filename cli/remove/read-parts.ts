/**
 * Asks ACM who uses each copy and whose it is by its tags, before a person says yes. The run asks both again before it deletes: so
 * who may not ask here is told that, and sees at the end what stayed.
 */
import { otherHolder } from '../../functions/engine/install/existing-arns.ts';
import type { Deadline } from '../../functions/engine/ports/time.ts';
import { say } from '../page.ts';
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
  const unknown = new Map<Question, string[]>();
  const ask = async (question: Question, region: string, read: () => Promise<void>) => {
    try {
      await read();
    } catch {
      deadline.signal.throwIfAborted();
      unknown.set(question, [...(unknown.get(question) ?? []), region]);
    }
  };
  await Promise.all(
    Object.entries(state.installations).flatMap(([region, { certificateArn }]) => [
      ask('uses', region, async () => {
        usedBy.set(certificateArn, await uses.readUses(certificateArn, region, deadline));
      }),
      ask('holder', region, async () => {
        const holder = otherHolder(await readHolder(certificateArn, certificateName, region, deadline));
        if (holder !== undefined) holders.set(certificateArn, holder);
      }),
    ]),
  );
  for (const [question, regions] of unknown) {
    const { what, action, next } = QUESTIONS[question];
    const where = regions.toSorted().join(', ');
    say(stderr, `warning: Not known here (${action}): ${what} in ${where}. The run asks again, and ${next}.`);
  }
  return partsOf(state, { usedBy, holders }, placesOf(renewer, certificateName));
}

const QUESTIONS = {
  uses: {
    what: 'what uses the copies in ACM',
    action: 'acm:DescribeCertificate',
    next: 'keeps what is in use',
  },
  holder: {
    what: 'whose the copies in ACM are',
    action: 'acm:ListTagsForCertificate',
    next: 'leaves what is another certificate’s',
  },
} as const;

type Question = keyof typeof QUESTIONS;
