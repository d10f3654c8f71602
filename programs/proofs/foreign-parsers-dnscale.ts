/** The parsers of what DNScale answers. */
import { type Call, errorFor } from '../../functions/dnscale/errors.ts';
import { failureOf } from '../../functions/dnscale/failure.ts';
import type { Outcome } from '../../functions/dnscale/http.ts';
import { retryAfterMs } from '../../functions/dnscale/retry-after.ts';
import { parseCreatedId, parseRecordPage, parseZonePage } from '../../functions/dnscale/schemas.ts';
import { isSameTxt, txtValue } from '../../functions/dnscale/txt.ts';
import { NOW } from '../../test/support/builders.ts';
import { type ForeignParser, ofText, ofValue } from './foreign-parser.ts';

const CALL: Call = {
  method: 'GET',
  path: '/zones',
  action: 'list the zones',
  subject: 'example.com',
  scopes: ['zones:read'],
};
const ZONES = {
  status: 'success',
  data: {
    zones: [{ id: 'z1', name: 'example.com', status: 'active', type: 'master' }],
    total: 1,
    has_more: false,
  },
};
const RECORDS = {
  data: {
    records: [{ id: 'r1', name: 'www', type: 'TXT', content: '"a" "b\\"c\\065"', disabled: false }],
    pagination: { total: 1 },
  },
};
const PROBLEM = {
  status: 'error',
  error: { code: 'RATE_LIMITED', message: 'words', details: [{ a: 1 }], request_id: 'x' },
};

function readAll(text: string): void {
  parseZonePage(text);
  parseRecordPage(text);
  parseCreatedId(text);
}

function readFailure(text: string, headers: Partial<Outcome> = {}): void {
  for (const status of [200, 302, 401, 403, 404, 409, 422, 429, 500]) {
    const outcome = { kind: 'answer', url: 'https://api.test/v1/zones', status, text, ...headers } as const;
    failureOf(outcome as Outcome);
    errorFor(CALL, outcome as Outcome, NOW);
  }
}

export const DNSCALE_PARSERS: readonly ForeignParser[] = [
  ofValue('DNScale answer', [ZONES, RECORDS, { data: { record: { id: 'r1' } } }], (value) =>
    readAll(JSON.stringify(value) ?? ''),
  ),
  ofValue('DNScale problem', [PROBLEM, { error: 'words' }, { message: 'words' }], (value) =>
    readFailure(JSON.stringify(value) ?? ''),
  ),
  ofText('DNScale answer, as text', [JSON.stringify(ZONES), JSON.stringify(PROBLEM)], (text) => {
    readAll(text);
    readFailure(text);
  }),
  ofText('DNScale headers', ['120', '-1.5', 'Wed, 21 Oct 2026 07:28:00 GMT', 'req-1'], (text) => {
    readFailure('{}', { retryAfter: text, requestId: text } as Partial<Outcome>);
    retryAfterMs({ kind: 'answer', url: '', status: 429, text: '', retryAfter: text }, NOW);
  }),
  ofText('TXT content', ['"a" "b\\"c\\065"', 'bare'], (content) => {
    txtValue(content);
    const wanted = { zoneId: 'z1', zoneName: 'example.com', name: 'www.example.com', value: 'x' };
    isSameTxt({ id: 'r1', name: content, type: 'txt', content }, wanted);
  }),
];
