/**
 * Decides whether a certificate is due. Pure: the caller passes the time, the definition and what is stored.
 * It never fetches, sleeps or logs. The order of the checks is the list CHECKS; the first hit wins.
 */
import type { CertificateDefinition } from '../config/definition.ts';
import type { StoredCertificate } from '../ports/store.ts';
import { adviceOn } from './renewal-info.ts';
import { dueAt, floorAt } from './share-of-life.ts';
import type { KnownRenewalInfo } from './state.ts';

export type RenewalInput = {
  now: Date;
  definition: CertificateDefinition;
  /** The live version; undefined when nothing is stored yet. */
  certificate: StoredCertificate | undefined;
  /** What the CA last said of it, or of an earlier one. */
  renewalInfo?: KnownRenewalInfo | undefined;
  /** A person wants a new certificate whatever is stored. @default false */
  forced?: boolean | undefined;
  /** The store calls a version live that the state does not know: a run was killed between the two. @default false */
  storeIsAhead?: boolean | undefined;
};

export type DueReason =
  | 'nothing-stored'
  | 'forced'
  | 'store-ahead'
  | 'names-changed'
  | 'key-algorithm-changed'
  | 'profile-changed'
  | 'authority-changed'
  | 'renewal-info'
  | 'life-floor'
  | 'share-of-life';

export type Decision =
  | { due: true; reason: DueReason; message: string }
  | { due: false; reason: 'not-due'; message: string; nextCheckAt: Date };

type StoredInput = RenewalInput & { certificate: StoredCertificate };
type Check = { reason: DueReason; finds: (input: StoredInput) => string | undefined };

/** What makes a stored certificate due, each with its purpose in words. The CA's advice takes the place of the share of life. */
const CHECKS: readonly Check[] = [
  {
    reason: 'forced',
    finds: ({ forced }) => (forced ? 'a new certificate was asked for' : undefined),
  },
  {
    reason: 'store-ahead',
    finds: ({ storeIsAhead }) =>
      storeIsAhead ? 'the live files are of a version that no run has written down' : undefined,
  },
  { reason: 'names-changed', finds: nameDifference },
  {
    reason: 'key-algorithm-changed',
    finds: ({ definition, certificate }) =>
      difference('key algorithm', certificate.keyAlgorithm, definition.keyAlgorithm),
  },
  {
    reason: 'profile-changed',
    finds: ({ definition, certificate }) => difference('profile', certificate.profile, definition.profile),
  },
  {
    reason: 'authority-changed',
    finds: ({ definition, certificate }) =>
      difference('CA', certificate.certificateAuthority, definition.certificateAuthority),
  },
  { reason: 'renewal-info', finds: advisedNow },
  {
    reason: 'life-floor',
    finds: ({ now, certificate }) =>
      now >= floorAt(certificate)
        ? `valid until ${certificate.notAfter.toISOString()}, a sixth of its life is left since ${floorAt(certificate).toISOString()}`
        : undefined,
  },
  {
    reason: 'share-of-life',
    finds: ({ now, certificate, renewalInfo }) =>
      !adviceOn(certificate, renewalInfo) && now >= dueAt(certificate)
        ? `valid until ${certificate.notAfter.toISOString()}, due since ${dueAt(certificate).toISOString()}`
        : undefined,
  },
];

const HOUR_MS = 60 * 60 * 1000;

/** Until the CA was asked for its advice on a new certificate: Let's Encrypt's own `Retry-After`. */
const FIRST_QUESTION_MS = 6 * HOUR_MS;

/** A certificate without advice is looked at this often even when it is not due: nothing that changes around it is missed for longer. */
const LONGEST_WAIT_MS = 24 * HOUR_MS;

export function decideRenewal(input: RenewalInput): Decision {
  const { certificate } = input;
  if (!certificate) {
    return { due: true, reason: 'nothing-stored', message: 'no certificate is stored yet' };
  }
  for (const { reason, finds } of CHECKS) {
    const message = finds({ ...input, certificate });
    if (message !== undefined) return { due: true, reason, message };
  }
  const due = nextDue({ ...input, certificate });
  return {
    due: false,
    reason: 'not-due',
    message: `valid until ${certificate.notAfter.toISOString()}, renewal from ${due.toISOString()}`,
    nextCheckAt: earlier(due, nextQuestion({ ...input, certificate })),
  };
}

function advisedNow({ now, certificate, renewalInfo }: StoredInput): string | undefined {
  const advice = adviceOn(certificate, renewalInfo);
  if (!advice || now < advice.renewAt) return undefined;
  const { window, explanationUrl } = advice;
  const span = `${window.startsAt.toISOString()} to ${window.endsAt.toISOString()}`;
  const isOver = window.endsAt <= now ? ', which is over: it wants the certificate replaced at once' : '';
  return `the CA suggests renewal in ${span}${isOver}${explanationUrl === undefined ? '' : `; it says why at ${explanationUrl}`}`;
}

function nextDue({ certificate, renewalInfo }: StoredInput): Date {
  const advice = adviceOn(certificate, renewalInfo);
  return advice ? earlier(advice.renewAt, floorAt(certificate)) : dueAt(certificate);
}

/** When the CA is to be asked (again) for its advice. */
function nextQuestion({ now, certificate: { certId }, renewalInfo }: StoredInput): Date {
  if (certId !== undefined && renewalInfo?.certId === certId) return renewalInfo.askAgainAt;
  return new Date(now.getTime() + (certId === undefined ? LONGEST_WAIT_MS : FIRST_QUESTION_MS));
}

function earlier(a: Date, b: Date): Date {
  return a < b ? a : b;
}

function nameDifference({ definition, certificate }: StoredInput): string | undefined {
  const lacks = definition.domainNames.filter((name) => !certificate.domainNames.includes(name));
  const extra = certificate.domainNames.filter((name) => !definition.domainNames.includes(name));
  const parts = [
    ...(lacks.length > 0 ? [`lacks ${lacks.join(', ')}`] : []),
    ...(extra.length > 0 ? [`has ${extra.join(', ')} too many`] : []),
  ];
  return parts.length > 0 ? `the stored certificate ${parts.join(' and ')}` : undefined;
}

function difference(
  what: string,
  stored: string | undefined,
  wanted: string | undefined,
): string | undefined {
  if (stored === wanted) return undefined;
  return `the ${what} was ${stored ?? "the CA's default"} and is to be ${wanted ?? "the CA's default"}`;
}
