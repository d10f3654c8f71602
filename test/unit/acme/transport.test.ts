import { describe, expect, it } from 'vitest';
import type { CarryRequest } from '../../../functions/acme/cage.ts';
import type { HttpAnswer, HttpRequest } from '../../../functions/acme/http.ts';
import { createTransport, type TransportOptions } from '../../../functions/acme/transport.ts';
import { NOW, noDeadline } from '../../support/builders.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const DIRECTORY = {
  newNonce: 'https://ca.test/nonce',
  newAccount: 'https://ca.test/account',
  newOrder: 'https://orders.ca.test/new',
  meta: { profiles: { classic: 'The usual one' } },
};
const BODY = { protected: 'p', payload: 'q', signature: 's' };

const OPTIONS = { clock: createManualClock(NOW), newNoncesPerSecond: 10 };

function json(value: unknown, headers: Record<string, string> = {}, status = 200): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

/** A transport over scripted answers; it answers for the directory by itself. */
function aTransport(...answers: HttpAnswer[]) {
  return aTransportWith({}, ...answers);
}

function aTransportWith(changes: Partial<TransportOptions>, ...answers: HttpAnswer[]) {
  const sent: string[] = [];
  const transport = createTransport({
    directoryUrl: 'https://ca.test/directory',
    ...OPTIONS,
    ...changes,
    send: async ({ method, url, isRead }: HttpRequest) => {
      sent.push(`${method} ${url.href}${isRead ? '' : ' (write)'}`);
      if (url.pathname === '/directory') return json(DIRECTORY);
      const answer = answers.shift();
      if (!answer) throw new Error('No answer left.');
      return answer;
    },
  });
  const carry: CarryRequest = transport.carrierFor('order', noDeadline());
  const post = (url = 'https://ca.test/order/1') => carry(url, 'post', { data: BODY });
  const nonce = async () => (await carry(DIRECTORY.newNonce, 'head')).headers['replay-nonce'];
  return { transport, sent, carry, post, nonce };
}

describe('createTransport', () => {
  it.each(['http://ca.test/directory', 'ca.test', ''])('fails for the directory URL "%s"', (directoryUrl) => {
    const make = () => createTransport({ directoryUrl, ...OPTIONS, send: () => Promise.reject() });

    expect(make).toThrow(expect.objectContaining({ code: 'config-invalid', disposition: 'person' }));
  });
});

describe('readDirectory', () => {
  it('reads it once, also for acme-client', async () => {
    const { transport, carry, sent } = aTransport();

    const [first, second] = await Promise.all([
      transport.readDirectory(noDeadline()),
      carry('https://ca.test/directory', 'get'),
    ]);

    expect(first.meta?.profiles).toEqual({ classic: 'The usual one' });
    expect(second.data).toEqual(first);
    expect(sent).toEqual(['GET https://ca.test/directory']);
  });

  it('tries again after a failure', async () => {
    const bodies = ['<html>', JSON.stringify(DIRECTORY)];
    const transport = createTransport({
      directoryUrl: 'https://ca.test/directory',
      ...OPTIONS,
      send: async () => ({ status: 200, headers: {}, body: bodies.shift() ?? '' }),
    });

    await expect(transport.readDirectory(noDeadline())).rejects.toMatchObject({ code: 'acme-unavailable' });
    await expect(transport.readDirectory(noDeadline())).resolves.toMatchObject({
      newOrder: DIRECTORY.newOrder,
    });
  });
});

describe('carrierFor', () => {
  it('answers newNonce from the nonces of earlier answers', async () => {
    const { post, nonce, sent } = aTransport(
      json({}, { 'replay-nonce': 'n1' }),
      json({}, { 'replay-nonce': 'n2' }),
    );
    await post();

    expect(await nonce()).toBe('n1');
    expect(sent).toEqual(['GET https://ca.test/directory', 'POST https://ca.test/order/1 (write)']);
  });

  it('never hands a nonce out twice', async () => {
    const { post, nonce, sent } = aTransport(json({}, { 'replay-nonce': 'n1' }), {
      status: 200,
      headers: { 'replay-nonce': 'fresh' },
      body: '',
    });
    await post();

    expect([await nonce(), await nonce()]).toEqual(['n1', 'fresh']);
    expect(sent.at(-1)).toBe('HEAD https://ca.test/nonce');
  });

  it('leaves badNonce to acme-client, with its nonce, and keeps the others', async () => {
    const badNonce = { type: 'urn:ietf:params:acme:error:badNonce', detail: 'stale' };
    const { post, nonce, sent } = aTransport(
      json({}, { 'replay-nonce': 'n1' }),
      json(badNonce, { 'replay-nonce': 'n2' }, 400),
      { status: 204, headers: { 'replay-nonce': 'n3' }, body: '' },
    );
    await post();

    expect(await post()).toMatchObject({ status: 400, data: badNonce, headers: { 'replay-nonce': 'n2' } });
    expect(await nonce()).toBe('n1');
    expect(await nonce()).toBe('n3');
    expect(sent.filter((request) => request.startsWith('HEAD'))).toHaveLength(1);
  });

  it('keeps the nonce that comes with any other refusal', async () => {
    const { post, nonce, sent } = aTransport(
      json({ type: 'urn:ietf:params:acme:error:malformed' }, { 'replay-nonce': 'n1' }, 400),
    );

    await expect(post()).rejects.toMatchObject({ code: 'order-refused' });

    expect(await nonce()).toBe('n1');
    expect(sent.filter((request) => request.startsWith('HEAD'))).toEqual([]);
  });

  it('asks for no more new nonces in a second than it may', async () => {
    const clock = createManualClock(NOW);
    const fresh = (nonce: string) => ({ status: 200, headers: { 'replay-nonce': nonce }, body: '' });
    const { nonce } = aTransportWith(
      { clock, newNoncesPerSecond: 2 },
      ...['a', 'b', 'c', 'd', 'e'].map(fresh),
    );
    const atMs: number[] = [];

    for (let i = 0; i < 5; i += 1) {
      await nonce();
      atMs.push(clock.now().getTime() - NOW.getTime());
    }

    expect(atMs).toEqual([0, 0, 1_100, 1_100, 2_200]);
  });

  it('takes a POST without payload for a read', async () => {
    const { carry, sent } = aTransport(json({}));

    await carry('https://ca.test/order/1', 'post', { data: { ...BODY, payload: '' } });

    expect(sent.at(-1)).toBe('POST https://ca.test/order/1');
  });

  it('goes to every server that the directory names', async () => {
    const { post } = aTransport(json({ ok: true }));

    expect(await post('https://orders.ca.test/order/7')).toMatchObject({ data: { ok: true } });
  });

  it.each([
    'https://evil.test/order/1',
    'http://ca.test/order/1',
    'https://ca.test:8443/',
    'file:///etc/passwd',
    'x',
  ])('fails before it sends anything to %s', async (url) => {
    const { transport, post, sent } = aTransport(json({}));
    const answer = transport.carrierFor('challenge', noDeadline())(url, 'post', { data: BODY });

    await expect(answer).rejects.toMatchObject({ code: 'acme-unavailable' });
    // The address of an order comes out of the state: such an order is no order.
    await expect(post(url)).rejects.toMatchObject({
      code: 'order-expired',
      message: expect.stringContaining(
        'is at none of the servers of the CA at ca.test: nothing was sent there',
      ),
    });
    expect(sent).toEqual(['GET https://ca.test/directory']);
  });

  it('does not take an order elsewhere from the CA, which would be given up run after run', async () => {
    const { transport } = aTransport(json({}, { location: 'https://evil.test/order/1' }, 201));
    const carry = transport.carrierFor('newOrder', noDeadline());

    await expect(carry('https://orders.ca.test/new', 'post', { data: BODY })).rejects.toMatchObject({
      code: 'acme-unavailable',
      message: expect.stringContaining('https://evil.test/order/1, which is none'),
    });
  });

  it('fails for a redirect and names its target', async () => {
    const { post } = aTransport({ status: 307, headers: { location: 'https://evil.test/' }, body: '' });

    await expect(post()).rejects.toMatchObject({
      code: 'acme-unavailable',
      message: expect.stringContaining('redirects order to https://evil.test/'),
    });
  });

  it.each(['<html>hello', '"text"', '[1]', 'null', '7', '{"cut'])('fails for the body %s', async (body) => {
    const { post } = aTransport({ status: 200, headers: { 'content-type': 'text/html' }, body });

    await expect(post()).rejects.toMatchObject({ code: 'acme-unavailable' });
  });

  it('passes PEM on as it is', async () => {
    const body = '-----BEGIN CERTIFICATE-----\n';
    const headers = { 'content-type': 'application/pem-certificate-chain; charset=utf-8' };
    const { post } = aTransport({ status: 200, headers, body });

    expect((await post()).data).toBe(body);
  });
});
