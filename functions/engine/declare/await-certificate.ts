/**
 * One question of a deployment that waits: reads definition and state, judges them, and sends the message of a check whose
 * time has come. It never issues. What AWS does not answer is asked again: a throw would fail the deployment at once.
 */
import type { CertificateDefinition } from '../config/definition.ts';
import { asRenewerError, type ErrorCode, RenewerError } from '../errors.ts';
import { expectNoOtherArn } from '../install/existing-arns.ts';
import type { DeclaredCertificates, WorkQueue } from '../ports/records.ts';
import type { Clock, Deadline } from '../ports/time.ts';
import { hasTimedOut, judgeDeclaration, type Verdict } from './judge-declaration.ts';
import { describeOwner, isSameOwner, type Owner, parseOwner } from './owner.ts';
import { shortSentence } from './short-sentence.ts';

export type AwaitPorts = {
  declared: DeclaredCertificates;
  queue: WorkQueue;
  clock: Pick<Clock, 'now'>;
  /** Hears of what keeps the question from its answer. */
  warn(error: RenewerError): void;
};

export type Awaited = {
  definition: CertificateDefinition;
  owner: Owner;
  startedAt: Date;
  timeoutMs: number;
};

/** Damaged records do not mend themselves. */
const FINAL: readonly ErrorCode[] = ['record-unreadable', 'config-invalid'];

export async function awaitCertificate(
  awaited: Awaited,
  ports: AwaitPorts,
  deadline: Deadline,
): Promise<Verdict> {
  const { certificateName } = awaited.definition;
  const now = ports.clock.now();
  try {
    await expectOwned(awaited, ports.declared, deadline);
    const state = await ports.declared.readState(certificateName, deadline);
    // A run that had begun before the definition was written may have made one.
    expectNoOtherArn(awaited.definition, state?.installations ?? {});
    const verdict = judgeDeclaration({ ...awaited, state, now });
    if (verdict.verdict === 'waiting' && verdict.isDue) await ports.queue.send([certificateName], deadline);
    return verdict;
  } catch (thrown) {
    const error = asRenewerError(thrown);
    ports.warn(error);
    const isFinal = FINAL.includes(error.code) || hasTimedOut(awaited, now);
    if (isFinal) return { verdict: 'failed', sentence: shortSentence(error.message, error.advice) };
    return { verdict: 'waiting', isDue: false };
  }
}

/** Somebody else may have it by now: then no run works for this deployment. */
async function expectOwned(
  { definition, owner }: Awaited,
  declared: DeclaredCertificates,
  deadline: Deadline,
): Promise<void> {
  const { certificateName } = definition;
  const stored = await declared.readDefinition(certificateName, deadline);
  const holder = stored && parseOwner(stored.owner);
  if (!holder || !isSameOwner(holder, owner)) throw changedHands(certificateName, owner, holder);
}

/** @param holder who has it now; undefined when it was withdrawn. */
export function changedHands(certificateName: string, owner: Owner, holder: Owner | undefined): RenewerError {
  const who = holder ? `it is declared by ${describeOwner(holder)} now` : 'it was withdrawn';
  return new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    subject: certificateName,
    message: `The certificate ${certificateName} changed hands while ${describeOwner(owner)} waited for it: ${who}. Deploy again when it is declared once only.`,
  });
}
