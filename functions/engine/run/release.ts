/**
 * What no definition asks for any more, in one run: it is marked at the begin, so that a later run knows of it whatever fails, and
 * dealt with at the end. Where a person has asked for all that is left of a certificate to go, that is tried until it is done
 * (docs/decisions/0044-removing-what-is-left.md).
 */
import { expectValue } from '../attempt.ts';
import type { CertificateDefinition } from '../config/definition.ts';
import { markReleased, releaseTargets, unmarkKept } from '../install/release-targets.ts';
import type { Kept, Removal } from '../renewal/removal.ts';
import type { StateChanges } from '../renewal/state.ts';
import type { Gathered } from './gather.ts';
import type { Run } from './run.ts';

export async function noteReleased(
  { requests }: Gathered,
  definition: CertificateDefinition | undefined,
  run: Run,
): Promise<void> {
  const { checks, destroys, removalAt } = expectValue(requests);
  const removal = await noteRemoval(definition, removalAt, run);
  if (definition) await unmarkKept(definition, run.claim, run.times.work);
  if (checks.length === 0 && !removal) return;
  await markReleased({
    targets: definition,
    at: run.startedAt,
    destroys: definition ? definition.removalPolicy === 'destroy' : removal !== undefined || destroys,
    claim: run.claim,
    deadline: run.times.work,
  });
}

export async function release(certificateName: string, run: Run): Promise<void> {
  const kept = await releaseTargets({ certificateName, ...jobOf(certificateName, run) }, run.ports);
  if (pendingIn(run)) await finishRemoval(certificateName, kept, run);
}

/** The removal that this run has to do; undefined where there is none, or it is done. */
async function noteRemoval(
  definition: CertificateDefinition | undefined,
  askedAt: Date | undefined,
  run: Run,
): Promise<Removal | undefined> {
  const { claim, times } = run;
  // Whoever declares it wants it.
  const removal = definition ? undefined : askedAt && { askedAt };
  if (removal || (definition && claim.state.removal)) await claim.write({ removal }, times.work);
  return pendingIn(run);
}

function pendingIn({ claim }: Run): Removal | undefined {
  const { removal } = claim.state;
  return removal && !removal.endedAt ? removal : undefined;
}

/** What is live goes last, once nothing is in use: until then a new declaration finds everything in its place. */
async function finishRemoval(certificateName: string, kept: Kept[], run: Run): Promise<void> {
  const { claim, times, ports } = run;
  const removal = pendingIn(run);
  const isDeclared = (await jobOf(certificateName, run).readTargets()) !== undefined;
  if (!removal || isDeclared) return;
  if (kept.length === 0 && ports.liveFiles) {
    await ports.liveFiles.removeLive(certificateName, times.work);
    ports.events.emit({ event: 'left-over-deleted', from: 's3', subject: certificateName });
  }
  const ended = { ...removal, endedAt: ports.clock.now(), ...(kept.length > 0 && { kept }) };
  await claim.write({ removal: ended, ...(kept.length === 0 && FORGOTTEN) }, times.work);
}

/** What counts towards the CA's limits stays: they know the names, not who asks for them. */
const FORGOTTEN: StateChanges = {
  certificate: undefined,
  reinstalling: undefined,
  renewalInfo: undefined,
  namesMissing: undefined,
};

function jobOf(certificateName: string, { claim, times, ports }: Run) {
  const deadline = times.work;
  const readTargets = async () => (await ports.records.readDefinition(certificateName, deadline))?.definition;
  return { claim, deadline, readTargets };
}
