/** The port against an HTTPS server that refuses as RFC 8555 §6.7 says, with what real CAs put into it. */
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asRenewerError } from '../../../functions/engine/errors.ts';
import { anOrderMessage, failureOf, type ScriptedCa, startScriptedCa } from '../../support/scripted-ca.ts';
import { aDeadline } from './acme-world.ts';

const PROBLEM = 'urn:ietf:params:acme:error:';

let ca: ScriptedCa;

beforeEach(async () => {
  ca = await startScriptedCa();
});
afterEach(() => ca.stop());

function anOrderFor(names: string[]) {
  const identifiers = names.map((value) => ({ type: 'dns', value }));
  const body = { ...anOrderMessage(ca.url), identifiers };
  return { status: 201, headers: { location: `${ca.url}/order/1` }, body };
}

describe('createAcmeServer, refused by the CA', () => {
  const HOUR_MS = 3_600_000;

  it.each([
    ['7200', 2 * HOUR_MS],
    ['0', HOUR_MS / 60],
    ['99999999999', 7 * 24 * HOUR_MS],
    ['Fri, 01 Jan 2100 00:00:00 GMT', 7 * 24 * HOUR_MS],
    ['-1', HOUR_MS],
    ['5, 10', HOUR_MS],
    ['soon', HOUR_MS],
  ])('keeps to a rate limit with Retry-After "%s", and does not sleep', async (retryAfter, expectedMs) => {
    const body = { type: `${PROBLEM}rateLimited`, detail: 'too many new orders (300) from this account' };
    const before = Date.now();

    const error = await failureOf(ca, '/new-order', {
      status: 429,
      headers: { 'retry-after': retryAfter },
      body,
    });

    expect(error).toMatchObject({ code: 'acme-rate-limited', disposition: 'not-before' });
    expect(error.message).toContain('too many new orders (300) from this account');
    const waitMs = Number(error.retryAt) - before;
    expect(waitMs).toBeGreaterThanOrEqual(expectedMs);
    expect(waitMs).toBeLessThan(expectedMs + 10_000);
    expect(ca.requests.filter((request) => request === 'POST /new-order')).toHaveLength(1);
  });

  it('hands a paused name to a person, with a link of any length word for word', async () => {
    const link = `https://portal.ca.test/sfe/v1/unpause?jwt=${'eyJhbGciOiJIUzI1NiJ9.'.repeat(40)}`;
    const detail = `Your account is temporarily prevented from requesting certificates for example.com. Please visit: ${link}`;

    const error = await failureOf(ca, '/new-order', {
      status: 429,
      body: { type: `${PROBLEM}rateLimited`, detail },
    });

    expect(error).toMatchObject({ code: 'acme-paused', disposition: 'person' });
    expect(error.message).toContain(`${link} `);
  });

  it('shows the link under which to agree to new terms', async () => {
    const body = {
      type: `${PROBLEM}userActionRequired`,
      detail: 'Terms have changed',
      instance: 'https://ca.test/terms',
    };

    const error = await failureOf(ca, '/new-order', { status: 403, body });

    expect(error).toMatchObject({ code: 'acme-account', disposition: 'person' });
    expect(error.message).toContain('see https://ca.test/terms');
  });

  it.each([
    ['lacks it', ['other.test']],
    ['has none at all', []],
  ])('fails for a person when the order %s', async (_, names) => {
    const error = await failureOf(ca, '/new-order', anOrderFor(names));

    expect(error).toMatchObject({
      code: 'names-missing',
      disposition: 'person',
      subject: 'example.com',
      message: expect.stringContaining('which lacks example.com.'),
    });
  });

  it('takes an order that has more names', async () => {
    ca.replies.set('/new-order', anOrderFor(['www.example.com', 'EXAMPLE.com']));

    const order = await ca.acmeServer().createOrder({ domainNames: ['example.com'] }, aDeadline());

    expect(order.status).toBe('pending');
  });

  it('never shows a signed request, a nonce or a key in an error', async () => {
    ca.replies.set('/order/1', (request) => request.socket.destroy());
    const acme = ca.acmeServer();

    const errors = [
      await failureOf(ca, '/new-order', { status: 400, body: { type: `${PROBLEM}malformed`, detail: 'no' } }),
      await acme.getOrder(`${ca.url}/order/1`, aDeadline()).catch(asRenewerError),
    ];

    expect(errors.map((error) => 'code' in error && error.code)).toEqual([
      'order-refused',
      'acme-unavailable',
    ]);
    expect(inspect(errors, { depth: 20, showHidden: true })).not.toMatch(
      /protected|payload|signature|PRIVATE|replay-nonce/i,
    );
  });
});
