/** The parsers of what a CA answers. */
import { unwrap } from '../../functions/acme/answer.ts';
import type { HttpAnswer } from '../../functions/acme/http.ts';
import { createAccountKey, readAccountKey } from '../../functions/acme/keys.ts';
import { linksOf } from '../../functions/acme/links.ts';
import {
  DirectoryMessage,
  findDns01,
  parseAuthorization,
  parseIdentifiers,
  parseMessage,
  parseOrder,
  toAuthorization,
  toMeta,
  toOrder,
} from '../../functions/acme/messages.ts';
import { askAgainAtOf, pollAfterMsOf, retryAtOf } from '../../functions/acme/retry-after.ts';
import { checkCertificate } from '../../functions/engine/certificate/check-certificate.ts';
import { NOW } from '../../test/support/builders.ts';
import { type ForeignParser, ofText, ofValue } from './foreign-parser.ts';

const HOST = 'ca.test';
const ORDER_URL = 'https://ca.test/order/1';

const DIRECTORY = {
  newNonce: '/nonce',
  newAccount: 'https://ca.test/account',
  newOrder: 'https://ca.test/order',
  meta: {
    termsOfService: 'https://ca.test/terms',
    caaIdentities: ['ca.test'],
    profiles: { classic: 'words' },
  },
};
const PROBLEM = {
  type: 'urn:ietf:params:acme:error:malformed',
  detail: 'Cannot issue for "a.example.local": see https://ca.test/unpause?jwt=abc, or "b.example"',
  instance: 'https://ca.test/terms',
  subproblems: [
    { type: 'urn:ietf:params:acme:error:caa', detail: 'no', identifier: { type: 'dns', value: 'a.test' } },
  ],
};
const ORDER = {
  status: 'pending',
  identifiers: [{ type: 'dns', value: 'example.com' }],
  authorizations: ['/authz/1'],
  finalize: '/finalize/1',
  certificate: '/cert/1',
  expires: '2026-12-01T00:00:00Z',
  error: PROBLEM,
};
const AUTHORIZATION = {
  status: 'pending',
  identifier: { type: 'dns', value: 'example.com' },
  wildcard: true,
  challenges: [{ type: 'dns-01', url: '/chall/1', token: 'abc', status: 'pending', error: PROBLEM }],
};

function readAnswer(part: Partial<HttpAnswer>, resource: 'newOrder' | 'certificate' | 'order'): unknown {
  const answer = { status: 403, headers: {}, body: JSON.stringify(PROBLEM), ...part };
  return unwrap(answer, {
    resource,
    host: HOST,
    profiles: ['classic'],
    caaIdentities: ['ca.test'],
    now: NOW,
  });
}

const MESSAGES: ForeignParser[] = [
  ofValue('CA directory', [DIRECTORY], (value) =>
    toMeta(parseMessage(DirectoryMessage, value, 'directory', HOST)),
  ),
  ofValue('CA order', [ORDER], (value) => {
    toOrder(ORDER_URL, parseOrder(value, { url: ORDER_URL, host: HOST }), 0);
    parseIdentifiers(value, HOST);
  }),
  ofValue('CA authorization', [AUTHORIZATION], (value) => {
    const message = parseAuthorization(value, HOST);
    findDns01(message, HOST);
    toAuthorization('https://ca.test/authz/1', message);
  }),
  ofValue('CA problem', [PROBLEM], (value) => readAnswer({ body: JSON.stringify(value) ?? '' }, 'newOrder')),
];

const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIBAA==\n-----END CERTIFICATE-----\n';
const KEY = createAccountKey();

function readHeaders(text: string): void {
  linksOf(text, 'alternate');
  retryAtOf(text, NOW);
  askAgainAtOf(text, NOW);
  pollAfterMsOf(text, NOW);
}

const TEXTS: ForeignParser[] = [
  ofText('CA answer, its body', [JSON.stringify(ORDER), JSON.stringify(PROBLEM)], (body) =>
    readAnswer({ status: 200, body }, 'order'),
  ),
  ofText('CA problem, its detail', [PROBLEM.detail], (detail) =>
    readAnswer({ body: JSON.stringify({ ...PROBLEM, detail, subproblems: [] }) }, 'newOrder'),
  ),
  ofText(
    'CA answer, its headers',
    ['<https://ca.test/1>;rel="alternate"', '120', 'text/plain; x=y'],
    (text) =>
      readAnswer(
        { headers: { link: text, 'retry-after': text, 'content-type': text, location: text } },
        'order',
      ),
  ),
  ofText(
    'Link and Retry-After',
    ['<https://ca.test/1>;rel="alternate", </2> ; rel=up', '120', 'Wed, 21 Oct 2026 07:28:00 GMT'],
    readHeaders,
  ),
  ofText('PEM of a certificate', [CERTIFICATE, CERTIFICATE.repeat(2)], (pem) =>
    checkCertificate({
      pem,
      privateKeyPem: KEY,
      domainNames: ['example.com'],
      keyAlgorithm: 'EC_PRIME256V1',
      now: NOW,
    }),
  ),
  ofText('PEM of an account key', [KEY], (stored) => readAccountKey(stored, 'https://ca.test/directory')),
];

export const CA_PARSERS: readonly ForeignParser[] = [...MESSAGES, ...TEXTS];
