/** Errors from the conversation with the CA. */
import { createAccountFinder } from '../../../../functions/acme/account.ts';
import {
  orderElsewhere,
  orderForbidden,
  type Refusal,
  refused,
} from '../../../../functions/acme/ca-errors.ts';
import type { HttpAnswer } from '../../../../functions/acme/http.ts';
import { createAccountKey } from '../../../../functions/acme/keys.ts';
import { createOrderMethods } from '../../../../functions/acme/orders.ts';
import { parseProblem } from '../../../../functions/acme/problem.ts';
import { createTransport } from '../../../../functions/acme/transport.ts';
import { splitPemCertificates } from '../../../../functions/engine/certificate/pem.ts';
import { guardOrigins } from '../../../../functions/engine/private-origins.ts';
import { DIRECTORY_URL, NOW, noDeadline } from '../../../support/builders.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import type { ErrorText } from '../error-page.ts';

export const ACME_TEXTS: ErrorText[] = [
  ['The directory’s URL is not one.', () => transportOf('http://ca.test/directory')],
  ['The terms of service are not agreed to.', () => findAccount()],
  ['The CA forgot the account.', () => refusal('accountDoesNotExist', 'Account not found', { status: 400 })],
  ['The CA takes its own customers only.', () => refusal('externalAccountRequired', 'No binding given')],
  ['The CA does not take the external account.', () => register('Unknown external account key')],
  [
    'The order is not the account’s.',
    async () =>
      orderForbidden('ca.test', 'order', await refusal('unauthorized', 'Account does not own the order')),
  ],
  ['The order in the state is at another server.', () => orderElsewhere('ca.test', 'https://x.test/order/1')],
  [
    'The contact is not accepted.',
    () => refusal('invalidContact', 'Domain example.invalid has no MX record'),
  ],
  [
    'The contact is no e-mail address.',
    () => refusal('unsupportedContact', 'Contact scheme "tel" is unsupported'),
  ],
  ['The account was deactivated.', () => refusal('unauthorized', 'Account is deactivated', { status: 403 })],
  ['The terms of service have changed.', () => refusal('userActionRequired', 'New terms', TERMS)],
  ['Too many certificates, and the CA says until when.', () => refusal('rateLimited', TOO_MANY, LATER)],
  ['Too many certificates.', () => refusal('rateLimited', TOO_MANY, { status: 429 })],
  ['Too many failures in a row.', () => refusal('rateLimited', PAUSED, { status: 429 })],
  ['The CA has an outage.', () => refusal('serverInternal', 'Something went wrong', { status: 500 })],
  ['The CA has an outage and says for how long.', () => refusal('serverInternal', 'Maintenance', OUTAGE)],
  ['A name of the CA leads into our own network.', () => lookUp('10.0.0.7')],
  ['A gateway in front of the CA answers.', () => readDirectory(html(502))],
  [
    'The CA redirects.',
    () => readDirectory({ status: 301, headers: { location: 'https://x.test/' }, body: '' }),
  ],
  ['The directory’s URL leads to a web page.', () => readDirectory(html(200))],
  [
    'The directory’s URL leads to something else.',
    () => readDirectory({ ...JSON_ANSWER, body: '{"hello":1}' }),
  ],
  ['The CA leaves out what it must say.', () => createOrder({ status: 201, headers: {}, data: AN_ORDER })],
  ['The CA sends something other than a certificate.', () => splitPemCertificates('<html>no</html>')],
  [
    'The CA does not see the TXT record.',
    () => refusal('dns', 'NXDOMAIN looking up TXT', { resource: 'challenge' }),
  ],
  ['The CA does not issue for a name.', () => refusal('rejectedIdentifier', FORBIDDEN, {}, REASONS)],
  [
    'The CA does not know this kind of name.',
    () => refusal('unsupportedIdentifier', 'Wildcards are not offered'),
  ],
  [
    'CAA forbids it, and only the CA saw that.',
    () => refusal('caa', 'CAA records forbid it', {}, FORBIDDEN_BY_CAA),
  ],
  ['The predecessor was replaced already.', () => refusal('alreadyReplaced', 'It was replaced by order 7')],
  ['The CA does not take the profile.', () => refusal('invalidProfile', 'Unknown profile "tlsclient"')],
  [
    'The order is too old.',
    () => refusal('malformed', 'No such order', { resource: 'finalize', status: 404 }),
  ],
  ['The CA makes another order than was asked for.', () => createOrder(anOrderFor('example.net'))],
  [
    'The CA is still at work on an earlier request.',
    () => refusal('conflict', 'The account is being changed', { resource: 'newAccount', status: 409 }),
  ],
  [
    'A name is under no public suffix.',
    () =>
      refusal(
        'malformed',
        'Cannot issue for "example.local": Domain name does not end with a valid public suffix (TLD)',
      ),
  ],
  ['The CA says something unforeseen.', () => refusal('malformed', 'Error parsing the request')],
];

const TOO_MANY =
  'too many certificates (5) already issued for this exact set of identifiers in the last 168h0m0s';
const PAUSED =
  'Your account is temporarily prevented from requesting certificates for example.com. Please visit: https://ca.test/sfe/v1/unpause?jwt=abc';
const FORBIDDEN = 'Cannot issue for "example.com"';
const REASONS = [
  { type: 'rejectedIdentifier', detail: 'On the block list', identifier: { value: 'example.com' } },
];
const FORBIDDEN_BY_CAA = [
  {
    type: 'urn:ietf:params:acme:error:caa',
    detail: 'CAA record for example.com prevents issuance',
    identifier: { value: 'www.example.com' },
  },
];
const TERMS = { status: 403, link: '<https://ca.test/terms-2027.pdf>;rel="terms-of-service"' };
const LATER = { status: 429, retryAfter: '7200' };
const OUTAGE = { status: 503, retryAfter: '1800' };
const JSON_ANSWER: HttpAnswer = { status: 200, headers: { 'content-type': 'application/json' }, body: '' };
const AN_ORDER = {
  status: 'pending',
  identifiers: [{ type: 'dns', value: 'example.com' }],
  authorizations: [],
  finalize: 'https://ca.test/finalize/1',
};

function refusal(type: string, detail: string, changes: Partial<Refusal> = {}, subproblems: object[] = []) {
  const problem = parseProblem({ type: `urn:ietf:params:acme:error:${type}`, detail, subproblems });
  const asked = {
    host: 'ca.test',
    resource: 'newOrder',
    profiles: ['classic', 'shortlived'],
    caaIdentities: ['ca.test'],
    now: NOW,
  } as const;
  return refused({ ...asked, status: 400, problem, ...changes });
}

function transportOf(directoryUrl: string, answer?: HttpAnswer) {
  const send = async () => answer ?? JSON_ANSWER;
  return createTransport({ directoryUrl, send, clock: createManualClock(NOW), newNoncesPerSecond: 10 });
}

function readDirectory(answer: HttpAnswer) {
  return transportOf(DIRECTORY_URL, answer).readDirectory(noDeadline());
}

function html(status: number): HttpAnswer {
  return { status, headers: { 'content-type': 'text/html' }, body: '<html>Hello</html>' };
}

function findAccount() {
  const address = 'https://ca.test/new';
  const meta = { termsOfService: 'https://ca.test/terms.pdf' };
  const directory = JSON.stringify({ newNonce: address, newAccount: address, newOrder: address, meta });
  const loadAccountKey = () => Promise.reject(new Error('Not read before the terms are agreed to.'));
  const options = { directoryUrl: DIRECTORY_URL, loadAccountKey, termsOfServiceAgreed: false };
  const transport = transportOf(DIRECTORY_URL, { ...JSON_ANSWER, body: directory });
  return createAccountFinder(options, transport).find(noDeadline());
}

/** Of an account that is new to the CA, bound to an external one. */
function register(refusalOfBinding: string) {
  const address = 'https://ca.test/new';
  const directory = {
    newNonce: address,
    newAccount: address,
    newOrder: address,
    meta: { externalAccountRequired: true },
  };
  const problem = (type: string, detail: string): HttpAnswer => ({
    status: 400,
    headers: { 'content-type': 'application/problem+json' },
    body: JSON.stringify({ type: `urn:ietf:params:acme:error:${type}`, detail }),
  });
  const answers = [
    { ...JSON_ANSWER, body: JSON.stringify(directory) },
    { ...JSON_ANSWER, headers: { 'replay-nonce': 'a' } },
    problem('accountDoesNotExist', 'No such account'),
    { ...JSON_ANSWER, headers: { 'replay-nonce': 'b' } },
    problem('unauthorized', refusalOfBinding),
  ];
  const send = async () => answers.shift() ?? JSON_ANSWER;
  const transport = createTransport({
    directoryUrl: DIRECTORY_URL,
    send,
    clock: createManualClock(NOW),
    newNoncesPerSecond: 10,
  });
  const origin = 'the secret DnscaleCerts/external-account/ca.test/directory';
  const options = {
    directoryUrl: DIRECTORY_URL,
    loadAccountKey: async () => createAccountKey(),
    loadExternalAccount: async () => ({ keyId: 'k', hmacKey: 'a', origin, remedy: REMEDY }),
    termsOfServiceAgreed: true,
  };
  return createAccountFinder(options, transport).find(noDeadline());
}

const REMEDY =
  'Set it with: `aws secretsmanager put-secret-value --secret-id DnscaleCerts/external-account/ca.test/directory --region eu-central-1 --secret-string file://external-account.json`';

type Answer = { status: number; headers: Record<string, string>; data: unknown };

function anOrderFor(value: string): Answer {
  const headers = { location: 'https://ca.test/order/1' };
  return { status: 201, headers, data: { ...AN_ORDER, identifiers: [{ type: 'dns', value }] } };
}

function createOrder(answer: Answer) {
  const call = async () => answer as never;
  const conversation = { host: 'ca.test', call, callRepeatedly: call, callWithKey: call };
  const orders = createOrderMethods(conversation, createManualClock(NOW));
  return orders.createOrder({ domainNames: ['example.com'] }, noDeadline());
}

function lookUp(address: string): Promise<unknown> {
  const { lookup } = guardOrigins({
    configuredUrl: 'https://ca.test/directory',
    allowPrivateOrigins: false,
    lookup: (_hostname, _options, done) => done(null, [{ address, family: 4 }]),
  });
  return new Promise((resolve, reject) => {
    lookup('ca.test', { all: true }, (error, found) => (error ? reject(error) : resolve(found)));
  });
}
