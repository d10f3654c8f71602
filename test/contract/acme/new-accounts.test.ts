/** What real CAs say to a new account and its conditions, and Pebble does not. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAccountKey } from '../../../functions/acme/keys.ts';
import { RenewerError } from '../../../functions/engine/errors.ts';
import { failureOf, type Reply, type ScriptedCa, startScriptedCa } from '../../support/scripted-ca.ts';
import { aDeadline } from './acme-world.ts';

const REQUEST = { domainNames: ['example.com'] };
const PROBLEM = 'urn:ietf:params:acme:error:';

let ca: ScriptedCa;

beforeEach(async () => {
  ca = await startScriptedCa();
});
afterEach(() => ca.stop());

function sentTo(path: string): number {
  return ca.requests.filter((request) => request === `POST ${path}`).length;
}

/** Answers newAccount with these refusals in turn, then as usual. */
function answerNewAccount(...types: string[]): void {
  refuseNewAccount(400, ...types);
}

function refuseNewAccount(lastStatus: number, ...types: string[]): void {
  ca.replies.set('/new-account', (_request: IncomingMessage, response: ServerResponse) => {
    const type = types.shift() ?? '';
    if (types.length === 0) ca.replies.delete('/new-account');
    response.writeHead(types.length === 0 ? lastStatus : 400, {
      'content-type': 'application/problem+json',
      'replay-nonce': crypto.randomUUID(),
    });
    response.end(JSON.stringify({ type: `${PROBLEM}${type}`, detail: 'words of the CA' }));
  });
}

describe('createAcmeServer, new to a CA', () => {
  const hmacKey = 'HjudV5qnbreN-n9WyFSH-t4HXuEx_XFen45zuxY-G1h6fr74V3cUM_dVlwQZBWmc';

  /** Says how often it was read. */
  function aSource() {
    const account = { keyId: 'kid-1', hmacKey, origin: 'the secret a/b', remedy: 'Put one there.' };
    const source = { reads: 0, loadExternalAccount: async () => account };
    source.loadExternalAccount = async () => {
      source.reads += 1;
      return account;
    };
    return source;
  }

  it('asks for no account with a key that was just made, and registers it with one request', async () => {
    const key = createAccountKey();
    const acme = ca.acmeServer({ loadAccountKey: async () => key, isNewKey: (stored) => stored === key });

    await acme.createOrder(REQUEST, aDeadline());

    expect(sentTo('/new-account')).toBe(1);
  });

  it('reads no external account where none is wanted', async () => {
    const source = aSource();
    answerNewAccount('accountDoesNotExist');

    await ca.acmeServer(source).createOrder(REQUEST, aDeadline());

    expect(sentTo('/new-account')).toBe(2);
    expect(source.reads).toBe(0);
  });

  it('reads it where the CA wants one and its directory does not say so', async () => {
    const source = aSource();
    answerNewAccount('accountDoesNotExist', 'externalAccountRequired');

    await ca.acmeServer(source).createOrder(REQUEST, aDeadline());

    expect(sentTo('/new-account')).toBe(3);
    expect(source.reads).toBe(1);
  });

  it.each([
    ['externalAccountRequired', 'acme-account', 'external account in the secret a/b'],
    ['unauthorized', 'acme-account', 'external account in the secret a/b'],
    ['malformed', 'acme-account', 'external account in the secret a/b'],
    ['invalidContact', 'acme-account', 'Correct `acmeContact`'],
    ['userActionRequired', 'acme-account', 'Follow the link'],
    ['rateLimited', 'acme-rate-limited', 'no try before'],
  ])('tells a refused binding from other refusals: %s', async (type, code, words) => {
    answerNewAccount('accountDoesNotExist', 'externalAccountRequired', type);

    const failure = await ca
      .acmeServer(aSource())
      .createOrder(REQUEST, aDeadline())
      .catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(RenewerError);
    expect(failure).toMatchObject({ code, message: expect.stringContaining(words) });
    expect(String(failure)).not.toContain(hmacKey);
    expect(sentTo('/new-account')).toBe(3);
  });

  it.each(['serverInternal', 'unauthorized'])(
    'takes an outage while it registers for an outage, although its problem says %s, and succeeds after it',
    async (type) => {
      refuseNewAccount(503, 'accountDoesNotExist', 'externalAccountRequired', type);

      const order = await ca.acmeServer(aSource()).createOrder(REQUEST, aDeadline());

      expect(order.status).toBe('pending');
      expect(sentTo('/new-account')).toBe(4);
    },
  );
});

describe('createAcmeServer, when the terms of service have changed', () => {
  const INSTANCE = `https://ca.test/agree?account=${'a1'.repeat(300)}`;
  const TERMS = 'https://ca.test/terms-2027.pdf?lang=en&v=2';
  const changed = (headers: Record<string, string>, instance?: string): Reply => ({
    status: 403,
    headers,
    body: { type: `${PROBLEM}userActionRequired`, detail: 'Terms of service have changed', instance },
  });

  it.each(['/new-account', '/new-order'])(
    'fails for a person at %s, with where to agree and to what, word for word',
    async (path) => {
      const link = `<${ca.url}/directory>;rel="index", <${TERMS}>; rel="terms-of-service"`;

      const error = await failureOf(ca, path, changed({ link }, INSTANCE));

      expect(error).toMatchObject({ code: 'acme-account', disposition: 'person' });
      expect(error.message).toContain(`see ${INSTANCE}`);
      expect(error.message).toContain(`${TERMS}.`);
      expect(sentTo(path)).toBe(1);
    },
  );

  it('finds the terms among links in separate headers, as Let’s Encrypt sends them', async () => {
    const { status = 0, body } = changed({}, INSTANCE);
    const link = [`<${ca.url}/directory>;rel="index"`, `<${TERMS}>;rel="terms-of-service"`];
    ca.replies.set('/new-order', (_request: IncomingMessage, response: ServerResponse) => {
      response.writeHead(status, { 'replay-nonce': crypto.randomUUID(), link });
      response.end(JSON.stringify(body));
    });

    await expect(ca.acmeServer().createOrder(REQUEST, aDeadline())).rejects.toThrow(TERMS);
  });

  it('does without links when none are sent', async () => {
    const error = await failureOf(ca, '/new-order', changed({}));

    expect(error.message).toMatch(
      /Follow the link and agree\. The renewer then continues by itself within an hour\.$/,
    );
  });
});
