/** Orders with `replaces` (RFC 9773 §5) at an HTTPS server that breaks over them at every try. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Reply, type ScriptedCa, startScriptedCa } from '../../support/scripted-ca.ts';
import { aDeadline } from './acme-world.ts';

let ca: ScriptedCa;

beforeEach(async () => {
  ca = await startScriptedCa();
});
afterEach(() => ca.stop());

const countOf = (wanted: string) => ca.requests.filter((request) => request === wanted).length;

describe('createOrder, for an order that replaces a certificate', () => {
  const REPLACING = { domainNames: ['example.com'], replaces: 'aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE' };
  const PLAIN = { domainNames: ['example.com'] };
  const BROKEN = { type: 'urn:ietf:params:acme:error:serverInternal', detail: 'no such order' };

  it.each<[string, Reply, string]>([
    ['a problem', { status: 500, body: BROKEN }, 'no such order (serverInternal)'],
    ['a page', { status: 502, body: '<h1>Bad gateway</h1>' }, 'HTTP 502, which says no more'],
  ])('gives up after two that say with %s that it failed', async (_, reply, said) => {
    ca.replies.set('/new-order', reply);

    await expect(ca.acmeServer().createOrder(REPLACING, aDeadline())).rejects.toMatchObject({
      code: 'acme-failed',
      cause: { message: said },
    });

    expect(countOf('POST /new-order')).toBe(2);
  });

  it('keeps to five tries where no answer comes, and where nothing is replaced', async () => {
    ca.replies.set('/new-order', (request) => void request.socket.destroy());
    const isAway = { code: 'acme-unavailable' };
    await expect(ca.acmeServer().createOrder(REPLACING, aDeadline())).rejects.toMatchObject(isAway);
    expect(countOf('POST /new-order')).toBe(5);

    ca.replies.set('/new-order', { status: 502, body: '<h1>Bad gateway</h1>' });
    await expect(ca.acmeServer().createOrder(PLAIN, aDeadline())).rejects.toMatchObject(isAway);
    expect(countOf('POST /new-order')).toBe(10);
  });
});
