/**
 * What becomes of the secret that no definition asks for any more: it stays, or is deleted where its owner wants it so, with time to
 * restore it. Nobody can say whether something reads it.
 */
import { asRenewerError, type RenewerError } from '../errors.ts';
import type { RunEvent } from '../ports/events.ts';
import type { Kept } from '../renewal/removal.ts';
import type { StoredSecret } from '../renewal/state.ts';
import { isFinalFailure, type ReleaseJob, type ReleasePorts } from './release-job.ts';

/** `error`: of a deletion that may succeed later. */
export type ReleasedSecret = { kept?: Kept[]; error?: RenewerError };

export async function releaseSecret(job: ReleaseJob, ports: ReleasePorts): Promise<ReleasedSecret> {
  const { claim, deadline, readTargets } = job;
  const { secret } = claim.state;
  if (!secret?.released) return {};
  const { released, keptAt: _, ...kept } = secret;
  if ((await readTargets())?.storeInSecretsManager) {
    await claim.write({ secret: kept }, deadline);
    return {};
  }
  const fate = released.destroys ? await deleteSecret(released.at, job, ports) : KEPT;
  if ('error' in fate) return fate;
  const left = { ...kept, keptAt: ports.clock.now() };
  await claim.write({ secret: fate.isDeleted ? undefined : left }, deadline);
  if (fate.isDeleted) ports.events.emit(deletion(kept.secretArn, fate));
  ports.events.emit({ event: 'warning', subject: kept.secretArn, message: words(fate.what, kept, job) });
  return fate.isDeleted ? {} : { kept: [{ arn: kept.secretArn, why: fate.what }] };
}

type Fate = { isDeleted: boolean; what: string; restorableUntil?: string } | { error: RenewerError };

const KEPT: Fate = { isDeleted: false, what: 'it was kept, and nobody renews it' };

async function deleteSecret(
  at: Date,
  { certificateName, deadline }: ReleaseJob,
  { secrets, clock }: ReleasePorts,
): Promise<Fate> {
  try {
    const outcome = await secrets.deleteSecret(certificateName, deadline);
    if (outcome === 'gone') return { isDeleted: true, what: 'it is gone already' };
    const until = outcome.restorableUntil.toISOString();
    const what = `nothing can read it now; it can be restored until ${until}`;
    return { isDeleted: true, what, restorableUntil: until };
  } catch (thrown) {
    deadline.signal.throwIfAborted();
    const error = asRenewerError(thrown);
    if (!isFinalFailure(error, at, clock)) return { error };
    return { isDeleted: false, what: `it could not be deleted (${error.message}), and nobody renews it` };
  }
}

function deletion(subject: string, { restorableUntil }: { restorableUntil?: string }): RunEvent {
  const about = { event: 'left-over-deleted', from: 'secrets-manager', subject } as const;
  return restorableUntil === undefined ? { ...about, wasAbsent: true } : { ...about, restorableUntil };
}

function words(
  what: string,
  { notAfter }: Pick<StoredSecret, 'notAfter'>,
  { certificateName }: ReleaseJob,
): string {
  const until = notAfter === undefined ? 'its end' : notAfter.toISOString();
  return `The secret of ${certificateName} is no longer managed: ${what}. Its certificate is valid until ${until}: move what reads it to another one before that.`;
}
