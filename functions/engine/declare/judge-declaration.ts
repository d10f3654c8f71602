/**
 * Judges how far a declared certificate is, for the deployment that waits for it. Pure: the caller passes the time, the
 * definition and the state. A renewal that fails holds up no deployment: what counts is what is stored and installed.
 */
import type { CertificateDefinition } from '../config/definition.ts';
import { orderHash } from '../config/definition-hash.ts';
import { ownValue } from '../own-value.ts';
import { isAsDefined } from '../renewal/definition-differences.ts';
import { isHeld } from '../renewal/is-held.ts';
import type { CertificateState, Failure, Installation } from '../renewal/state.ts';
import { shortSentence } from './short-sentence.ts';

export type DeclarationInput = {
  definition: CertificateDefinition;
  /** Undefined before the first run. */
  state: CertificateState | undefined;
  /** When the definition was written. */
  startedAt: Date;
  now: Date;
  /** How long the deployment waits. */
  timeoutMs: number;
};

export type Verdict =
  /** `installed` has every region of the definition, `secretArn` is there where it asks for a secret. */
  | {
      verdict: 'complete';
      notAfter: Date;
      installed: Record<string, string>;
      secretArn?: string | undefined;
    }
  /** What the deployment's author reads. */
  | { verdict: 'failed'; sentence: string }
  /** `isDue`: the next check has come, and nobody has been sent for it yet. */
  | { verdict: 'waiting'; isDue: boolean };

/** The deployment fails this long before its time-out, while it can still say why. */
const BEFORE_TIME_OUT_MS = 2 * 60 * 1000;

/** A message that was sent is worked on within that time, if there is room at all. */
const BETWEEN_MESSAGES_MS = 60 * 1000;

/** The framework asks this often (infra/certificate-provider.ts). */
const BETWEEN_QUESTIONS_MS = 5 * 1000;

export function judgeDeclaration(input: DeclarationInput): Verdict {
  const { now } = input;
  const complete = findComplete(input);
  if (complete) return complete;
  const failure = failureSince(input);
  if (failure?.disposition === 'person') {
    return { verdict: 'failed', sentence: shortSentence(failure.message, failure.advice) };
  }
  if (hasTimedOut(input, now)) {
    return { verdict: 'failed', sentence: shortSentence(timedOut(input, failure), failure?.advice) };
  }
  return { verdict: 'waiting', isDue: isDue(input) };
}

export function hasTimedOut(
  { startedAt, timeoutMs }: Pick<DeclarationInput, 'startedAt' | 'timeoutMs'>,
  now: Date,
): boolean {
  return now.getTime() - startedAt.getTime() >= timeoutMs - BEFORE_TIME_OUT_MS;
}

function findComplete({ definition, state, now }: DeclarationInput) {
  const { certificate, installations = {} } = state ?? {};
  if (!certificate || certificate.notAfter <= now || !isAsDefined(certificate, definition)) return undefined;
  const holds = (target: Target) =>
    isHeld(certificate, target) || isEarlierAsDefined(target, definition, now);
  const installed: Record<string, string> = {};
  for (const region of definition.regions) {
    const installation = ownValue(installations, region);
    if (!installation || !holds(installation)) return undefined;
    installed[region] = installation.certificateArn;
  }
  const { notAfter } = certificate;
  if (!definition.storeInSecretsManager) return { verdict: 'complete' as const, notAfter, installed };
  const secret = state?.secret;
  if (!secret || !holds(secret)) return undefined;
  return { verdict: 'complete' as const, notAfter, installed, secretArn: secret.secretArn };
}

/** What ACM of a region holds, or the secret. */
type Target = Pick<Installation, 'serial' | 'sha256' | 'orderHash' | 'notAfter' | 'released'>;

/** An installation of the last renewal that failed keeps nobody from another deployment, while the one before is valid. */
function isEarlierAsDefined(target: Target, definition: CertificateDefinition, now: Date): boolean {
  const { orderHash: held, notAfter, released } = target;
  return !released?.destroys && held === orderHash(definition) && notAfter !== undefined && notAfter > now;
}

/** A run that began before the definition was written has read another one. */
function failureSince({ state, startedAt }: DeclarationInput): Failure | undefined {
  const { failure } = state ?? {};
  if (!failure) return undefined;
  const { at, tookMs = 0 } = failure;
  return at.getTime() - tookMs >= startedAt.getTime() ? failure : undefined;
}

function timedOut({ definition, startedAt, now }: DeclarationInput, failure: Failure | undefined): string {
  const minutes = Math.round((now.getTime() - startedAt.getTime()) / 60_000);
  const cause = failure?.message ?? 'no run has ended yet; the log of the renew function says how far it is.';
  return `${definition.certificateName} is not ready after ${minutes} min: ${cause}`;
}

/**
 * The message of the declaration itself is under way at first. Nothing is kept between two questions, so that the time tells
 * whether a message was sent: once a minute while the check is due, and never while a run is under way. A question that
 * comes late may miss its time: then the next minute's counts, or plan's tick.
 */
function isDue({ state, startedAt, now }: DeclarationInput): boolean {
  if (state?.runUntil && state.runUntil > now) return false;
  const declaredMs = startedAt.getTime() + BETWEEN_MESSAGES_MS;
  const dueMs = Math.max(declaredMs, state?.nextCheckAt?.getTime() ?? declaredMs);
  const overdueMs = now.getTime() - dueMs;
  return overdueMs >= 0 && overdueMs % BETWEEN_MESSAGES_MS < BETWEEN_QUESTIONS_MS;
}
