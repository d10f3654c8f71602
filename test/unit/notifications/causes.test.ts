/**
 * One cause is told once, over however many certificates: for each error code, what it lies in. Two certificates of one zone,
 * bucket, region or account meet it in every row; a code that is not in the table does not compile.
 */
import type { ACMClient } from '@aws-sdk/client-acm';
import type { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { refused } from '../../../functions/acme/ca-errors.ts';
import { parseProblem } from '../../../functions/acme/problem.ts';
import { createBucketObjects } from '../../../functions/aws/bucket-objects.ts';
import { createCertificateImporter } from '../../../functions/aws/certificate-importer.ts';
import { parseDefinitionItem, parseStateItem } from '../../../functions/aws/item-parsers.ts';
import { createClient } from '../../../functions/dnscale/client.ts';
import { listZoneRecords } from '../../../functions/dnscale/listing.ts';
import { propagationTimeout } from '../../../functions/engine/dns/propagation-timeout.ts';
import { type ErrorCode, RenewerError } from '../../../functions/engine/errors.ts';
import { challengeInvalid } from '../../../functions/engine/issuance/failed-authorizations.ts';
import { causeKey, type Notice } from '../../../functions/engine/notify/notice.ts';
import type { Authorization, Order } from '../../../functions/engine/ports/acme.ts';
import { finishCleanUp } from '../../../functions/engine/run/clean-up.ts';
import { createSteps } from '../../../functions/engine/run/steps.ts';
import { NOW, noDeadline } from '../../support/builders.ts';
import { issueTestCertificate } from '../../support/certificates.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { scriptedClient, sdkError } from '../aws/scripted-client.ts';
import { aServer, aZone, caa, createDns, lookupFailed } from '../engine/dns/dns-in-memory.ts';
import { runPreflight } from '../engine/preflight/preflight-world.ts';
import { errorOf } from '../errors/error-sites.ts';

const NEVER = noDeadline();

/** How one certificate, for this name of the zone example.org, meets it. */
type Meeting = (domainName: string) => unknown;

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
  ],
  'identifier-rejected': [
    'identifier-rejected|example.org',
    (domainName) => refusal('caa', 'CAA record for example.org prevents issuance', domainName),
  ],
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

function inZone(script: Parameters<typeof createDns>[0], zone: Parameters<typeof aZone>[1] = {}): Meeting {
  return (domainName) =>
    runPreflight({
      definition: { domainNames: [domainName] },
      zones: [aZone('example.org', zone)],
      dns: createDns(script),
    }).targets;
}

/** No zone at DNScale holds it. @param lookups how the question for its CNAME fails. @default - there is none */
function elsewhere(
  lookups: 'dnssec-broken' | 'not-delegated' | undefined,
  names: Record<string, 'delegated' | 'unanswered'>,
): Meeting {
  return (domainName) => {
    const dns = createDns();
    dns.resolver.findNameServers = async (name) => {
      if (names[name] === 'delegated') return [aServer('192.0.2.1')];
      throw names[name] === 'unanswered' ||
        (name.endsWith('.example.org') && names['example.org'] === 'unanswered')
        ? lookupFailed('not-delegated', name)
        : anError('not-delegated', name);
    };
    if (lookups !== undefined) {
      dns.lookups.lookUpCname = async (name) => Promise.reject(lookupFailed(lookups, name));
    }
    return runPreflight({ definition: { domainNames: [domainName] }, zones: [], dns }).targets;
  };
}

function failingFrom(code: 'caa-unanswered' | 'dnssec-broken') {
  const names = ['api.example.org', 'shop.example.org', 'example.org'];
  return Object.fromEntries(names.map((name) => [name, lookupFailed(code, name)]));
}

function anError(code: ErrorCode, subject: string): RenewerError {
  return new RenewerError({ code, disposition: 'person', subject, message: `${subject} fails.` });
}

/** Of a list of the zone's records: each certificate has a zone of its own here. */
function dnscaleSays(status: number, code = 'SOME'): Meeting {
  return (domainName) => {
    const text = JSON.stringify({ status: 'error', error: { code, message: 'It says so' } });
    const answer = { kind: 'answer' as const, url: 'https://api.dnscale.eu/v1/x', status, text };
    const client = createClient({
      http: async () => answer,
      readToken: async () => 'the token',
      clock: createManualClock(NOW),
      random: () => 0.5,
    });
    return listZoneRecords({ id: domainName, name: domainName }, client, NEVER);
  };
}

const ORDER = { url: 'https://ca.test/order/1', status: 'invalid' } as Order;

function refusedBy(errorType: string, error: string, domainName: string): Authorization {
  const wildcard = domainName.startsWith('*.');
  const name = domainName.replace('*.', '');
  return { domainName: name, wildcard, status: 'invalid', errorType, error } as unknown as Authorization;
}

const REFUSAL = {
  host: 'ca.test',
  resource: 'finalize' as const,
  status: 403,
  profiles: [],
  caaIdentities: ['ca.test'],
  now: NOW,
};

function refusal(type: string, detail: string, domainName: string): RenewerError {
  const of = { type: `urn:ietf:params:acme:error:${type}`, detail };
  const identifier = { type: 'dns', value: domainName };
  return refused({ ...REFUSAL, problem: parseProblem({ ...of, subproblems: [{ ...of, identifier }] }) });
}

function storing(failure: () => Error): Meeting {
  return (domainName) => {
    const { client } = scriptedClient<S3Client>(() => {
      throw failure();
    });
    const objects = createBucketObjects({
      client: () => client,
      bucketName: 'certs',
      bucketOwner: '111122223333',
      clock: createManualClock(NOW),
    });
    return objects.write(`live/${domainName}/bundle.pem`, 'pem', 'always', NEVER);
  };
}

function importing(failure: string, arn?: 'arn'): Meeting {
  return async (certificateName) => {
    const { client } = scriptedClient<ACMClient>(({ name }) => {
      if (name === 'ImportCertificateCommand') throw sdkError(failure, undefined, 400);
      return { CertificateSummaryList: [] };
    });
    const importer = createCertificateImporter({
      client: () => client,
      renewer: 'eu-central-1/certs',
      stackName: 'certs',
      clock: createManualClock(NOW),
    });
    const certificateArn = arn && `arn:aws:acm:us-east-1:111122223333:certificate/${certificateName}`;
    const files = await testFiles();
    return importer.importCertificate({ certificateName, region: 'us-east-1', certificateArn, files }, NEVER);
  };
}

async function testFiles() {
  const { leafPem, chainPems, privateKeyPem } = await issueTestCertificate({ domainNames: ['example.org'] });
  return { certificatePem: leafPem, chainPem: chainPems[0], privateKeyPem };
}
