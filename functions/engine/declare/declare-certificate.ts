/**
 * Declares a certificate (new or changed) for its owner, or withdraws it: writes or removes the definition, and requests
 * a check at once. Ports only; it never issues, a run does.
 */
import type { CertificateDefinition, KeyAlgorithm } from '../config/definition.ts';
import { asRenewerError, RenewerError } from '../errors.ts';
import { expectStillOwn, expectTakeable } from '../install/take-over.ts';
import type { TokenVersionSource } from '../ports/dns.ts';
import type { DeclaredCertificates, DefinitionRegistry, WorkQueue } from '../ports/records.ts';
import type { CertificateImporter } from '../ports/store.ts';
import type { Clock, Deadline } from '../ports/time.ts';
import type { CertificateState } from '../renewal/state.ts';
import { expectSameKey, heldKeyAlgorithm } from './expect-same-key.ts';
import type { Owner } from './owner.ts';

export type DeclarePorts = {
  /** Reads what is to be taken over. */
  existing: Pick<CertificateImporter, 'readExisting'>;
  registry: DefinitionRegistry;
  declared: Pick<DeclaredCertificates, 'readState'>;
  tokenVersions: TokenVersionSource;
  /** For messages. */
  tokenSecretName: string;
  queue: WorkQueue;
  clock: Pick<Clock, 'now'>;
  /** Hears of a message that could not be sent. */
  warn(error: RenewerError): void;
};

export type Declaration = {
  definition: CertificateDefinition;
  /** Nobody has given the key algorithm: that of an ARN comes before the definition's. @default false */
  inheritsKeyAlgorithm?: boolean;
  owner: Owner;
  /** The resource is new: a missing token then fails the deployment at once, and no unrelated later one. */
  isNew: boolean;
  /** CloudFormation calls the resource by this certificate's name already. */
  isMoved: boolean;
  /** How long the deployment waits. */
  timeoutMs: number;
};

/**
 * Returns the key algorithm of the definition, and when that was written: a run that began earlier may have read another one.
 * @param ending bounds what is taken back after a failure. Later than `deadline`, which may be what has failed.
 * @throws RenewerError before anything is changed: no token, another owner, another key algorithm on an ARN, an ARN that cannot
 * be taken over. When a new one could not be declared in full, it is taken back: CDK's framework sends no Delete for a Create
 * that threw.
 */
export async function declareCertificate(
  declaration: Declaration,
  ports: DeclarePorts,
  deadline: Deadline,
  ending = deadline,
): Promise<Declared> {
  const { definition: given, owner, isNew } = declaration;
  if (isNew) await expectToken(owner.region, ports, deadline);
  const state = await ports.declared.readState(given.certificateName, deadline);
  if (isNew) await expectStillOwn(given, state?.installations ?? {}, ports.existing, deadline);
  const definition = { ...given, keyAlgorithm: await keyAlgorithmOf(declaration, state, ports, deadline) };
  expectSameKey(definition, state);
  try {
    const startedAt = await write({ ...declaration, definition }, ports, deadline);
    return { startedAt, keyAlgorithm: definition.keyAlgorithm };
  } catch (thrown) {
    if (isNew) await takeBack(declaration, ports, ending);
    throw thrown;
  }
}

export type Declared = { startedAt: Date; keyAlgorithm: KeyAlgorithm };

/** That of an ARN which the certificate has, or takes over; else the definition's own. */
async function keyAlgorithmOf(
  { definition, inheritsKeyAlgorithm = false }: Declaration,
  state: CertificateState | undefined,
  { existing }: DeclarePorts,
  deadline: Deadline,
): Promise<KeyAlgorithm> {
  const own = inheritsKeyAlgorithm ? heldKeyAlgorithm(definition, state) : definition.keyAlgorithm;
  const wanted = { ...definition, keyAlgorithm: own };
  const taken = await expectTakeable(wanted, state?.installations ?? {}, existing, deadline);
  return taken ?? own ?? definition.keyAlgorithm;
}

async function write(
  { definition, owner, isMoved, timeoutMs }: Declaration,
  ports: DeclarePorts,
  deadline: Deadline,
): Promise<Date> {
  const { certificateName } = definition;
  await ports.registry.putDefinition({ definition, owner }, { isMoved }, deadline);
  const startedAt = ports.clock.now();
  await ports.registry.requestHaste(certificateName, new Date(startedAt.getTime() + timeoutMs), deadline);
  await askForCheck(certificateName, undefined, ports, deadline);
  return startedAt;
}

/** Best effort. The write may have been carried out without an answer, so that a refused one is taken back too. */
async function takeBack(
  { definition, owner }: Declaration,
  ports: DeclarePorts,
  ending: Deadline,
): Promise<void> {
  try {
    await withdrawCertificate(definition.certificateName, { owner }, ports, ending);
  } catch (thrown) {
    ports.warn(asRenewerError(thrown));
  }
}

/**
 * Takes this owner's definition away and requests the check that comes of it: the certificate is retired, or goes back to
 * the definition before. What was issued stays in S3, and in ACM unless it is to be destroyed. False when this owner has none:
 * then nothing happens.
 */
export async function withdrawCertificate(
  certificateName: string,
  { owner, destroys }: { owner: Owner; destroys?: boolean },
  ports: Pick<DeclarePorts, 'registry' | 'queue' | 'clock' | 'warn'>,
  deadline: Deadline,
): Promise<boolean> {
  const removed = await ports.registry.removeDefinition(certificateName, owner, deadline);
  if (removed) await askForCheck(certificateName, destroys, ports, deadline);
  return removed;
}

/**
 * Stack, function and secret are in one region. An empty value shows to the run only: declare may not read it. Where nothing is
 * known, the run tells.
 */
async function expectToken(
  region: string,
  { tokenVersions, tokenSecretName, warn }: DeclarePorts,
  deadline: Deadline,
): Promise<void> {
  const version = await tokenVersions.readCurrentVersion(deadline).catch((thrown) => {
    deadline.signal.throwIfAborted();
    warn(asRenewerError(thrown));
    return undefined;
  });
  if (version !== '') return;
  throw new RenewerError({
    code: 'token-missing',
    disposition: 'person',
    subject: tokenSecretName,
    message:
      `No DNScale token: the secret ${tokenSecretName} does not exist in this account and region, or has no value. ` +
      `Set it: \`dnscale-certs token set --secret-name ${tokenSecretName} --region ${region}\` Then deploy again.`,
  });
}

/** The request in the table is what counts. The message only spares the wait for the next tick, so it may fail. */
async function askForCheck(
  certificateName: string,
  destroys: boolean | undefined,
  ports: Pick<DeclarePorts, 'registry' | 'queue' | 'clock' | 'warn'>,
  deadline: Deadline,
): Promise<void> {
  await ports.registry.requestCheck(certificateName, { dueAt: ports.clock.now(), destroys }, deadline);
  try {
    await ports.queue.send([certificateName], deadline);
  } catch (thrown) {
    ports.warn(asRenewerError(thrown));
  }
}
