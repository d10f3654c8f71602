/**
 * One cause is told once, over however many certificates: for each error code, what it lies in. Two certificates of one zone,
 * bucket, region or account meet it in every row; a code that is not in the table does not compile.
 */
import { describe, expect, it } from 'vitest';
import { refused } from '../../../functions/acme/ca-errors.ts';
import { parseProblem } from '../../../functions/acme/problem.ts';
import { parseDefinitionItem, parseStateItem } from '../../../functions/aws/item-parsers.ts';
import { propagationTimeout } from '../../../functions/engine/dns/propagation-timeout.ts';
import type { ErrorCode } from '../../../functions/engine/errors.ts';
import { challengeInvalid } from '../../../functions/engine/issuance/failed-authorizations.ts';
import { causeKey, type Notice } from '../../../functions/engine/notify/notice.ts';
import { finishCleanUp } from '../../../functions/engine/run/clean-up.ts';
import { createSteps } from '../../../functions/engine/run/steps.ts';
import { NOW, noDeadline } from '../../support/builders.ts';
import { sdkError } from '../aws/scripted-client.ts';
import { caa } from '../engine/dns/dns-in-memory.ts';
import { errorOf } from '../errors/error-sites.ts';
import {
  anError,
  dnscaleSays,
  elsewhere,
  failingFrom,
  importing,
  inZone,
  type Meeting,
  ORDER,
  REFUSAL,
  refusal,
  refusedBy,
  storing,
} from './cause-meetings.ts';

const NEVER = noDeadline();

/** What the cause lies in, and how it is met; or why each certificate has its own. */
type Row = [key: string, ...meetings: Meeting[]] | { own: string };

const CAUSES: Record<ErrorCode, Row> = {
  'caa-forbids': [
    'caa-forbids|example.org',
    inZone({ caa: { 'example.org': [caa('0 issue "digicert.com"')] } }),
    inZone({ caa: { 'example.org': [caa('128 unheard "of"')] } }),
    (domainName) =>
      challengeInvalid(
        ORDER,
        [refusedBy('caa', 'CAA record for example.org prevents issuance', domainName)],
        [],
      ),
    (domainName) => refusal('caa', 'CAA record for example.org prevents issuance', domainName),
  ],
  'identifier-rejected': { own: 'a CA refuses names' },
  'caa-unanswered': ['caa-unanswered|example.org', inZone({ caa: failingFrom('caa-unanswered') })],
  'dnssec-broken': [
    'dnssec-broken|example.org',
    inZone({ dnssec: { 'example.org': { status: 'broken', detail: 'no DNSKEY fits the DS record' } } }),
    inZone({ caa: failingFrom('dnssec-broken') }),
    elsewhere('dnssec-broken', { org: 'delegated', 'example.org': 'unanswered' }),
  ],
  'zone-not-found': [
    'zone-not-found|example.org',
    elsewhere(undefined, { org: 'delegated', 'example.org': 'delegated' }),
    elsewhere(undefined, { org: 'delegated', 'example.org': 'unanswered' }),
    elsewhere(undefined, { org: 'delegated' }),
  ],
  'not-delegated': [
    'not-delegated|example.org',
    inZone({ delegations: {} }),
    elsewhere('not-delegated', { org: 'delegated', 'example.org': 'unanswered' }),
  ],
  'zone-not-active': ['zone-not-active|example.org', inZone({}, { status: 'paused' })],
  'propagation-timeout': [
    'propagation-timeout|example.org',
    (domainName) => {
      const rrset = { zoneName: 'example.org', name: `_acme-challenge.${domainName}`, standings: [] };
      return propagationTimeout([rrset], 'after 120 s', undefined);
    },
  ],
  'token-missing': ['token-missing', (domainName) => anError('token-missing', domainName)],
  'dnscale-unauthorized': ['dnscale-unauthorized', dnscaleSays(401)],
  'dnscale-forbidden': ['dnscale-forbidden', dnscaleSays(403)],
  'dnscale-rate-limited': ['dnscale-rate-limited|DNScale', dnscaleSays(429)],
  'dnscale-unavailable': ['dnscale-unavailable|DNScale', dnscaleSays(500)],
  'dnscale-refused': ['dnscale-refused|DNScale', dnscaleSays(402)],
  'dnscale-partial-update': ['dnscale-partial-update|DNScale', dnscaleSays(502, 'PARTIAL_RECORD_UPDATE')],
  'acme-unavailable': [
    'acme-unavailable|ca.test',
    () => refused({ ...REFUSAL, status: 503, resource: 'newOrder', retryAfter: '60' }),
  ],
  'acme-failed': [
    'acme-failed|ca.test',
    (name) => refusal('serverInternal', 'Error creating new order', name),
  ],
  'acme-account': ['acme-account|ca.test', (name) => refusal('unauthorized', 'Account is deactivated', name)],
  'acme-rate-limited': [
    'acme-rate-limited|ca.test',
    () =>
      refused({
        ...REFUSAL,
        status: 429,
        problem: parseProblem({ detail: 'too many new orders', type: 'x' }),
      }),
  ],
  'store-failed': ['store-failed|bucket certs', storing(() => sdkError('AccessDenied', undefined, 403))],
  'import-quota': [
    'import-quota|us-east-1',
    importing('LimitExceededException'),
    importing('LimitExceededException', 'arn'),
  ],
  'import-failed': [
    'import-failed|us-east-1',
    importing('ThrottlingException'),
    importing('ThrottlingException', 'arn'),
    importing('UnrecognizedClientException', 'arn'),
    importing('AccessDeniedException'),
  ],
  'clean-up-failed': [
    'clean-up-failed|DNScale',
    async (domainName) => {
      const why = await errorOf(() => dnscaleSays(500)(domainName));
      const value = {
        zoneId: 'z',
        zoneName: 'example.org',
        name: `_acme-challenge.${domainName}`,
        value: 'v',
      };
      const solver = { outstanding: () => [value], cleanUp: async () => why };
      return finishCleanUp(
        { solver, times: { cleanUp: NEVER }, steps: createSteps({ now: () => NOW }) },
        Promise.resolve(undefined),
      );
    },
  ],
  'revocation-refused': { own: 'the CA refuses to revoke one certificate, whose serial is the subject' },
  'aws-failed': { own: 'its subject is the table, queue or secret of the call, which all share' },
  'record-conflict': { own: 'the record is shared, and its subject names it' },
  'config-invalid': { own: 'each definition is its own' },
  'delegation-loop': { own: 'the CNAMEs begin at the name' },
  'target-refused': { own: 'the CNAME stands at the name' },
  'acme-paused': { own: 'a CA pauses names' },
  'challenge-invalid': { own: 'a CA judges names' },
  'names-missing': { own: 'a CA leaves out names of one order' },
  'already-replaced': { own: 'one certificate was replaced' },
  'profile-unknown': { own: 'its subject is the profile, which others may share' },
  'order-expired': { own: 'one order has expired' },
  'order-refused': { own: 'one order is refused' },
  'deadline-exceeded': { own: 'one run has run out of time' },
  'folder-unsafe': { own: 'only the command works in folders' },
  'store-conflict': { own: 'one object is in the way' },
  'record-unreadable': [
    'record-unreadable|records of schema 2',
    (domainName) => parseStateItem({ certificateName: domainName, kind: 'state', schema: 2 }),
    (domainName) => parseDefinitionItem({ certificateName: domainName, kind: 'definition', schema: 2 }),
  ],
  'import-incompatible': { own: 'one certificate does not fit its ARN' },
  'import-overwritten': { own: 'one ARN was imported onto' },
  interrupted: { own: 'a person stopped one command' },
  unexpected: { own: 'nobody knows' },
};

describe('causeKey', () => {
  const shared = Object.values(CAUSES).flatMap((row) => (Array.isArray(row) ? [row] : []));
  const rows = shared.flatMap(([key, ...meetings]) =>
    meetings.map((meet, i): [string, string, Meeting] => [key, `${i + 1}`, meet]),
  );

  it.each(rows)('is %s for every certificate that meets it (%s)', async (key, _, meet) => {
    expect(await keyOf(meet, 'api.example.org')).toBe(key);
    expect(await keyOf(meet, '*.shop.example.org')).toBe(key);
  });

  it('is one for each certificate that does not fit ACM', async () => {
    const meet = importing('ValidationException');

    expect(await keyOf(meet, 'api.example.org')).toBe('import-incompatible|api.example.org');
    expect(await keyOf(meet, 'www.example.org')).toBe('import-incompatible|www.example.org');
  });

  it('believes no CA that names a place where the records cannot stand', async () => {
    const meet: Meeting = (name) =>
      challengeInvalid(ORDER, [refusedBy('caa', 'CAA record for victim.test prevents issuance', name)], []);

    expect(await keyOf(meet, '*.api.example.org')).toBe('caa-forbids|api.example.org');
  });
});

async function keyOf(meet: Meeting, domainName: string): Promise<string> {
  const { code, subject } = await errorOf(async () => {
    const outcome = await meet(domainName);
    if (outcome instanceof Error) throw outcome;
    return outcome;
  });
  const notice = { kind: 'renewal-failed', certificateName: domainName, code, subject };
  return causeKey(notice as Notice);
}
