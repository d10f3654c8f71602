/** Reads pointer and bundle of one version: a renewal writes the bundle first, and the pointer at its end. */
import { RenewerError } from '../../functions/engine/errors.ts';
import type { LiveCertificate, LiveReader } from '../../functions/engine/ports/store.ts';
import type { Clock, Deadline } from '../../functions/engine/ports/time.ts';
import { serialIn } from './judge.ts';

/** Between the two pass seconds. */
const PAUSES_MS = [1_000, 2_000, 4_000];

/** @throws RenewerError `store-failed` where the pointer does not follow. */
export async function readWhole(
  reader: LiveReader,
  name: string,
  clock: Clock,
  deadline: Deadline,
): Promise<LiveCertificate> {
  for (const pauseMs of [...PAUSES_MS, undefined]) {
    const live = await reader.readLive(name, deadline);
    const serial = serialIn(live.bundlePem);
    // What has none is judged, and told.
    if (serial === undefined || serial === live.serial) return live;
    if (pauseMs !== undefined) await clock.sleep(pauseMs, deadline);
  }
  throw new RenewerError({
    code: 'store-failed',
    disposition: 'next-run',
    subject: name,
    message: `The bundle of ${name} in the bucket is of another certificate than its pointer: a renewal is under way, or ended half-way. Nothing was installed.`,
    advice: 'Run this again in some minutes.',
  });
}
