/**
 * The revocations of a run. At its begin: what requests want revoked goes into the state; what has leaked, or is declared by nobody
 * any more, is revoked; none of it becomes live again. At its end, when the replacement is everywhere: the rest.
 */
import { expectValue } from '../attempt.ts';
import { deadlineWithin } from '../deadline.ts';
import { asRenewerError, factsOf } from '../errors.ts';
import type { RequestedRevocation } from '../ports/records.ts';
import type { Revocation } from '../renewal/state.ts';
import { findRevoked } from '../revocation/find-revoked.ts';
import { isOver, withRevocations } from '../revocation/revocations.ts';
import { revokeCertificates } from '../revocation/revoke-certificates.ts';
import type { Gathered } from './gather.ts';
import type { Run } from './run.ts';

/** A CA that hangs must not use up the time of the replacement. */
const LONGEST_FIRST_TRY_MS = 45_000;

/** Before the definition is judged: what has leaked is revoked although the definition has a fault. */
export async function beginRevocations({ requests, definition, untaken }: Gathered, run: Run): Promise<void> {
  const { claim, steps, ports, times } = run;
  for (const asked of expectValue(requests).revocations ?? []) {
    await note(asked, run);
    untaken?.delete(asked.id);
  }
  const { certificateName, revocations = [] } = claim.state;
  if (revocations.length === 0) return;
  steps.enter('revoke');
  const isDeclared = !('value' in definition) || definition.value !== undefined;
  const first = open(run).filter(({ isAtOnce }) => isAtOnce || !isDeclared);
  const deadline = deadlineWithin(times.work, LONGEST_FIRST_TRY_MS, ports.clock, 'the revocation at once');
  try {
    await revokeCertificates(first, { claim, deadline }, ports);
  } catch (thrown) {
    // The replacement must not wait for it. The end of the run tries it again, and tells what is in the way.
    times.work.signal.throwIfAborted();
    const message = `What is to be revoked at once is not revoked yet: ${factsOf(asRenewerError(thrown))} The run tries it again at its end.`;
    ports.events.emit({ event: 'warning', subject: certificateName, message });
  }
  for (const one of revocations) await ports.store.markRevoked(certificateName, one, times.work);
  // What fails next is no failure of the revocation.
  steps.enter('gather');
}

/**
 * @param replaced every target holds what is live, so that nothing else is in use where the renewer installs. False for what nobody
 * declares any more: nothing replaces it.
 */
export async function endRevocations(run: Run, { replaced }: { replaced: boolean }): Promise<void> {
  const { claim, steps, ports, times } = run;
  const isInUse = ({ serial, isAtOnce }: Revocation) =>
    replaced && !isAtOnce && serial === claim.state.certificate?.serial;
  const last = open(run).filter((one) => !isInUse(one));
  if (last.length === 0) return;
  steps.enter('revoke');
  await revokeCertificates(last, { claim, deadline: times.work }, ports);
}

function open({ claim, ports }: Run): Revocation[] {
  const now = ports.clock.now();
  return (claim.state.revocations ?? []).filter((one) => !isOver(one, now));
}

async function note(asked: RequestedRevocation, { claim, ports, times }: Run): Promise<void> {
  const { certificateName, revocations = [], history = [] } = claim.state;
  const { serial } = asked;
  // A run has done it, and was killed before it could remove the request.
  if (history.some(({ revoked = [] }) => revoked.some((one) => one.serial === serial))) return;
  const during = { now: ports.clock.now(), deadline: times.work };
  const found = await findRevoked(asked, claim.state, ports, during);
  if (found.length > 0) {
    await claim.write({ revocations: withRevocations(revocations, found) }, times.work);
    return;
  }
  const message = `Nothing was revoked: the archive has no certificate with the serial number ${serial} that is still valid.`;
  ports.events.emit({ event: 'warning', subject: certificateName, message });
}
