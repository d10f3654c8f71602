/** One proof from story to verdicts: for the command, and for the short form in the tests. */

import { createModelledMails } from '../../../test/support/world/modelled-mails.ts';
import { createModelledWorld, type ModelledWorld } from '../../../test/support/world/modelled-world.ts';
import { seededRandom } from '../../../test/support/world/models/seeded-random.ts';
import { liveLastHours } from './last-hours.ts';
import { type Lived, liveThrough } from './live-through.ts';
import { judgeMails } from './mails.ts';
import { type Story, writeStory } from './story.ts';
import type { Verdict } from './verdict.ts';
import { judgeLastHours, judgeProof } from './verdicts.ts';

export type ProofOptions = {
  seed: number;
  days: number;
  certificates: number;
  tell?: (line: string) => void;
};

export type Proof = { story: Story; world: ModelledWorld; lived: Lived; verdicts: Verdict[] };

export async function prove({ seed, days, certificates, tell }: ProofOptions): Promise<Proof> {
  const random = seededRandom(seed);
  const story = writeStory({ days, certificates, random });
  const world = await createModelledWorld(story, random);
  const mails = createModelledMails(world.tables, world.clock);
  const lived = await liveThrough(story, world, random, { tell, mails });
  const lastHours = await liveLastHours(seededRandom(seed));
  const verdicts = [
    ...judgeProof(story, world, lived),
    judgeLastHours(lastHours),
    ...judgeMails(story, lived.seenFirst, mails.sent),
  ];
  return { story, world, lived, verdicts };
}
