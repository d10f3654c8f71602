/** Each error in two or three words, for a column. What it means in full: docs/errors.md. */
import { type ErrorCode, printable } from '../../functions/engine/errors.ts';

const WORDS: Record<ErrorCode, string> = {
  'config-invalid': 'not configured right',
  'zone-not-found': 'zone not found',
  'zone-not-active': 'zone not active',
  'not-delegated': 'not delegated',
  'delegation-loop': 'CNAME loop',
  'target-refused': 'CNAME refused',
  'caa-forbids': 'CAA forbids',
  'caa-unanswered': 'CAA unanswered',
  'dnssec-broken': 'DNSSEC broken',
  'token-missing': 'token missing',
  'dnscale-unauthorized': 'token refused',
  'dnscale-forbidden': 'token may too little',
  'dnscale-rate-limited': 'DNScale throttles',
  'dnscale-unavailable': 'DNScale is away',
  'dnscale-partial-update': 'DNScale half done',
  'dnscale-refused': 'DNScale refuses',
  'propagation-timeout': 'name servers lag',
  'acme-rate-limited': 'limit reached',
  'acme-paused': 'paused by the CA',
  'acme-unavailable': 'CA is away',
  'acme-failed': 'CA failed',
  'acme-account': 'account refused',
  'challenge-invalid': 'challenge failed',
  'identifier-rejected': 'name refused',
  'names-missing': 'names missing',
  'already-replaced': 'replaced already',
  'profile-unknown': 'profile unknown',
  'order-expired': 'order expired',
  'order-refused': 'order refused',
  'revocation-refused': 'not revoked yet',
  'deadline-exceeded': 'out of time',
  'store-failed': 'not stored',
  'folder-unsafe': 'folder unsafe',
  'store-conflict': 'archive differs',
  'record-unreadable': 'record unreadable',
  'record-conflict': 'record contested',
  'import-failed': 'import failed',
  'import-incompatible': 'ACM refuses',
  'import-quota': 'ACM is full',
  'import-overwritten': 'overwritten in ACM',
  'clean-up-failed': 'TXT values left',
  'aws-failed': 'AWS failed',
  interrupted: 'interrupted',
  unexpected: 'a fault of ours',
};

/** Of a code of a later release, the code. */
export function errorWords(code: string): string {
  const words: Readonly<Record<string, string>> = WORDS;
  return (Object.hasOwn(words, code) ? words[code] : undefined) ?? printable(code, 40);
}
