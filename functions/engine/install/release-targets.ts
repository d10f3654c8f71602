/**
 * What becomes of ACM's copies, and of the secret, that no definition asks for any more: they stay, since something may use them,
 * or are deleted where their owner wants it so (ACM's copies only where nothing uses them, and never one that its tags give to
 * another certificate). Either way it is told what nobody renews from now on. What is released is marked in the state first, and
 * the definition is read after that: so either this run sees that a deployment asks for the target again, or the deployment sees
 * the mark, and waits until it is installed.
 */
import { asRenewerError, RenewerError } from '../errors.ts';
import type { StateClaim } from '../ports/records.ts';
import type { Deadline } from '../ports/time.ts';
import type { Kept } from '../renewal/removal.ts';
import type { Installation } from '../renewal/state.ts';
import { otherHolder } from './existing-arns.ts';
import { isFinalFailure, type ReleaseJob, type ReleasePorts, type Targets } from './release-job.ts';
import { releaseSecret } from './release-secret.ts';

export type MarkJob = {
  /** Those that are still asked for. @default - none */
  targets: Targets | undefined;
  at: Date;
  /** @default - as it was marked before, else it is kept */
  destroys?: boolean | undefined;
  claim: StateClaim;
  deadline: Deadline;
};

/**
 * When a change has brought it about just now. A mark of an earlier change keeps its time. What was kept already was told, and stays
 * without another word until somebody wants it deleted.
 */
export async function markReleased({ targets, at, destroys, claim, deadline }: MarkJob): Promise<void> {
  const { installations, secret } = claim.state;
  const isOpen = ({ keptAt }: Pick<Installation, 'keptAt'>) => keptAt === undefined || destroys === true;
  const mark = ({ released }: Pick<Installation, 'released'>) => ({
    at: released?.at ?? at,
    destroys: destroys ?? released?.destroys ?? false,
  });
  const marked = Object.entries(installations)
    .filter(([region, one]) => !targets?.regions.includes(region) && isOpen(one))
    .map(([region, one]): [string, Installation] => [region, { ...one, released: mark(one) }]);
  const isSecretMarked = secret !== undefined && !targets?.storeInSecretsManager && isOpen(secret);
  if (marked.length === 0 && !isSecretMarked) return;
  await claim.write(
    {
      ...(marked.length > 0 && { installations: { ...installations, ...Object.fromEntries(marked) } }),
      ...(isSecretMarked && { secret: { ...secret, released: mark(secret) } }),
    },
    deadline,
  );
}

/** What was kept and is asked for again: from now on it is trouble where it is old. */
export async function unmarkKept(targets: Targets, claim: StateClaim, deadline: Deadline): Promise<void> {
  const { installations, secret } = claim.state;
  const again = Object.entries(installations)
    .filter(([region, { keptAt }]) => keptAt && targets.regions.includes(region))
    .map(([region, one]): [string, Installation] => [region, withoutMark(one)]);
  const secretAgain = secret?.keptAt && targets.storeInSecretsManager ? withoutMark(secret) : undefined;
  if (again.length === 0 && !secretAgain) return;
  await claim.write(
    {
      ...(again.length > 0 && { installations: { ...installations, ...Object.fromEntries(again) } }),
      ...(secretAgain && { secret: secretAgain }),
    },
    deadline,
  );
}

function withoutMark<Held extends Pick<Installation, 'keptAt'>>({ keptAt: _, ...held }: Held) {
  return held;
}

/**
 * What stays of what was marked.
 * @throws RenewerError of a deletion that may succeed later, after all others were tried: a later run tries it again.
 */
export async function releaseTargets(job: ReleaseJob, ports: ReleasePorts): Promise<Kept[]> {
  const { claim, deadline } = job;
  let failure: RenewerError | undefined;
  const stays: Kept[] = [];
  for (const [region, { released, keptAt: _, ...installation }] of Object.entries(
    claim.state.installations,
  )) {
    if (!released) continue;
    const fate = await fateOf(region, installation, released, job, ports);
    if (fate instanceof RenewerError) {
      failure ??= fate;
      continue;
    }
    const { [region]: __, ...others } = claim.state.installations;
    const mark = fate.kept && { keptAt: ports.clock.now() };
    const left = fate.isOurs ? { ...others, [region]: { ...installation, ...mark } } : others;
    await claim.write({ installations: left }, deadline);
    stays.push(...toldOf(installation, fate, ports));
  }
  const secret = await releaseSecret(job, ports);
  failure ??= secret.error;
  if (failure) throw failure;
  return [...stays, ...(secret.kept ?? [])];
}

/** `isOurs`: the state keeps it. `kept`: nobody asks for it any more. */
type Fate = { isOurs: boolean; warning?: string; kept?: Omit<Kept, 'arn'> };

async function fateOf(
  region: string,
  installation: Installation,
  { at, destroys }: NonNullable<Installation['released']>,
  job: ReleaseJob,
  { importer, clock, events }: ReleasePorts,
): Promise<Fate | RenewerError> {
  const { certificateName, readTargets, deadline } = job;
  const { certificateArn } = installation;
  const stays = (kept: Omit<Kept, 'arn'>): Fate => ({
    isOurs: true,
    kept,
    warning: unmanagedText(region, installation, kept.why, job),
  });
  if ((await readTargets())?.regions.includes(region)) return { isOurs: true };
  if (!destroys) return stays({ why: 'it was kept' });
  try {
    // Its owner may have handed it over since the last import: whatever serves it would lose the other certificate.
    const existing = await importer.readExisting(certificateArn, certificateName, region, deadline);
    const holder = otherHolder(existing);
    if (holder !== undefined) return { isOurs: false, warning: handedOverText(installation, holder, job) };
    const outcome = await importer.deleteCertificate(certificateArn, region, deadline);
    if (typeof outcome === 'string') {
      const wasAbsent = outcome === 'gone' && ({ wasAbsent: true } as const);
      events.emit({ event: 'left-over-deleted', from: 'acm', subject: certificateArn, ...wasAbsent });
      return { isOurs: false };
    }
    return stays({ why: 'it is in use, so it was not deleted', ...outcome });
  } catch (thrown) {
    deadline.signal.throwIfAborted();
    const error = asRenewerError(thrown);
    if (!isFinalFailure(error, at, clock)) return error;
    return stays({ why: `it could not be deleted (${error.message})` });
  }
}

function toldOf(
  { certificateArn: arn }: Installation,
  { warning, kept }: Fate,
  { events }: ReleasePorts,
): Kept[] {
  if (warning) events.emit({ event: 'warning', subject: arn, message: warning });
  return kept ? [{ arn, ...kept }] : [];
}

function handedOverText(
  { certificateArn }: Installation,
  holder: string,
  { certificateName }: ReleaseJob,
): string {
  return `${certificateArn} belongs to ${holder} by its tags. So it was not deleted, and is no longer counted as a copy of ${certificateName}.`;
}

function unmanagedText(
  region: string,
  { certificateArn, notAfter }: Installation,
  why: string,
  { certificateName }: ReleaseJob,
): string {
  const until = notAfter === undefined ? 'its end' : notAfter.toISOString();
  return `${certificateName} is no longer managed in ${region}: ${why}, and nobody renews it. It serves until ${until}: move what uses ${certificateArn} to another certificate before that, then delete it.`;
}
