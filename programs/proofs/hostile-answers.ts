/** Hostile answers, by the party that gives them: each one replaces the answers to all requests of one name. */
import type { Answer } from '../../test/support/world/proxy/exchange.ts';
import type { Probe } from './probes.ts';

/** A terminal or a log must get none of these: colour, bell, line break, right-to-left, zero width, null. */
const NASTY = '\u001b[31mred\u001b[0m\u0007\r\n{"level":"ERROR"}\u202eknil\u200b\u0000';

const HUGE = 'x'.repeat(7 * 1024 * 1024);

/** @param strangerOrigin no request may go there. */
export function hostileProbes(strangerOrigin: string): Probe[] {
  return [
    ...retryAfterProbes(),
    ...['directory', 'newOrder', 'authorization', 'order', 'certificate'].map((operation) =>
      always(`CA ${operation}: 7 MiB`, operation, huge),
    ),
    ...['GET zones', 'POST records'].map((operation) =>
      always(`DNScale ${operation}: 7 MiB`, operation, huge),
    ),
    ...pagingProbes(),
    ...redirectProbes(strangerOrigin),
    ...nastyTextProbes(),
  ];
}

const RETRY_AFTER = [
  '0',
  '-1',
  '10000000000',
  '1e10',
  'Thu, 01 Jan 1970 00:00:00 GMT',
  'Fri, 31 Dec 9999 23:59:59 GMT',
  '5, 10',
];

function retryAfterProbes(): Probe[] {
  return RETRY_AFTER.flatMap((retryAfter) => [
    always(`CA newOrder: 429, Retry-After ${retryAfter}`, 'newOrder', () =>
      problem(429, 'rateLimited', 'Service busy', { 'retry-after': retryAfter }),
    ),
    always(`CA order: Retry-After ${retryAfter}`, 'order', withHeader('retry-after', retryAfter)),
    always(`DNScale POST records: 429, Retry-After ${retryAfter}`, 'POST records', () =>
      json(429, { status: 'error', error: { code: 'RATE_LIMITED' } }, { 'retry-after': retryAfter }),
    ),
  ]);
}

/** A page that is never the last, and one that always names another. */
function pagingProbes(): Probe[] {
  return [
    always('DNScale GET zones: endless pages', 'GET zones', (answer) => {
      const page = JSON.parse(answer.body.toString());
      const endless = { has_more: true, total: 1e9, next_offset: 1 };
      return json(200, { ...page, ...endless, data: { ...page.data, ...endless, pagination: endless } });
    }),
    always('AWS acm:ListCertificates: endless pages', 'acm:ListCertificates', () =>
      json(200, { CertificateSummaryList: [], NextToken: 'again' }),
    ),
  ];
}

function redirectProbes(origin: string): Probe[] {
  const headers = { location: `${origin}/elsewhere` };
  const redirects = [
    ['CA', 'directory', 302],
    ['CA', 'newOrder', 307],
    ['CA', 'finalize', 308],
    ['DNScale', 'GET zones', 302],
    ['DNScale', 'POST records', 307],
    ['AWS', 'dynamodb:GetItem definition', 307],
    ['AWS', 's3:PutObject archive privkey.pem', 307],
  ] as const;
  const addresses = ['finalize', 'authorizations'] as const;
  return [
    ...redirects.map(([party, operation, status]) =>
      always(`${party} ${operation}: ${status} to a stranger`, operation, () => ({
        status,
        headers,
        body: Buffer.alloc(0),
      })),
    ),
    ...addresses.map((field) =>
      always(`CA newOrder: ${field} at a stranger's`, 'newOrder', (answer) => {
        const address = field === 'authorizations' ? [headers.location] : headers.location;
        const order = { ...JSON.parse(answer.body.toString()), [field]: address };
        return { ...answer, body: Buffer.from(JSON.stringify(order)) };
      }),
    ),
  ];
}

function nastyTextProbes(): Probe[] {
  const awsError = { __type: 'InternalServerError', message: NASTY };
  return [
    always('CA newOrder: control characters', 'newOrder', () => problem(403, 'unauthorized', NASTY)),
    always('CA finalize: control characters', 'finalize', () => problem(403, 'rejectedIdentifier', NASTY)),
    always('CA directory: control characters', 'directory', () => text(NASTY)),
    always('CA authorization: control characters', 'authorization', (answer) => {
      const { challenges, ...rest } = JSON.parse(answer.body.toString());
      const error = { type: `urn:ietf:params:acme:error:${NASTY}`, detail: NASTY, status: 403 };
      const spoilt = challenges.map((challenge: object) => ({ ...challenge, error, token: NASTY }));
      return json(200, { ...rest, status: 'invalid', challenges: spoilt });
    }),
    always('DNScale GET zones: control characters', 'GET zones', () =>
      json(503, { status: 'error', error: { code: NASTY, message: NASTY } }),
    ),
    always('DNScale POST records: control characters', 'POST records', () => text(NASTY)),
    always('AWS dynamodb:UpdateItem order: control characters', 'dynamodb:UpdateItem order', () =>
      json(500, awsError),
    ),
    always('AWS acm:ImportCertificate: control characters', 'acm:ImportCertificate first', () =>
      json(400, { __type: 'ValidationException', message: NASTY }),
    ),
  ];
}

function always(name: string, operation: string, reply: (answer: Answer) => Answer): Probe {
  return { name, act: (request) => (request.operation === operation ? { reply } : undefined) };
}

function huge(answer: Answer): Answer {
  return { ...answer, body: Buffer.concat([answer.body, Buffer.from(HUGE)]) };
}

function withHeader(name: string, value: string): (answer: Answer) => Answer {
  return (answer) => ({ ...answer, headers: { ...answer.headers, [name]: value } });
}

function text(body: string): Answer {
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: Buffer.from(body) };
}

function json(status: number, body: object, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(JSON.stringify(body)),
  };
}

function problem(status: number, type: string, detail: string, headers: Record<string, string> = {}): Answer {
  const body = { type: `urn:ietf:params:acme:error:${type}`, detail, status };
  return json(status, body, { 'content-type': 'application/problem+json', ...headers });
}
