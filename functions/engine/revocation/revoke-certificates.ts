/**
 * Has CAs revoke what the state lists, each at the CA that issued it, and writes down what is done. Repeating it is harmless: a CA
 * says of what it revoked before that it is done.
 */
import { X509Certificate } from 'node:crypto';
import { asRenewerError, ClaimLost, printable, RenewerError } from '../errors.ts';
import type { AcmeServer } from '../ports/acme.ts';
import type { EventSink } from '../ports/events.ts';
import type { StateClaim } from '../ports/records.ts';
import type { CertificateStore } from '../ports/store.ts';
import type { Clock, Deadline } from '../ports/time.ts';
import type { Revocation } from '../renewal/state.ts';

export type RevokePorts = {
  acmeServer(directoryUrl: string): Pick<AcmeServer, 'revokeCertificate'>;
  store: Pick<CertificateStore, 'readLeaf' | 'readKey'>;
  clock: Pick<Clock, 'now'>;
  events: EventSink;
};

export type RevokeJob = {
  claim: StateClaim;
  deadline: Deadline;
  /** What can never succeed is not tried again: the failure that is thrown MUST be told. @default false */
  givesUp?: boolean | undefined;
};

/**
 * @throws RenewerError of one that failed, after all others were tried: first of those that are told now or never, then of those
 * that need a person. ClaimLost at once.
 */
export async function revokeCertificates(
  chosen: readonly Revocation[],
  job: RevokeJob,
  ports: RevokePorts,
): Promise<void> {
  const failures: RenewerError[] = [];
  for (const revocation of chosen) {
    try {
      await revoke(revocation, job, ports);
    } catch (thrown) {
      if (thrown instanceof ClaimLost) throw thrown;
      job.deadline.signal.throwIfAborted();
      const failure = asRenewerError(thrown);
      if (failure.isFinal && job.givesUp) await note(revocation, { givenUpAt: ports.clock.now() }, job);
      failures.push(failure);
    }
  }
  const failure =
    failures.find(({ isFinal }) => isFinal) ??
    failures.find(({ disposition }) => disposition === 'person') ??
    failures[0];
  if (failure) throw failure;
}

async function note(
  { serial }: Revocation,
  end: Pick<Revocation, 'revokedAt'> | Pick<Revocation, 'givenUpAt'>,
  { claim, deadline }: RevokeJob,
): Promise<void> {
  const revocations = claim.state.revocations?.map((one) =>
    one.serial === serial ? { ...one, ...end } : one,
  );
  await claim.write({ revocations }, deadline);
}

async function revoke(
  revocation: Revocation,
  job: RevokeJob,
  { acmeServer, store, clock, events }: RevokePorts,
): Promise<void> {
  const { serial, version, certificateAuthority, reason } = revocation;
  const { deadline } = job;
  const { certificateName } = job.claim.state;
  const certificatePem = await store.readLeaf(certificateName, version, deadline);
  expectSerial(serial, certificatePem, version);
  const readPrivateKey = () => store.readKey(certificateName, version, deadline);
  const acme = serverOf(serial, certificateAuthority, acmeServer);
  await acme.revokeCertificate({ certificatePem, reason, readPrivateKey }, deadline);
  await note(revocation, { revokedAt: clock.now() }, job);
  events.emit({ event: 'certificate-revoked', serial, reason, certificateAuthority });
}

/** A state is foreign input: it must not get another certificate revoked than the one that it names. */
function expectSerial(serial: string, certificatePem: string, version: string): void {
  const held = new X509Certificate(certificatePem).serialNumber.toLowerCase();
  if (held === serial) return;
  throw new RenewerError({
    code: 'record-unreadable',
    disposition: 'person',
    subject: version,
    message: `The state wants the certificate with the serial number ${serial} revoked, but version ${version} of the archive holds ${held}. Nothing was revoked.`,
    advice: 'Find out who wrote the table of states, and restore the item from its point-in-time backup.',
  });
}

/** The CA that issued it, whatever the definition names by now. */
function serverOf(serial: string, certificateAuthority: string, acmeServer: RevokePorts['acmeServer']) {
  try {
    return acmeServer(certificateAuthority);
  } catch (thrown) {
    const { code } = asRenewerError(thrown);
    throw code === 'config-invalid' ? notDeployed(serial, certificateAuthority) : thrown;
  }
}

function notDeployed(serial: string, certificateAuthority: string): RenewerError {
  const authority = printable(certificateAuthority);
  return new RenewerError({
    code: 'revocation-refused',
    disposition: 'person',
    subject: serial,
    message: `The certificate with the serial ${serial} is of ${authority}, a CA that this renewer does not name any more: nothing was sent there.`,
    advice: 'Add it to certificateAuthorities and deploy: the renewer then goes on by itself.',
  });
}
