/** The parsers of what others may have written into tables, queues, buckets, secrets, files and the configuration. */
import {
  parseClaimAttributes,
  parseDefinitionItem,
  parseOrdersItem,
  parseStateItem,
} from '../../functions/aws/item-parsers.ts';
import { createLivePointer } from '../../functions/aws/live-pointer.ts';
import { observationsIn } from '../../functions/aws/observations.ts';
import { parseWorkMessage } from '../../functions/aws/work-message.ts';
import { checkApiUrl } from '../../functions/engine/config/api-url.ts';
import { parseDefinition } from '../../functions/engine/config/definition-schema.ts';
import { parseProbe } from '../../functions/engine/config/probe.ts';
import { validateConfig } from '../../functions/engine/config/validate.ts';
import { isTestRequest, parseTestAnswer } from '../../functions/engine/notify/test-mails.ts';
import { resourceWords } from '../../functions/engine/probe/resource-words.ts';
import { parseExternalAccount } from '../../functions/engine/secrets/external-account-value.ts';
import { parseTokenValue } from '../../functions/engine/secrets/token-value.ts';
import { readFileState } from '../../functions/files/file-records.ts';
import { aDefinition, NOW, noDeadline } from '../../test/support/builders.ts';
import { type ForeignParser, ofText, ofValue } from './foreign-parser.ts';

const DEFINITION = { ...aDefinition(), kind: 'definition', schema: 1, owner: 'o', hash: 'h' };
const AT = '2026-11-27T00:00:00.000Z';
const STATE = {
  kind: 'state',
  schema: 1,
  certificateName: 'example.com',
  runId: 'r',
  sequence: 1,
  nextCheckAt: AT,
  txtRecords: [{ zoneId: 'z', zoneName: 'example.com', name: '_acme-challenge.example.com', value: 'v' }],
  installations: { 'eu-central-1': { certificateArn: 'arn', serial: '0a', importedAt: AT } },
  order: { version: 'v', definitionHash: 'h', certificateAuthority: 'https://ca.test', startedAt: AT },
  failure: { count: 1, code: 'c', disposition: 'person', message: 'm', step: 's', at: AT },
  failedValidations: { 'example.com': [AT] },
};
const ORDERS = { kind: 'orders', schema: 1, counts: { x: 1 } };
const LEAF = { serial: '0a', sha256: 'aa', notBefore: AT, notAfter: AT };
const OBSERVATION = {
  kind: 'served',
  certificateName: 'example.com',
  at: AT,
  live: LEAF,
  liveSince: AT,
  earlier: ['0b'],
  places: [{ place: 'example.com:443', standing: 'stale', since: AT, leaf: LEAF }],
};
const TEST_ANSWER = { sent: [{ severity: 'page', subject: 's' }], failed: { code: 'c', message: 'm' } };
const LOAD_BALANCER = 'arn:aws:elasticloadbalancing:eu-central-1:1:loadbalancer/app/shop-lb/1';
const CONFIG = {
  alertEmail: 'ops@example.com',
  termsOfServiceAgreed: true,
  certificates: { 'example.com': { domainNames: ['example.com'] } },
  dnscale: { delegationZones: ['acme.example.net'] },
  dns: { resolvers: ['192.0.2.1:53'] },
};
const POINTER = JSON.stringify({ schema: 1, version: '20261127T000000Z-0a0b0c0d' });

/** A table's item is a map in any case. */
function asItem(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : { value };
}

function readPointer(text: string): Promise<unknown> {
  const objects = {
    read: async () => ({ text, eTag: 'e' }),
    write: async () => true,
  };
  return createLivePointer({
    objects,
    bucketName: 'b',
    certificateName: 'example.com',
    clock: { now: () => NOW },
  }).readVersion(noDeadline());
}

function readStateFile(text: string): Promise<unknown> {
  const folder = {
    path: '/out',
    read: async () => text,
    write: async () => {},
    writeAll: async () => {},
    create: async () => true,
    expectWritable: async () => {},
    expectOwn: async () => {},
  };
  return readFileState(folder, 'example.com');
}

const TOKENS = [
  'abc',
  '{"token": "abc"}',
  'DNSCALE_API_TOKEN="abc"',
  'Bearer abc',
  '"{\\"token\\":\\"a\\"}"',
  '\ufeff abc ',
];
const EXTERNAL_ACCOUNTS = [
  '{"keyId": "k", "hmacKey": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}',
  'EAB_KID=k\nEAB_HMAC_KEY=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
];

export const STORED_PARSERS: readonly ForeignParser[] = [
  ofValue('definition item', [DEFINITION], (value) => parseDefinitionItem(asItem(value))),
  ofValue('state item', [STATE], (value) => {
    parseStateItem(asItem(value));
    parseClaimAttributes(asItem(value));
  }),
  ofValue('observations', [OBSERVATION], (value) => observationsIn([asItem(value)])),
  ofValue('orders item', [ORDERS], (value) => parseOrdersItem(asItem(value))),
  ofText('probe of a definition', ['www.example.com:443', '*.example.com:25 '], parseProbe),
  ofText(
    'ARN of what uses a certificate',
    [LOAD_BALANCER, 'arn:aws:cloudfront::1:distribution/E1'],
    resourceWords,
  ),
  ofText('definition of many names', ['a.example.com', '*.example.com '], (text) =>
    parseDefinition({ ...DEFINITION, domainNames: text.split(/[ ,;]/) }),
  ),
  ofValue('configuration', [CONFIG], (value) => validateConfig(value, 'renewer.config.ts')),
  ofText('work message', ['{"schema":1,"certificateName":"example.com"}'], parseWorkMessage),
  ofText('pointer in S3', [POINTER], readPointer),
  ofText('state file', [JSON.stringify(STATE)], readStateFile),
  ofValue('request and answer of a test of the mails', [{ test: true }, TEST_ANSWER], (value) => {
    isTestRequest(value);
    parseTestAnswer(value);
  }),
  ofText('token', TOKENS, parseTokenValue),
  ofText('external account', EXTERNAL_ACCOUNTS, parseExternalAccount),
  ofText('API URL', ['https://api.dnscale.eu/v1', 'http://127.0.0.1:8080/v1'], checkApiUrl),
];
