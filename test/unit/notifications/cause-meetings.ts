/** How certificates for names of the zone example.org meet the errors of causes.test.ts. */
import type { ACMClient } from '@aws-sdk/client-acm';
import type { S3Client } from '@aws-sdk/client-s3';
import { refused } from '../../../functions/acme/ca-errors.ts';
import { parseProblem } from '../../../functions/acme/problem.ts';
import { createBucketObjects } from '../../../functions/aws/bucket-objects.ts';
import { createCertificateImporter } from '../../../functions/aws/certificate-importer.ts';
import { createClient } from '../../../functions/dnscale/client.ts';
import { listZoneRecords } from '../../../functions/dnscale/listing.ts';
import { type ErrorCode, RenewerError } from '../../../functions/engine/errors.ts';
import type { Authorization, Order } from '../../../functions/engine/ports/acme.ts';
import { NOW, noDeadline } from '../../support/builders.ts';
import { issueTestCertificate } from '../../support/certificates.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { scriptedClient, sdkError } from '../aws/scripted-client.ts';
import { aServer, aZone, createDns, lookupFailed } from '../engine/dns/dns-in-memory.ts';
import { runPreflight } from '../engine/preflight/preflight-world.ts';

const NEVER = noDeadline();

/** How one certificate, for this name of the zone example.org, meets it. */
export type Meeting = (domainName: string) => unknown;

export function inZone(
  script: Parameters<typeof createDns>[0],
  zone: Parameters<typeof aZone>[1] = {},
): Meeting {
  return (domainName) =>
    runPreflight({
      definition: { domainNames: [domainName] },
      zones: [aZone('example.org', zone)],
      dns: createDns(script),
    }).targets;
}

/** No zone at DNScale holds it. @param lookups how the question for its CNAME fails. @default - there is none */
export function elsewhere(
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

export function failingFrom(code: 'caa-unanswered' | 'dnssec-broken') {
  const names = ['api.example.org', 'shop.example.org', 'example.org'];
  return Object.fromEntries(names.map((name) => [name, lookupFailed(code, name)]));
}

export function anError(code: ErrorCode, subject: string): RenewerError {
  return new RenewerError({ code, disposition: 'person', subject, message: `${subject} fails.` });
}

/** Of a list of the zone's records: each certificate has a zone of its own here. */
export function dnscaleSays(status: number, code = 'SOME'): Meeting {
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

export const ORDER = { url: 'https://ca.test/order/1', status: 'invalid' } as Order;

export function refusedBy(errorType: string, error: string, domainName: string): Authorization {
  const wildcard = domainName.startsWith('*.');
  const name = domainName.replace('*.', '');
  return { domainName: name, wildcard, status: 'invalid', errorType, error } as unknown as Authorization;
}

export const REFUSAL = {
  host: 'ca.test',
  resource: 'finalize' as const,
  status: 403,
  profiles: [],
  caaIdentities: ['ca.test'],
  now: NOW,
};

export function refusal(type: string, detail: string, domainName: string): RenewerError {
  const of = { type: `urn:ietf:params:acme:error:${type}`, detail };
  const identifier = { type: 'dns', value: domainName };
  return refused({ ...REFUSAL, problem: parseProblem({ ...of, subproblems: [{ ...of, identifier }] }) });
}

export function storing(failure: () => Error): Meeting {
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

export function importing(failure: string, arn?: 'arn'): Meeting {
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
