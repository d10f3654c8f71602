/**
 * What becomes of ACM's copies that no definition asks for any more: they stay, since something may use them, or are deleted
 * where their owner wants it so and nothing does. Either way it is told which ones nobody renews from now on. What is released
 * is marked in the state first, and the definition is read after that: so either this run sees that a deployment asks for the
 * region again, or the deployment sees the mark, and waits for an import.
 */
import { asRenewerError, RenewerError } from '../errors.ts';
import type { EventSink } from '../ports/events.ts';
import type { StateClaim } from '../ports/records.ts';
import type { CertificateImporter } from '../ports/store.ts';
import type { Clock, Deadline } from '../ports/time.ts';
import type { Installation } from '../renewal/state.ts';

/** For so long, a deletion that fails for a passing reason is tried again. */
const LONGEST_TRY_MS = 24 * 60 * 60 * 1000;

export type MarkJob = {
  /** The regions that are still asked for. */
  regions: readonly string[];
  at: Date;
  /** @default - as it was marked before, else it is kept */
  destroys?: boolean | undefined;
  claim: StateClaim;
  deadline: Deadline;
};

/** When a change has brought it about just now. A mark of an earlier change keeps its time. */
export async function markReleased({ regions, at, destroys, claim, deadline }: MarkJob): Promise<void> {
  const { installations } = claim.state;
  const marked = Object.entries(installations)
    .filter(([region]) => !regions.includes(region))
    .map(([region, { released, ...one }]): [string, Installation] => [
      region,
      {
        ...one,
        released: { at: released?.at ?? at, destroys: destroys ?? released?.destroys ?? false },
      },
    ]);
  if (marked.length === 0) return;
  await claim.write({ installations: { ...installations, ...Object.fromEntries(marked) } }, deadline);
}

export type ReleaseJob = {
  certificateName: string;
  /** Those that the definition asks for now; none when there is no definition. */
  readRegions(): Promise<readonly string[]>;
  claim: StateClaim;
  deadline: Deadline;
};

export type ReleasePorts = {
  importer: Pick<CertificateImporter, 'deleteCertificate'>;
  clock: Pick<Clock, 'now'>;
  events: EventSink;
};

/** @throws RenewerError of a deletion that may succeed later, after all others were tried: a later run tries it again. */
export async function releaseRegions(job: ReleaseJob, ports: ReleasePorts): Promise<void> {
  const { claim, deadline } = job;
  let failure: RenewerError | undefined;
  for (const [region, { released, ...installation }] of Object.entries(claim.state.installations)) {
    if (!released) continue;
    const fate = await fateOf(region, installation, released, job, ports);
    if (fate instanceof RenewerError) {
      failure ??= fate;
      continue;
    }
    const { [region]: _, ...others } = claim.state.installations;
    const kept = fate === 'deleted' ? others : { ...others, [region]: installation };
    await claim.write({ installations: kept }, deadline);
    if (fate !== 'deleted' && fate !== 'asked-for')
      ports.events.emit(isUnmanaged(region, installation, fate.why, job));
  }
  if (failure) throw failure;
}

type Fate = 'deleted' | 'asked-for' | { why: string } | RenewerError;

async function fateOf(
  region: string,
  { certificateArn }: Installation,
  { at, destroys }: NonNullable<Installation['released']>,
  { readRegions, deadline }: ReleaseJob,
  { importer, clock }: ReleasePorts,
): Promise<Fate> {
  if ((await readRegions()).includes(region)) return 'asked-for';
  if (!destroys) return { why: 'it was kept' };
  try {
    const outcome = await importer.deleteCertificate(certificateArn, region, deadline);
    return outcome === 'in-use' ? { why: 'it is in use, so it was not deleted' } : 'deleted';
  } catch (thrown) {
    deadline.signal.throwIfAborted();
    const error = asRenewerError(thrown);
    const isFinal = error.disposition === 'person' || clock.now().getTime() - at.getTime() >= LONGEST_TRY_MS;
    return isFinal ? { why: `it could not be deleted (${error.message})` } : error;
  }
}

function isUnmanaged(
  region: string,
  { certificateArn, notAfter }: Installation,
  why: string,
  { certificateName }: ReleaseJob,
) {
  const until = notAfter === undefined ? 'its end' : notAfter.toISOString();
  return {
    event: 'warning' as const,
    subject: certificateArn,
    message: `${certificateName} is no longer managed in ${region}: ${why}, and nobody renews it. It serves until ${until}: move what uses ${certificateArn} to another certificate before that, then delete it.`,
  };
}
