/**
 * Decides whether a certificate is due. Pure: the caller passes the time, the definition and what is stored.
 * It never fetches, sleeps or logs. The order of the checks is the list CHECKS; the first hit wins.
 */
import type { CertificateDefinition } from '../config/definition.ts';
import type { StoredCertificate } from '../ports.ts';
import { dueAt } from './due-at.ts';

export type RenewalInput = {
  now: Date;
  definition: CertificateDefinition;
  /** The live version; undefined when nothing is stored yet. */
  certificate: StoredCertificate | undefined;
  /** A person wants a new certificate whatever is stored. @default false */
  forced?: boolean | undefined;
};

export type DueReason =
  | 'nothing-stored'
  | 'forced'
  | 'names-changed'
  | 'key-algorithm-changed'
  | 'profile-changed'
  | 'authority-changed'
  | 'share-of-life';

export type Decision =
  | { due: true; reason: DueReason; message: string }
  | { due: false; reason: 'not-due'; message: string; nextCheckAt: Date };

type StoredInput = RenewalInput & { certificate: StoredCertificate };
type Check = { reason: DueReason; finds: (input: StoredInput) => string | undefined };

/** What makes a stored certificate due, each with its purpose in words; ARI (RFC 9773) takes its place before `share-of-life`. */
const CHECKS: readonly Check[] = [
  {
    reason: 'forced',
    finds: ({ forced }) => (forced ? 'a new certificate was asked for' : undefined),
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
  {
    reason: 'share-of-life',
    finds: ({ now, certificate }) =>
      now >= dueAt(certificate)
        ? `valid until ${certificate.notAfter.toISOString()}, due since ${dueAt(certificate).toISOString()}`
        : undefined,
  },
];

/** A stored certificate is looked at this often even when it is not due: nothing that changes around it is missed for longer. */
const LONGEST_WAIT_MS = 24 * 60 * 60 * 1000;

export function decideRenewal(input: RenewalInput): Decision {
  const { certificate, now } = input;
  if (!certificate) {
    return { due: true, reason: 'nothing-stored', message: 'no certificate is stored yet' };
  }
  for (const { reason, finds } of CHECKS) {
    const message = finds({ ...input, certificate });
    if (message !== undefined) return { due: true, reason, message };
  }
  const due = dueAt(certificate);
  return {
    due: false,
    reason: 'not-due',
    message: `valid until ${certificate.notAfter.toISOString()}, renewal from ${due.toISOString()}`,
    nextCheckAt: new Date(Math.min(due.getTime(), now.getTime() + LONGEST_WAIT_MS)),
  };
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
