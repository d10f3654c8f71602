import { describe, expect, it } from 'vitest';
import { type Failure, failureOf, isTransient } from '../../../functions/dnscale/failure.ts';
import type { Outcome } from '../../../functions/dnscale/http.ts';

const API = '{"status":"error","error":{"code":"X","message":"no"}}';
const PAGE = '<html>Blocked</html>';

function answer(status: number, text: string): Outcome {
  return { kind: 'answer', url: 'https://api.test/v1/zones', status, text };
}

describe('failureOf', () => {
  it.each<[string, number, string, Failure, boolean]>([
    ['the API’s 401', 401, API, 'unauthorized', false],
    ['the API’s 402', 402, API, 'unpaid', false],
    ['a 402 in any form', 402, '', 'unpaid', false],
    ['the API’s 403', 403, API, 'forbidden', false],
    ['the API’s 403, its error a text', 403, '{"error":"forbidden"}', 'forbidden', false],
    ['a firewall’s 403', 403, PAGE, 'not-the-api', false],
    ['a 403 without a body', 403, '', 'not-the-api', false],
    ['a gateway’s 403 in JSON', 403, '{"message":"Forbidden"}', 'not-the-api', false],
    ['a gateway’s 403 in a list', 403, '[]', 'not-the-api', false],
    ['the API’s 404', 404, API, 'not-found', false],
    ['a web site’s 404', 404, PAGE, 'not-the-api', false],
    ['the API’s 422', 422, API, 'rejected', false],
    ['a web server’s 400', 400, PAGE, 'not-the-api', false],
    ['a proxy’s 407', 407, '', 'not-the-api', false],
    ['the API’s 409', 409, API, 'conflict', false],
    ['a 429 in any form', 429, PAGE, 'rate-limited', true],
    ['a gateway’s 502', 502, PAGE, 'unavailable', true],
    ['the API’s 500', 500, API, 'unavailable', true],
    ['a redirect', 307, '', 'unavailable', true],
    ['a success that cannot be read', 200, PAGE, 'unavailable', true],
  ])('tells who answered: %s', (_, status, text, failure, mayBeRepeated) => {
    expect(failureOf(answer(status, text))).toBe(failure);
    expect(isTransient(answer(status, text))).toBe(mayBeRepeated);
  });

  it('takes silence for an outage', () => {
    expect(failureOf({ kind: 'silence', url: '', reason: 'x' })).toBe('unavailable');
  });
});
