/** The port against an HTTPS server that carries requests out and loses the answers, or is away for a moment. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deadlineIn, systemClock } from '../../../functions/engine/deadline.ts';
import { NOW, noDeadline } from '../../support/builders.ts';
import {
  anOrderMessage,
  createStrictChallenge,
  type Reply,
  type ScriptedCa,
  startScriptedCa,
} from '../../support/scripted-ca.ts';
import { aDeadline } from './acme-world.ts';

const REQUEST = { domainNames: ['example.com'] };
const CSR = new Uint8Array([1, 2, 3]);
const CONFLICT = { type: 'urn:ietf:params:acme:error:conflict', detail: 'processing' };

let ca: ScriptedCa;

beforeEach(async () => {
  ca = await startScriptedCa();
});
afterEach(() => ca.stop());

/** Hangs up on the first requests without an answer. */
function afterHangingUp(times: number, reply: Reply) {
  let left = times;
  return (request: IncomingMessage, response: ServerResponse) => {
    left -= 1;
    if (left >= 0) return void request.socket.destroy();
    response.writeHead(reply.status ?? 200, {
      'content-type': 'application/json',
      'replay-nonce': 'bm9uY2U',
      ...reply.headers,
    });
    response.end(JSON.stringify(reply.body));
  };
}

/** Answers like `busy` once, with three seconds of Retry-After, and then with `reply`. */
function busyAtFirst(path: string, busy: Reply, reply: Reply): void {
  ca.replies.set(path, (_request, response) => {
    ca.replies.set(path, reply);
    response.writeHead(busy.status ?? 0, { 'content-type': 'application/json', 'retry-after': '3' });
    response.end(JSON.stringify(busy.body));
  });
}

const countOf = (wanted: string) => ca.requests.filter((request) => request === wanted).length;

describe('createAcmeServer, answers that are lost', () => {
  it('asks again for an order, and for its status, until the CA is back', async () => {
    const order = { status: 201, headers: { location: `${ca.url}/order/1` }, body: anOrderMessage(ca.url) };
    ca.replies.set('/new-order', afterHangingUp(3, order));
    ca.replies.set('/order/1', afterHangingUp(6, { body: anOrderMessage(ca.url) }));
    const acme = ca.acmeServer();

    await expect(acme.createOrder(REQUEST, aDeadline())).resolves.toMatchObject({ status: 'pending' });
    await expect(acme.getOrder(`${ca.url}/order/1`, aDeadline())).resolves.toMatchObject({
      status: 'pending',
    });

    expect(countOf('POST /new-order')).toBe(4);
  });

  it('gives up after five tries', async () => {
    ca.replies.set('/new-order', afterHangingUp(99, {}));

    await expect(ca.acmeServer().createOrder(REQUEST, aDeadline())).rejects.toMatchObject({
      code: 'acme-unavailable',
      disposition: 'next-run',
    });

    expect(countOf('POST /new-order')).toBe(5);
  });

  it('asks once when the CA says when it will be back', async () => {
    ca.replies.set('/new-order', { status: 503, headers: { 'retry-after': '600' }, body: {} });

    await expect(ca.acmeServer().createOrder(REQUEST, aDeadline())).rejects.toMatchObject({
      code: 'acme-unavailable',
      disposition: 'not-before',
    });

    expect(countOf('POST /new-order')).toBe(1);
  });

  it.each([
    [
      '429',
      { status: 429, body: { type: 'urn:ietf:params:acme:error:rateLimited', detail: 'Service busy' } },
    ],
    ['503', { status: 503, body: {} }],
  ])('waits the seconds that a busy CA asks for (%s), and asks again', async (_, busy) => {
    const order = { status: 201, headers: { location: `${ca.url}/order/1` }, body: anOrderMessage(ca.url) };
    busyAtFirst('/new-order', busy, order);
    busyAtFirst('/challenge/1', busy, { body: { type: 'dns-01', status: 'processing' } });
    busyAtFirst('/finalize/1', busy, { body: { ...anOrderMessage(ca.url), status: 'processing' } });
    const pauses: number[] = [];
    const clock = { now: () => NOW, sleep: async (ms: number) => void pauses.push(ms) };
    const acme = ca.acmeServer({ clock });

    const { url } = await acme.createOrder(REQUEST, noDeadline());
    await acme.respondToChallenge(`${ca.url}/challenge/1`, noDeadline());
    await acme.finalizeOrder(url, CSR, noDeadline());

    expect(pauses).toEqual([3_000, 3_000, 3_000]);
  });

  it('asks once when the busy CA asks for a longer wait than the run has', async () => {
    ca.replies.set('/new-order', { status: 429, headers: { 'retry-after': '3' }, body: {} });
    const acme = ca.acmeServer();
    await acme.readMeta(aDeadline());

    await expect(acme.createOrder(REQUEST, deadlineIn(2_000, systemClock))).rejects.toMatchObject({
      code: 'acme-rate-limited',
      disposition: 'not-before',
    });

    expect(countOf('POST /new-order')).toBe(1);
  });

  it.each([
    ['reads the order when the answer to finalize was lost, and finalizes it once', 'processing', 1],
    ['finalizes once more when the request was lost', 'ready', 2],
  ] as const)('%s', async (_, status, finalizations) => {
    const acme = ca.acmeServer();
    const { url } = await acme.createOrder(REQUEST, aDeadline());
    ca.replies.set('/order/1', { body: { ...anOrderMessage(ca.url), status } });
    const processing = { ...anOrderMessage(ca.url), status: 'processing' };
    ca.replies.set('/finalize/1', afterHangingUp(1, { body: processing }));

    await expect(acme.finalizeOrder(url, CSR, aDeadline())).resolves.toMatchObject({ status: 'processing' });

    expect(countOf('POST /finalize/1')).toBe(finalizations);
  });

  it('finalizes again and again while the order stays ready and no answer comes', async () => {
    const acme = ca.acmeServer();
    const { url } = await acme.createOrder(REQUEST, aDeadline());
    ca.replies.set('/order/1', { body: { ...anOrderMessage(ca.url), status: 'ready' } });
    const processing = { ...anOrderMessage(ca.url), status: 'processing' };
    ca.replies.set('/finalize/1', afterHangingUp(4, { body: processing }));

    await expect(acme.finalizeOrder(url, CSR, aDeadline())).resolves.toMatchObject({ status: 'processing' });

    expect(countOf('POST /finalize/1')).toBe(5);
  });

  it.each([
    ['reads the challenge when the reply to its answer was lost, and answers it once', 'processing', 2],
    ['answers it once more when the answer was lost', 'pending', 3],
  ] as const)('%s', async (_, status, requests) => {
    ca.replies.set('/challenge/1', afterHangingUp(1, { body: { type: 'dns-01', status } }));

    await ca.acmeServer().respondToChallenge(`${ca.url}/challenge/1`, aDeadline());

    expect(countOf('POST /challenge/1')).toBe(requests);
  });

  it('takes 409 for a challenge that is being validated, when the reply to its answer was lost', async () => {
    ca.replies.set('/challenge/1', createStrictChallenge({ repliesLost: 1 }));

    await expect(
      ca.acmeServer().respondToChallenge(`${ca.url}/challenge/1`, aDeadline()),
    ).resolves.toBeUndefined();

    // The answer, a read of the challenge (it still reads `pending`), the second answer.
    expect(countOf('POST /challenge/1')).toBe(3);
  });

  it('takes 409 for a challenge that a killed run has answered', async () => {
    ca.replies.set('/challenge/1', createStrictChallenge());
    await ca.acmeServer().respondToChallenge(`${ca.url}/challenge/1`, aDeadline());

    await expect(
      ca.acmeServer().respondToChallenge(`${ca.url}/challenge/1`, aDeadline()),
    ).resolves.toBeUndefined();

    expect(countOf('POST /challenge/1')).toBe(2);
  });

  it.each(['ready', 'processing', 'valid'] as const)(
    'reads the order when the CA says that a CSR is under way, and sends no other (%s)',
    async (status) => {
      const acme = ca.acmeServer();
      const { url } = await acme.createOrder(REQUEST, aDeadline());
      ca.replies.set('/order/1', { body: { ...anOrderMessage(ca.url), status } });
      ca.replies.set('/finalize/1', { status: 409, body: CONFLICT });

      await expect(acme.finalizeOrder(url, CSR, aDeadline())).resolves.toMatchObject({ status });

      expect(countOf('POST /finalize/1')).toBe(1);
    },
  );

  describe('a challenge whose answer the CA refuses', () => {
    const REFUSAL = { type: 'urn:ietf:params:acme:error:malformed', detail: 'authorization must be pending' };

    /** Refuses the answer; the challenge itself then has this status. */
    function refuseAnswer(status: string): void {
      ca.replies.set('/challenge/1', (_request, response) => {
        ca.replies.set('/challenge/1', { body: { type: 'dns-01', status } });
        response.writeHead(400, { 'content-type': 'application/problem+json', 'replay-nonce': 'bm9uY2U' });
        response.end(JSON.stringify(REFUSAL));
      });
    }

    it.each(['processing', 'valid', 'invalid'])(
      'is left to its end when it is %s already',
      async (status) => {
        refuseAnswer(status);

        await expect(
          ca.acmeServer().respondToChallenge(`${ca.url}/challenge/1`, aDeadline()),
        ).resolves.toBeUndefined();

        expect(countOf('POST /challenge/1')).toBe(2);
      },
    );

    it('fails when it is still pending', async () => {
      refuseAnswer('pending');

      await expect(
        ca.acmeServer().respondToChallenge(`${ca.url}/challenge/1`, aDeadline()),
      ).rejects.toMatchObject({ code: 'order-refused' });
    });
  });
});
