/** Every error in a few words, by hand: a column of the list has no room for more. */
import { expect, it } from 'vitest';
import { errorWords } from '../../../../cli/status/error-words.ts';
import type { ErrorCode } from '../../../../functions/engine/errors.ts';

/** A new code makes this fail to compile. */
const EXPECTED: Record<ErrorCode, string> = {
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

it.each(Object.entries(EXPECTED))('says %s as "%s"', (code, words) => {
  expect(errorWords(code)).toBe(words);
  expect(words.length).toBeLessThanOrEqual(20);
});

it('says the code of a later release, and moves no cursor with it', () => {
  expect(errorWords('moon-full')).toBe('moon-full');
  expect(errorWords('\u001b[2Jtostring')).toBe('[2Jtostring');
  expect(errorWords('toString')).toBe('toString');
});
