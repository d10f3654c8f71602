/** One proof from story to verdicts: for the command, and for the short form in the tests. */

import { createModelledMails } from '../../../test/support/world/modelled-mails.ts';
import { createModelledProbes, type ModelledProbes } from '../../../test/support/world/modelled-probes.ts';
import { createModelledWorld, type ModelledWorld } from '../../../test/support/world/modelled-world.ts';
import { createMetricAlarm } from '../../../test/support/world/models/metric-alarm.ts';
import { seededRandom } from '../../../test/support/world/models/seeded-random.ts';
import { checksStoppedAlarm, judgeAlarm } from './checks-stopped.ts';
import { liveLastHours } from './last-hours.ts';
import { type Lived, liveThrough } from './live-through.ts';
import { judgeMails } from './mails.ts';
import { type Story, writeStory } from './story.ts';
import { none, type Verdict } from './verdict.ts';
import { judgeLastHours, judgeProof } from './verdicts.ts';

export type ProofOptions = {
  seed: number;
  days: number;
  certificates: number;
  /** The probes begin with every so many ticks, which they do each. @default 1 */
  probesEvery?: number;
  tell?: (line: string) => void;
};

export type Proof = { story: Story; world: ModelledWorld; lived: Lived; verdicts: Verdict[] };

export async function prove({ seed, days, certificates, probesEvery, tell }: ProofOptions): Promise<Proof> {
  const random = seededRandom(seed);
  const story = writeStory({ days, certificates, random });
  const world = await createModelledWorld(story, random);
  const mails = createModelledMails(world.tables, world.clock);
  const probes = createModelledProbes(world, story.troubles, story.troubledHost);
  const alarm = createMetricAlarm(checksStoppedAlarm());
  const lived = await liveThrough(story, world, random, { tell, mails, probes, probesEvery, alarm });
  const lastHours = await liveLastHours(seededRandom(seed));
  const verdicts = [
    ...judgeProof(story, world, lived),
    judgeLastHours(lastHours),
    ...judgeMails(story, lived.seenFirst, mails.sent),
    judgeAlarm(story, alarm.messages),
    none('probes that failed, but for the disabled region', unexplained(story, probes.warnings)),
  ];
  return { story, world, lived, verdicts };
}

function unexplained({ troubles }: Story, warnings: ModelledProbes['warnings']): string[] {
  return warnings.filter(({ at }) => !troubles.isIn('region', at)).map(({ text }) => text);
}
