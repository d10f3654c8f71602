/**
 * Decides whether a certificate is due. Pure: the caller passes the time, the definition and what is stored.
 * It never fetches, sleeps or logs. Each of RULES says from which instant it makes the certificate due: the first in the
 * list whose instant has come is the reason; while none has, the earliest of them is when the renewal begins.
 */
import type { CertificateDefinition } from '../config/definition.ts';
import type { StoredCertificate } from '../ports/store.ts';
import { type Difference, differencesOf } from './definition-differences.ts';
import { adviceOn } from './renewal-info.ts';
import { dueAt, floorAt } from './share-of-life.ts';
import type { KnownRenewalInfo } from './state.ts';

export type RenewalInput = {
  now: Date;
  definition: CertificateDefinition;
  /** The live version; undefined when nothing is stored yet. */
  certificate: StoredCertificate | undefined;
  /** The CA's last advice, on this certificate or on an earlier one. */
  renewalInfo?: KnownRenewalInfo | undefined;
  /** A person wants a new certificate whatever is stored. @default false */
  forced?: boolean | undefined;
  /** It is revoked, or is to be as soon as it is replaced. @default false */
  isToBeReplaced?: boolean | undefined;
  /** The store calls a version live that the state does not know: a run was killed between the two. @default false */
  storeIsAhead?: boolean | undefined;
};

export type DueReason =
  | 'nothing-stored'
  | 'revocation'
  | 'forced'
  | 'store-ahead'
  | 'names-changed'
  | 'key-algorithm-changed'
  | 'profile-changed'
  | 'authority-changed'
  | 'renewal-info'
  | 'life-floor'
  | 'share-of-life';

/** `nextCheckAt`: when the renewal is due or the CA wants to be asked for its advice, whichever comes first. */
export type Decision =
  | { due: true; reason: DueReason; message: string }
  | { due: false; reason: 'not-due'; message: string; nextCheckAt: Date };

type StoredInput = RenewalInput & { certificate: StoredCertificate };

/** When the rule makes the certificate due, and the reason in words. `from` defaults to now. */
type Finding = { message: string; from?: Date };
type Rule = { reason: DueReason; finds: (input: StoredInput) => Finding | undefined };

/** What makes a stored certificate due, in the order in which a reason is given. */
const RULES: readonly Rule[] = [
  {
    // Before what the archive can serve: a key that has leaked is not replaced by a certificate of before.
    reason: 'revocation',
    finds: ({ isToBeReplaced }) =>
      isToBeReplaced ? { message: 'a person has its certificate revoked' } : undefined,
  },
  {
    reason: 'forced',
    finds: ({ forced }) => (forced ? { message: 'a new certificate was asked for' } : undefined),
  },
  {
    reason: 'store-ahead',
    finds: ({ storeIsAhead }) =>
      storeIsAhead ? { message: 'the live files are of a version that no run has written down' } : undefined,
  },
  changed('names-changed'),
  changed('key-algorithm-changed'),
  changed('profile-changed'),
  changed('authority-changed'),
  { reason: 'renewal-info', finds: advisedInstant },
  { reason: 'life-floor', finds: lifeFloor },
  { reason: 'share-of-life', finds: shareOfLife },
];

const HOUR_MS = 60 * 60 * 1000;

/** From an issuance to the first question for the CA's advice: Let's Encrypt's own `Retry-After`. */
const FIRST_QUESTION_MS = 6 * HOUR_MS;

/** If the CA cannot be asked, the certificate is checked this often: no change around it is missed for longer. */
const LONGEST_WAIT_MS = 24 * HOUR_MS;

export function decideRenewal(input: RenewalInput): Decision {
  const { now, certificate } = input;
  if (!certificate) {
    return { due: true, reason: 'nothing-stored', message: 'no certificate is stored yet' };
  }
  const stored = { ...input, certificate };
  const findings = RULES.flatMap(({ reason, finds }) => {
    const found = finds(stored);
    return found ? [{ reason, from: now, ...found }] : [];
  });
  const reached = findings.find(({ from }) => from <= now);
  if (reached) return { due: true, reason: reached.reason, message: reached.message };
  const renewalAt = earliest(findings.map(({ from }) => from));
  return {
    due: false,
    reason: 'not-due',
    message: `${validUntil(certificate)}, renewal from ${renewalAt.toISOString()}`,
    nextCheckAt: earliest([renewalAt, nextQuestionAt(stored)]),
  };
}

function changed(reason: Difference['reason']): Rule {
  const finds = ({ certificate, definition }: StoredInput) =>
    differencesOf(certificate, definition).find((difference) => difference.reason === reason);
  return { reason, finds };
}

function advisedInstant({ now, certificate, renewalInfo }: StoredInput): Finding | undefined {
  const advice = adviceOn(certificate, renewalInfo);
  if (!advice) return undefined;
  const { window, renewAt, explanationUrl } = advice;
  const span = `${window.startsAt.toISOString()} to ${window.endsAt.toISOString()}`;
  const isOver = window.endsAt <= now ? ', which is over: it wants the certificate replaced at once' : '';
  const why = explanationUrl === undefined ? '' : `; it says why at ${explanationUrl}`;
  return { message: `the CA suggests renewal in ${span}${isOver}${why}`, from: renewAt };
}

function lifeFloor({ certificate }: StoredInput): Finding {
  const from = floorAt(certificate);
  return {
    message: `${validUntil(certificate)}, a sixth of its life is left since ${from.toISOString()}`,
    from,
  };
}

/** Does not apply when the CA has given advice. */
function shareOfLife({ certificate, renewalInfo }: StoredInput): Finding | undefined {
  if (adviceOn(certificate, renewalInfo)) return undefined;
  const from = dueAt(certificate);
  return { message: `${validUntil(certificate)}, due since ${from.toISOString()}`, from };
}

/** When the CA wants to be asked (again) for its advice. */
function nextQuestionAt({ now, certificate: { certId }, renewalInfo }: StoredInput): Date {
  if (certId !== undefined && renewalInfo?.certId === certId) return renewalInfo.askAgainAt;
  return new Date(now.getTime() + (certId === undefined ? LONGEST_WAIT_MS : FIRST_QUESTION_MS));
}

function validUntil({ notAfter }: StoredCertificate): string {
  return `valid until ${notAfter.toISOString()}`;
}

function earliest(instants: readonly Date[]): Date {
  return new Date(Math.min(...instants.map(Number)));
}
