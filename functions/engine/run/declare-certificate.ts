/**
 * Declares a certificate (new or changed) for its owner, or withdraws it: writes or removes the definition, and requests
 * a check at once. Ports only; it never issues, a run does.
 */
import type { CertificateDefinition } from '../config/definition.ts';
import { asRenewerError, type RenewerError } from '../errors.ts';
import type { DefinitionRegistry, WorkQueue } from '../ports/records.ts';
import type { Clock, Deadline } from '../ports/time.ts';

export type DeclarePorts = {
  registry: DefinitionRegistry;
  queue: WorkQueue;
  clock: Pick<Clock, 'now'>;
  /** Hears of a message that could not be sent. */
  warn(error: RenewerError): void;
};

/** Writes the definition for its owner, who takes the name over from any earlier one, and requests a check. */
export async function declareCertificate(
  definition: CertificateDefinition,
  owner: string,
  ports: DeclarePorts,
  deadline: Deadline,
): Promise<void> {
  await ports.registry.putDefinition(definition, owner, deadline);
  await askForCheck(definition.certificateName, ports, deadline);
}

/**
 * Removes the definition if it still is this owner's, and requests the check that retires the certificate. What was
 * issued stays in S3 and ACM. False when another owner has the name by now: then nothing happens.
 */
export async function withdrawCertificate(
  certificateName: string,
  owner: string,
  ports: DeclarePorts,
  deadline: Deadline,
): Promise<boolean> {
  const removed = await ports.registry.removeDefinition(certificateName, owner, deadline);
  if (removed) await askForCheck(certificateName, ports, deadline);
  return removed;
}

/** `nextCheckAt` in the table is what counts. The message only spares the wait for the next tick, so it may fail. */
async function askForCheck(certificateName: string, ports: DeclarePorts, deadline: Deadline): Promise<void> {
  await ports.registry.requestCheck(certificateName, ports.clock.now(), deadline);
  try {
    await ports.queue.send([certificateName], deadline);
  } catch (thrown) {
    ports.warn(asRenewerError(thrown));
  }
}
