import { describe, expect, it } from 'vitest';
import { type Call, errorFor } from '../../../functions/dnscale/errors.ts';
import type { Outcome } from '../../../functions/dnscale/http.ts';
import { factsOf, toldTo } from '../../../functions/engine/errors.ts';
import { NOW } from '../../support/builders.ts';

const CALL: Call = {
  method: 'POST',
  path: '/zones/z1/records',
  action: 'add a TXT value at _acme-challenge.example.com (zone example.com)',
  subject: '_acme-challenge.example.com',
  scopes: ['zones:read', 'records:read', 'records:write'],
};

const URL = 'https://api.test/v1/zones/z1/records';

function answer(status: number, code?: string, more: { retryAfter?: string; text?: string } = {}): Outcome {
  const text = JSON.stringify({ status: 'error', error: { code, message: 'what DNScale says' } });
  return { kind: 'answer', url: URL, status, text, requestId: 'req-1', ...more };
}

const SILENCE: Outcome = {
  kind: 'silence',
  url: URL,
  reason: 'no complete answer within 30 s',
};

describe('errorFor', () => {
  it.each([
    ['401', answer(401, 'UNAUTHORIZED'), 'dnscale-unauthorized', 'person'],
    ['403', answer(403, 'FORBIDDEN'), 'dnscale-forbidden', 'person'],
    ['404', answer(404, 'ZONE_NOT_FOUND'), 'dnscale-forbidden', 'person'],
    ['409', answer(409, 'CONFLICT'), 'dnscale-refused', 'person'],
    ['402', answer(402, 'PAYMENT_REQUIRED'), 'dnscale-refused', 'person'],
    ['403 of a firewall', answer(403, undefined, { text: '<html>' }), 'dnscale-unavailable', 'person'],
    [
      '404 of a gateway',
      answer(404, undefined, { text: '{"message":"x"}' }),
      'dnscale-unavailable',
      'person',
    ],
    ['400', answer(400, 'INVALID'), 'dnscale-refused', 'person'],
    ['422', answer(422, 'VALIDATION_ERROR'), 'dnscale-refused', 'person'],
    ['429', answer(429, 'RATE_LIMITED'), 'dnscale-rate-limited', 'not-before'],
    ['408', answer(408), 'dnscale-unavailable', 'next-run'],
    ['500', answer(500, 'INTERNAL'), 'dnscale-unavailable', 'next-run'],
    ['502 in HTML', answer(502, undefined, { text: '<html>' }), 'dnscale-unavailable', 'next-run'],
    ['302', answer(302, undefined, { text: '' }), 'dnscale-unavailable', 'next-run'],
    ['an unreadable success', answer(200, undefined, { text: '<html>' }), 'dnscale-unavailable', 'next-run'],
    ['silence', SILENCE, 'dnscale-unavailable', 'next-run'],
    ['a partial update', answer(502, 'PARTIAL_RECORD_UPDATE'), 'dnscale-partial-update', 'next-run'],
    ['a partial update as 207', answer(207, 'PARTIAL_RECORD_UPDATE'), 'dnscale-partial-update', 'next-run'],
  ])('names the code and who acts next for %s', (_, outcome, code, disposition) => {
    expect(errorFor(CALL, outcome, NOW)).toMatchObject({ code, disposition });
  });

  it('says what was refused, which scopes it takes and what was seen', () => {
    expect(errorFor(CALL, answer(403, 'FORBIDDEN'), NOW).message).toBe(
      'DNScale does not let the token add a TXT value at _acme-challenge.example.com (zone example.com). ' +
        'Seen: POST https://api.test/v1/zones/z1/records: 403 FORBIDDEN "what DNScale says" (request id req-1). ' +
        'The token needs the scopes zones:read, records:read and records:write and must not be limited to other ' +
        'zones or names: widen it at DNScale, or make another one and put it into the token secret with ' +
        '`dnscale-certs token set`.',
    );
  });

  it('says where a new token belongs, to each reader', () => {
    const error = errorFor(CALL, answer(401, 'UNAUTHORIZED'), NOW);

    expect(error.subject).toBe('DNScale token');
    expect(toldTo('operator', error)).toMatch(
      / put it into the token secret with `dnscale-certs token set`\. The renewer then continues by itself\.$/,
    );
    expect(toldTo('caller', error)).toMatch(/ put it where this command takes it from\.$/);
  });

  it('blames the API URL, not the token, when even what every API has is not there', () => {
    const call: Call = {
      ...CALL,
      method: 'GET',
      path: '/zones',
      action: 'list the zones',
      isAlwaysThere: true,
    };

    const error = errorFor(call, answer(404, 'NOT_FOUND'), NOW);

    expect(error).toMatchObject({ code: 'dnscale-unavailable', disposition: 'person' });
    expect(error.message).toContain('says nothing about the token');
    expect(error.message).toContain('Check the API URL');
    expect(error.message).not.toContain('zones:read');
  });

  it('names the account for a 402', () => {
    const { message, advice } = errorFor(CALL, answer(402, 'PAYMENT_REQUIRED'), NOW);

    expect(message).toContain('The token is not at fault.');
    expect(advice).toContain('Put the account at DNScale in order (bills, plan, limits)');
  });

  it.each([
    ['a gateway', answer(502, undefined, { text: '<html>Bad gateway</html>' }), true],
    ['another server', answer(200, undefined, { text: '<html>Welcome</html>' }), true],
    ['a redirect', answer(307, undefined, { text: '' }), true],
    ['the API', answer(500, 'INTERNAL'), false],
    ['nobody', SILENCE, false],
  ])('says whether an outage is told by the API itself: %s', (_, outcome, isStranger) => {
    const says = errorFor(CALL, outcome, NOW).message.includes('What answered is not the API itself');

    expect(says).toBe(isStranger);
  });

  it('gives the time until which a rate limit lasts', () => {
    const error = errorFor(CALL, answer(429, 'RATE_LIMITED', { retryAfter: '90' }), NOW);

    expect(error.retryAt).toEqual(new Date('2026-11-23T06:01:30Z'));
    expect(error.message).toContain('not before 2026-11-23T06:01:30.000Z');
  });

  it('waits a minute for a rate limit of unknown length', () => {
    expect(errorFor(CALL, answer(429), NOW).retryAt).toEqual(new Date('2026-11-23T06:01:00Z'));
  });

  it('keeps the time that an unavailable server asks for', () => {
    expect(errorFor(CALL, answer(503, undefined, { retryAfter: '120' }), NOW)).toMatchObject({
      code: 'dnscale-unavailable',
      disposition: 'not-before',
      retryAt: new Date('2026-11-23T06:02:00Z'),
    });
  });

  it('gives no time where a person must act', () => {
    expect(errorFor(CALL, answer(403, 'FORBIDDEN', { retryAfter: '120' }), NOW).retryAt).toBeUndefined();
  });

  it.each([
    [SILENCE, ': no complete answer within 30 s.'],
    [
      answer(502, undefined, { text: '<html>Bad gateway</html>' }),
      ': 502 not JSON: "<html>Bad gateway</html>" (request id req-1).',
    ],
    [answer(500, undefined, { text: '' }), ': 500 an empty body (request id req-1).'],
    [answer(500, undefined, { text: '{}' }), ': 500 without a reason (request id req-1).'],
    [answer(307, undefined, { text: '' }), ': 307 a redirect, which is not followed (request id req-1).'],
  ])('says what was seen instead of an error in DNScale’s form', (outcome, end) => {
    expect(factsOf(errorFor(CALL, outcome, NOW)).endsWith(`Seen: POST ${URL}${end}`)).toBe(true);
  });
});
