/** Errors from the conversation with DNScale. */
import { addValue as add } from '../../../../functions/dnscale/add-value.ts';
import { parseApiUrl } from '../../../../functions/dnscale/api-url.ts';
import { createClient } from '../../../../functions/dnscale/client.ts';
import type { Outcome } from '../../../../functions/dnscale/http.ts';
import { removeValue as remove } from '../../../../functions/dnscale/remove-value.ts';
import { listZones as listAll } from '../../../../functions/dnscale/zones.ts';
import { NOW, noDeadline } from '../../../support/builders.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import type { ErrorText } from '../error-page.ts';

export const DNSCALE_TEXTS: ErrorText[] = [
  ['The API’s URL is no URL.', () => parseApiUrl('api.dnscale.eu')],
  ['The API’s URL would send the token in the clear.', () => parseApiUrl('http://api.dnscale.eu/v1')],
  ['The API’s URL holds a password.', () => parseApiUrl('https://me:secret@api.dnscale.eu/v1')],
  ['The API’s URL lacks the version.', () => parseApiUrl('https://api.dnscale.eu')],
  ['The API’s URL is that of a route.', () => parseApiUrl('https://api.dnscale.eu/v1/zones')],
  ['The API’s URL has more than a path.', () => parseApiUrl('https://api.dnscale.eu/v1?x=1')],
  ['The token was revoked or mistyped.', () => listZones(says(401, 'UNAUTHORIZED', 'Invalid token'))],
  ['The token may not list zones.', () => listZones(says(403, 'FORBIDDEN', 'Missing scope'))],
  ['The token may not write.', () => addValue(says(403, 'FORBIDDEN', 'Missing scope'))],
  [
    'The token is for other zones, or the zone is gone.',
    () => addValue(says(404, 'NOT_FOUND', 'Zone not found')),
  ],
  ['A firewall answers in place of DNScale.', () => listZones(saysText(403, '<html>Blocked</html>'))],
  ['The API’s URL leads elsewhere.', () => listZones(says(404, 'NOT_FOUND', 'No such route'))],
  ['The account at DNScale is not paid for.', () => listZones(says(402, 'PAYMENT_REQUIRED', 'Overdue'))],
  ['Too many requests.', () => listZones(says(429, 'RATE_LIMITED', 'Slow down', '3600'))],
  ['DNScale has an outage.', () => listZones(says(500, 'INTERNAL', 'Something went wrong'))],
  ['DNScale has an outage and says for how long.', () => listZones(says(503, 'DOWN', 'Maintenance', '1800'))],
  ['A gateway in front of DNScale answers.', () => listZones(saysText(502, '<html>Bad gateway</html>'))],
  ['The URL leads to something else.', () => listZones(saysText(200, '{"hello":"world"}'))],
  ['DNScale does not answer.', () => listZones(() => SILENCE)],
  ['The list of zones has no end.', () => listZones(() => endlessList('zones'))],
  ['The list of records has no end.', () => removeValue(() => endlessList('records'))],
  ['Some regions were not reached.', () => addValue(says(502, 'PARTIAL_RECORD_UPDATE', 'us-east failed'))],
  ['A CNAME is where the TXT record should go.', () => addValue(conflictWithoutTheValue)],
  ['DNScale finds fault with a request.', () => addValue(says(422, 'VALIDATION_ERROR', 'ttl too low'))],
];

const RECORD = {
  zoneId: 'z1',
  zoneName: 'example.com',
  name: '_acme-challenge.example.com',
  value: 'LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ',
};

const SILENCE: Outcome = {
  kind: 'silence',
  url: 'https://api.dnscale.eu/v1/zones?offset=0&limit=100',
  reason: 'no complete answer within 30 s',
};

type Answers = (path: string, method: string) => Outcome;

const listZones = (answers: Answers) => listAll(clientOf(answers), noDeadline());
const addValue = (answers: Answers) => add(RECORD, 120, clientOf(answers), noDeadline());
const removeValue = (answers: Answers) => remove(RECORD, clientOf(answers), noDeadline());

function clientOf(answers: Answers) {
  return createClient({
    http: async ({ path, method }) => {
      const outcome = answers(path, method);
      return { ...outcome, url: `https://api.dnscale.eu/v1${path}` };
    },
    readToken: async () => 'the token',
    clock: createManualClock(NOW),
    random: () => 0.5,
  });
}

function says(status: number, code: string, message: string, retryAfter?: string): Answers {
  const text = JSON.stringify({ status: 'error', error: { code, message } });
  return () => ({ kind: 'answer', url: '', status, text, retryAfter, requestId: 'req-1' });
}

function saysText(status: number, text: string): Answers {
  return () => ({ kind: 'answer', url: '', status, text });
}

/** Only the write is refused; the list that is read then holds nothing. */
function conflictWithoutTheValue(path: string, method: string): Outcome {
  if (method === 'POST') return says(409, 'CONFLICT', 'RRset conflicts')(path, method);
  return saysText(200, '{"data":{"records":[],"total":0}}')(path, method);
}

let listed = 0;

function endlessList(key: string): Outcome {
  listed += 1;
  const item = {
    id: `r${listed}`,
    name: `x${listed}.example.com.`,
    type: 'TXT',
    content: '"x"',
    status: 'active',
  };
  return {
    kind: 'answer',
    url: '',
    status: 200,
    text: JSON.stringify({ data: { [key]: [item], has_more: true } }),
  };
}
