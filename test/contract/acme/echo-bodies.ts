/**
 * What a CA's answers look like that repeat a text in every member, and in every header. Texts of JSON, written by hand: a
 * serializer would undo the spelling.
 */
import fc from 'fast-check';

export type EchoBody = (url: string, echo: string) => string;
export type EchoHeaders = (url: string, echo: string) => Record<string, string>;

const TYPES = [
  'malformed',
  'unauthorized',
  'accountDoesNotExist',
  'externalAccountRequired',
  'userActionRequired',
  'rateLimited',
  'rejectedIdentifier',
  'invalidProfile',
  'invalidContact',
  'orderNotReady',
  'conflict',
  'caa',
  'compound',
  'serverInternal',
];

const problem = (type: string, echo: string) =>
  `{"type":"${type}","title":"${echo}","status":400,"detail":"the ${echo}, \\"${echo}\\"","instance":"https://ca.test/${echo}",` +
  `"subproblems":[{"type":"${type}","detail":"${echo}","identifier":{"type":"dns","value":"${echo}"}}],"${echo}":"${echo}"}`;

const PROBLEMS: EchoBody[] = [
  ...TYPES.map(
    (type): EchoBody =>
      (_, echo) =>
        problem(`urn:ietf:params:acme:error:${type}`, echo),
  ),
  (_, echo) => problem(echo, echo),
  (_, echo) => `{"detail":"unpause at https://ca.test/unpause?jwt=${echo}","type":"urn:${echo}"}`,
];

const ODD: EchoBody[] = [
  (_, echo) => `{"${echo}":7,"status":["${echo}"],"newNonce":"${echo}","identifier":"${echo}"}`,
  (_, echo) => `<html>${echo}</html>`,
  (_, echo) => `{"detail":"${echo}`,
  (_, echo) => `["${echo}"]`,
  (_, echo) => `"${echo}"`,
];

const order =
  (status: (echo: string) => string): EchoBody =>
  (url, echo) =>
    `{"status":"${status(echo)}","expires":"${echo}","notBefore":"${echo}","notAfter":"${echo}","profile":"${echo}",` +
    `"identifiers":[{"type":"dns","value":"example.com"},{"type":"${echo}","value":"${echo}"}],"replaces":"${echo}",` +
    `"authorizations":["${url}/authorization/${echo}"],"finalize":"${url}/finalize/${echo}",` +
    `"certificate":"${url}/certificate/${echo}","error":${problem(echo, echo)},"${echo}":"${echo}"}`;

const ORDERS = ['pending', 'ready', 'valid', 'invalid'].map((status) => order(() => status));

const authorization =
  (status: (echo: string) => string, token: (echo: string) => string): EchoBody =>
  (url, echo) =>
    `{"status":"${status(echo)}","expires":"${echo}","identifier":{"type":"${echo}","value":"${echo}"},"${echo}":"${echo}",` +
    `"challenges":[{"type":"${echo}","url":"${echo}","token":"${echo}","error":${problem(echo, echo)}},` +
    `{"type":"dns-01","url":"${url}/challenge/${echo}","status":"${echo}","token":"${token(echo)}","error":${problem(echo, echo)}}]}`;

const same = (echo: string) => echo;

/** What the resource itself is like. */
const RESOURCES: Record<string, EchoBody[]> = {
  '/directory': [
    (url, echo) =>
      `{"newNonce":"${url}/new-nonce","newAccount":"${url}/new-account","newOrder":"${url}/new-order","${echo}":"${echo}",` +
      `"meta":{"termsOfService":"https://ca.test/${echo}","website":"${echo}","caaIdentities":["${echo}"],"profiles":{"${echo}":"${echo}"}}}`,
    (url, echo) =>
      `{"newNonce":"${url}/${echo}","newAccount":"${url}/${echo}","newOrder":"${echo}","renewalInfo":"${echo}"}`,
  ],
  '/new-account': [
    (url, echo) =>
      `{"status":"${echo}","contact":["mailto:${echo}"],"orders":"${url}/${echo}","externalAccountBinding":{"payload":"${echo}"}}`,
  ],
  '/new-order': [...ORDERS, order(same)],
  '/order/1': [...ORDERS, order(same)],
  '/finalize/1': [...ORDERS, order(same)],
  '/authorization/1': [
    authorization(
      () => 'pending',
      () => 'abc',
    ),
    authorization(() => 'invalid', same),
    authorization(same, same),
  ],
  '/challenge/1': [
    (url, echo) =>
      `{"type":"${echo}","url":"${url}/${echo}","token":"${echo}","status":"${echo}","validated":"${echo}","error":${problem(echo, echo)}}`,
  ],
  '/certificate/1': [(_, echo) => `-----BEGIN CERTIFICATE-----\n${echo}\n-----END CERTIFICATE-----\n`],
  '/certificate/2': [(_, echo) => `-----BEGIN CERTIFICATE-----\n${echo}\n-----END CERTIFICATE-----\n`],
  '/renewal-info/AA.BB': [
    (_, echo) =>
      `{"suggestedWindow":{"start":"2026-12-01T00:00:00Z","end":"2026-12-02T00:00:00Z"},"explanationURL":"https://ca.test/${echo}"}`,
    (_, echo) => `{"suggestedWindow":{"start":"${echo}","end":"${echo}"},"explanationURL":"${echo}"}`,
  ],
};

export function bodiesFor(path: string): fc.Arbitrary<EchoBody> {
  const own = RESOURCES[path] ?? ODD;
  return fc.oneof(
    fc.constantFrom(...own),
    fc.constantFrom(...PROBLEMS),
    fc.constantFrom(...own, ...PROBLEMS, ...ODD),
  );
}

const everywhere = (echo: string) => ({
  'replay-nonce': echo,
  'retry-after': echo,
  'x-request-id': echo,
  server: echo,
  date: echo,
});

export const HEADERS: EchoHeaders[] = [
  (url, echo) => ({
    ...everywhere(echo),
    location: `${url}/${echo}`,
    link: `<https://ca.test/${echo}>;rel="terms-of-service", <${url}/certificate/${echo}>;rel="alternate"`,
    'content-type': `application/json; charset=${echo}`,
  }),
  (_, echo) => ({ ...everywhere(echo), location: echo, link: echo, 'content-type': echo }),
  (url, echo) => ({ 'x-request-id': echo, location: `${url}/account/1` }),
];
