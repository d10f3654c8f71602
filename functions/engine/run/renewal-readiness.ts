/**
 * The readiness of a run that issues nothing: it is proved when it is due, and told. It fails no run, backs nothing off and
 * orders nothing.
 */
import type { CertificateDefinition } from '../config/definition.ts';
import { deadlineWithin } from '../deadline.ts';
import { proveReadiness } from '../readiness/prove-readiness.ts';
import { isReadinessDue } from '../renewal/readiness-schedule.ts';
import type { Readiness } from '../renewal/state.ts';
import type { Run } from './run.ts';

/** A party that hangs fails by itself, with its own code, after 30 s; the run must not wait for much more than that. */
const LONGEST_PROOF_MS = 45_000;

/** Undefined when it is not due, where none is proved, and when the run's own time ended it: the next run proves it. */
export async function renewalReadiness(
  definition: CertificateDefinition,
  run: Run,
): Promise<Readiness | undefined> {
  const { claim, ports, times, steps, isAskedFor, askedAt } = run;
  const { clock, events, storeProof } = ports;
  const { certificateName, certificateAuthority } = definition;
  const startedAt = clock.now();
  const { readiness: before } = claim.state;
  const request = { certificateName, readiness: before, isAskedFor, askedAt };
  if (!storeProof || !isReadinessDue(request, startedAt)) return undefined;
  // What this run found while it installed is to be told: the next proof comes within an hour.
  if (before?.failure && before.at >= run.startedAt && before.at <= startedAt) return undefined;
  steps.enter('readiness');
  const acme = ports.acmeServer(certificateAuthority);
  const deadline = deadlineWithin(times.work, LONGEST_PROOF_MS, clock, 'the proof of readiness');
  const readiness = await proveReadiness(definition, claim.state, { ...ports, storeProof, acme }, deadline);
  const { at, failure } = readiness;
  if (failure && times.work.signal.aborted) return undefined;
  const tookMs = at.getTime() - startedAt.getTime();
  if (failure) {
    const since = failure.since.toISOString();
    events.emit({ event: 'readiness-failed', ...failure, since, tookMs });
  } else {
    events.emit({ event: 'readiness-proved', tookMs });
  }
  return readiness;
}
