/**
 * `npm run demo`: the real app in a local world, from `cdk deploy` to a renewal, told in plain words. Ends by itself
 * and leaves nothing behind, also on Ctrl-C; with `--keep` the world stays up until Ctrl-C.
 */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { createNarrator } from './narrator.ts';
import { tellStory } from './story.ts';

const { values } = parseArgs({ options: { keep: { type: 'boolean', default: false } } });
const narrator = createNarrator();
const interruption = new AbortController();
const EXIT_CODE_OF_CTRL_C = 130;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (!interruption.signal.aborted) console.log('\nStopping, and removing what was started …');
    interruption.abort();
  });
}

const cleanUps: (() => Promise<void>)[] = [];
try {
  await tellStory({
    narrator,
    signal: interruption.signal,
    onEnd: (cleanUp) => void cleanUps.unshift(cleanUp),
    keepUntil: values.keep ? once(interruption.signal, 'abort') : undefined,
  });
} catch (error) {
  process.exitCode = interruption.signal.aborted ? EXIT_CODE_OF_CTRL_C : 1;
  if (!interruption.signal.aborted) console.error(error);
} finally {
  for (const cleanUp of cleanUps) {
    // One that fails must not keep the others from their work.
    await cleanUp().catch((error) => {
      process.exitCode ??= 1;
      console.error(error);
    });
  }
}
