/**
 * Names for requests, in each party's own words, so that a request of one run can be found again in another: no part of a
 * name differs from run to run (no id, no version), and a write's name says what it writes.
 */

export type Party = 'CA' | 'DNScale' | 'AWS';

/** `target`: the header x-amz-target. */
type Asked = { method: string; path: string; target?: string | string[] | undefined; body: string };

export function nameOperation(party: Party, asked: Asked): string {
  const { method, path, target } = asked;
  switch (party) {
    case 'CA':
      return nameAtCa(asked);
    case 'DNScale':
      return `${method} ${/\/records\b/.test(path) ? 'records' : 'zones'}`;
    case 'AWS':
      return typeof target === 'string' ? nameAtAws(target, asked) : nameAtS3(asked);
  }
}

/** The paths are Pebble's. */
const CA_RESOURCES: readonly [RegExp, string][] = [
  [/^\/dir$/, 'directory'],
  [/^\/nonce-plz$/, 'newNonce'],
  [/^\/sign-me-up$/, 'newAccount'],
  [/^\/order-plz$/, 'newOrder'],
  [/^\/authZ\//, 'authorization'],
  [/^\/chalZ\//, 'challenge'],
  [/^\/my-order\//, 'order'],
  [/^\/finalize-order\//, 'finalize'],
  [/^\/certZ\//, 'certificate'],
  [/^\/revoke-cert$/, 'revokeCert'],
  [/renewalInfo\//, 'renewalInfo'],
];

function nameAtCa({ path, body }: Asked): string {
  const name = CA_RESOURCES.find(([pattern]) => pattern.test(path))?.[1] ?? path;
  if (name !== 'newAccount') return name;
  return payloadOf(body).onlyReturnExisting === true ? 'newAccount (look-up)' : name;
}

/** Of a JWS. */
function payloadOf(body: string): Record<string, unknown> {
  const { payload } = JSON.parse(body);
  return JSON.parse(Buffer.from(payload, 'base64url').toString());
}

const SERVICES: Record<string, string> = {
  DynamoDB_20120810: 'dynamodb',
  CertificateManager: 'acm',
  secretsmanager: 'secretsmanager',
  AmazonSQS: 'sqs',
};

function nameAtAws(target: string, { body }: Asked): string {
  const [service = '', action = ''] = target.split('.');
  const operation = `${SERVICES[service] ?? service}:${action}`;
  const subject = subjectOf(operation, JSON.parse(body === '' ? '{}' : body));
  return subject === '' ? operation : `${operation} ${subject}`;
}

function subjectOf(operation: string, input: Record<string, unknown>): string {
  if (operation === 'dynamodb:UpdateItem') return writtenAttributes(input);
  if (operation === 'dynamodb:GetItem') return (input.Key as { kind?: { S?: string } })?.kind?.S ?? '';
  if (operation.startsWith('secretsmanager:')) {
    return String(input.SecretId ?? input.Name).includes('/acme-account/') ? 'account key' : 'token';
  }
  if (operation !== 'acm:ImportCertificate') return '';
  return input.CertificateArn === undefined ? 'first' : 'onto its ARN';
}

/** The fence and every item have these. */
const ALWAYS_WRITTEN = ['schema', 'sequence'];

function writtenAttributes({ UpdateExpression, ExpressionAttributeValues }: Record<string, unknown>): string {
  const names = new Set([...String(UpdateExpression).matchAll(/#(\w+)/g)].flatMap(([, name]) => name ?? []));
  if (names.has('settledRunId')) return 'report';
  if (names.has('runUntil')) return 'claim';
  const values = ExpressionAttributeValues as { ':order'?: { M?: { url?: unknown } } };
  if (values?.[':order']?.M?.url !== undefined) return 'order with its URL';
  return [...names].filter((name) => !ALWAYS_WRITTEN.includes(name)).join('+');
}

/** `/<bucket>/archive/<certificate>/<version>/<file>` and `/<bucket>/live/<certificate>/<file>`. */
function nameAtS3({ method, path }: Asked): string {
  const [pathname = '', query = ''] = path.split('?');
  const [, bucket = '', area = '', ...rest] = pathname.split('/');
  const verb = { GET: 'GetObject', PUT: 'PutObject', HEAD: 'HeadObject' }[method] ?? method;
  const action = new URLSearchParams(query).has('tagging') ? `${verb}Tagging` : verb;
  // A mark has a serial number in its name.
  const object = rest.at(-1)?.replace(/^revoked-\w+/, 'revoked');
  return area === '' ? `s3:${action} ${bucket}` : `s3:${action} ${area} ${object}`;
}
