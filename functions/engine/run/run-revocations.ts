/**
 * The revocations of a run. At its begin: what requests want revoked goes into the state; what has leaked, or is declared by nobody
 * any more, is revoked; none of it becomes live again. At its end, when the replacement is everywhere: the rest. What fails here is
 * held back until all else is done (docs/decisions/0045-how-a-revocation-runs.md).
 */
import { expectValue } from '../attempt.ts';
import { deadlineWithin, remainingMs } from '../deadline.ts';
import { asRenewerError, ClaimLost, factsOf, type RenewerError } from '../errors.ts';
import type { RequestedRevocation } from '../ports/records.ts';
import type { Readiness, Revocation } from '../renewal/state.ts';
import { findMeant, findSiblings } from '../revocation/find-revoked.ts';
import { isDone, openRevocations, withRevocations } from '../revocation/revocations.ts';
import { revokeCertificates } from '../revocation/revoke-certificates.ts';
import type { Gathered } from './gather.ts';
import type { Run } from './run.ts';

/** A CA or a bucket that hangs must not use up the time of the replacement. */
const LONGEST_FIRST_TRY_MS = 45_000;

/**
 * Before the definition is judged: what has leaked is revoked although the definition has a fault.
 *
 * @returns what nothing later in this run tries again: the caller MUST hand it to `expectRevoked`.
 */
export async function beginRevocations(
  { requests, definition, untaken }: Gathered,
  run: Run,
): Promise<RenewerError | undefined> {
  const { claim, steps, ports, times } = run;
  const failures: (RenewerError | undefined)[] = [];
  for (const asked of expectValue(requests).revocations ?? []) {
    const failure = await heldBack('What was asked for is not written down.', run, () => note(asked, run));
    failures.push(failure);
    // A later run takes it up.
    if (!failure) untaken?.delete(asked.id);
  }
  if (claim.state.revocations) {
    steps.enter('revoke');
    const isDeclared = !('value' in definition) || definition.value !== undefined;
    const isAtOnce = (one: Revocation) => one.isAtOnce || !isDeclared;
    const known = claim.state.revocations;
    await revokeFirst(known.filter(isAtOnce), run);
    const failure = await heldBack('Not all certificates with the leaked key are known.', run, () =>
      noteSiblings(run),
    );
    failures.push(failure);
    const isNew = ({ serial }: Revocation) => !known.some((one) => one.serial === serial);
    await revokeFirst(claim.state.revocations.filter(isAtOnce).filter(isNew), run);
  }
  // What fails next is no failure of the revocation.
  steps.enter('gather');
  const { certificateName, revocations = [] } = claim.state;
  for (const one of revocations) await ports.store.markRevoked(certificateName, one, times.work);
  return failures.find((failure) => failure !== undefined);
}

/**
 * @param replaced every target holds what is live, so that nothing else is in use where the renewer installs. False for what nobody
 * declares any more: nothing replaces it.
 * @returns what failed: the caller MUST hand it to `expectRevoked`.
 */
export async function endRevocations(
  run: Run,
  { replaced }: { replaced: boolean },
): Promise<RenewerError | undefined> {
  const { claim, steps, ports, times } = run;
  const isInUse = ({ serial, isAtOnce }: Revocation) =>
    replaced && !isAtOnce && serial === claim.state.certificate?.serial;
  const last = openRevocations(claim.state, ports.clock.now()).filter((one) => !isInUse(one));
  if (last.length === 0) return undefined;
  steps.enter('revoke');
  // The rest of the time is for what comes behind.
  const boundMs = remainingMs(times.work, ports.clock) / 2;
  const deadline = deadlineWithin(times.work, boundMs, ports.clock, 'the revocation');
  return heldBack('Not all is revoked.', run, () =>
    revokeCertificates(last, { claim, deadline, givesUp: true }, ports),
  );
}

/**
 * The last of a run: until here nothing waits for a revocation that failed.
 *
 * @param readiness what the run has proved beside it. The report of a failure has no room for it.
 * @throws RenewerError the first of `failures`, where there is one.
 */
export async function expectRevoked(
  failures: readonly (RenewerError | undefined)[],
  readiness: Readiness | undefined,
  { claim, steps, times }: Run,
): Promise<void> {
  const failure = failures.find((one) => one !== undefined);
  if (!failure) return;
  if (readiness) await claim.write({ readiness }, times.work);
  steps.enter('revoke');
  throw failure;
}

/** The end of the run tries again what failed. */
async function revokeFirst(revocations: Revocation[], run: Run): Promise<void> {
  const { claim, ports, times } = run;
  const first = openRevocations({ revocations }, ports.clock.now());
  if (first.length === 0) return;
  const deadline = deadlineWithin(times.work, LONGEST_FIRST_TRY_MS, ports.clock, 'the revocation at once');
  await heldBack('What is to be revoked at once is not revoked yet.', run, () =>
    revokeCertificates(first, { claim, deadline }, ports),
  );
}

/** What the run does for the replacement must not wait for it. @throws what ends the run: its time, or a lost claim. */
async function heldBack(
  what: string,
  { claim, ports, times }: Run,
  work: () => Promise<void>,
): Promise<RenewerError | undefined> {
  try {
    await work();
    return undefined;
  } catch (thrown) {
    times.work.signal.throwIfAborted();
    if (thrown instanceof ClaimLost) throw thrown;
    const failure = asRenewerError(thrown);
    const message = `${what} ${factsOf(failure)} The run does not wait for it.`;
    ports.events.emit({ event: 'warning', subject: claim.state.certificateName, message });
    return failure;
  }
}

async function note(asked: RequestedRevocation, run: Run): Promise<void> {
  const { claim, ports, times } = run;
  const { certificateName, revocations = [] } = claim.state;
  // A run has done it, and was killed before it could remove the request.
  if (isDone(asked, endedBefore(run))) return;
  const deadline = deadlineWithin(times.work, LONGEST_FIRST_TRY_MS, ports.clock, 'finding the certificate');
  const meant = await findMeant(asked, claim.state, ports, { now: ports.clock.now(), deadline });
  if (meant) {
    await claim.write({ revocations: withRevocations(revocations, [meant]) }, times.work);
    return;
  }
  const message = `Nothing was revoked: the archive has no certificate with the serial number ${asked.serial} that is still valid.`;
  ports.events.emit({ event: 'warning', subject: certificateName, message });
}

/** Of each key that has leaked, in every run until one ends well: the archive may not have been readable before. */
async function noteSiblings(run: Run): Promise<void> {
  const { claim, ports, times } = run;
  const { certificateName, revocations = [] } = claim.state;
  const now = ports.clock.now();
  const leaked = revocations.filter(({ reason, notAfter }) => reason === 'keyCompromise' && notAfter > now);
  if (leaked.length === 0) return;
  const deadline = deadlineWithin(times.work, LONGEST_FIRST_TRY_MS, ports.clock, 'reading the archive');
  const { found, unread } = await findSiblings(leaked, certificateName, ports, { now, deadline });
  const [first] = unread;
  if (first) {
    const message = `${unread.length} of the certificates in the archive cannot be read, so that nothing tells whether the leaked key is theirs too; they are passed over: ${factsOf(first)}`;
    ports.events.emit({ event: 'warning', subject: certificateName, message });
  }
  const ended = endedBefore(run);
  const siblings = found.filter((one) => !isDone(one, ended));
  if (siblings.length === 0) return;
  await claim.write({ revocations: withRevocations(revocations, siblings) }, times.work);
}

function endedBefore({ claim }: Run): Pick<Revocation, 'serial' | 'reason'>[] {
  return (claim.state.history ?? []).flatMap(({ revoked = [] }) => revoked);
}
