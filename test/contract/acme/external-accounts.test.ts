/** External account binding (RFC 8555 §7.3.4) against a Pebble that takes no new account without it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccountKey } from '../../../functions/acme/keys.ts';
import { RenewerError } from '../../../functions/engine/errors.ts';
import type { ExternalAccount } from '../../../functions/engine/ports/acme.ts';
import { type AcmeWorld, aDeadline, startAcmeWorld } from './acme-world.ts';

const HMAC_KEY = 'HjudV5qnbreN-n9WyFSH-t4HXuEx_XFen45zuxY-G1h6fr74V3cUM_dVlwQZBWmc';
const OTHER_KEY = 'zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W';
const REQUEST = { domainNames: ['example.com'] };

let world: AcmeWorld;

beforeAll(async () => {
  world = await startAcmeWorld({ externalAccounts: { 'kid-1': HMAC_KEY } });
});
afterAll(() => world?.stop());

/** Counts how often it is read. */
function anExternalAccount(changes: Partial<ExternalAccount> = {}) {
  const account = { keyId: 'kid-1', hmacKey: HMAC_KEY, origin: 'the secret a/b', remedy: 'Put one there.' };
  const reads: string[] = [];
  const loadExternalAccount = async () => {
    reads.push('read');
    return { ...account, ...changes };
  };
  return { reads, loadExternalAccount };
}

describe('createAcmeServer, at a CA that wants an external account', () => {
  it('says so in what it tells of the CA', async () => {
    expect(await world.acmeServer().readMeta(aDeadline())).toMatchObject({ externalAccountRequired: true });
  });

  it('registers with it and issues', async () => {
    const { loadExternalAccount } = anExternalAccount();

    const pem = await world.issue(world.acmeServer({ loadExternalAccount }), ['bound.example']);

    expect(pem).toContain('BEGIN CERTIFICATE');
  });

  it('needs none once the account exists, and does not even read it', async () => {
    const key = createAccountKey();
    const loadAccountKey = async () => key;
    const first = anExternalAccount();
    const second = anExternalAccount();

    const request = { loadAccountKey, loadExternalAccount: first.loadExternalAccount };
    const url = await world.acmeServer(request).readAccountUrl(aDeadline());
    const later = world.acmeServer({ loadAccountKey, loadExternalAccount: second.loadExternalAccount });

    expect(await later.readAccountUrl(aDeadline())).toBe(url);
    expect([first.reads.length, second.reads.length]).toEqual([1, 0]);
  });

  it.each<[string, Partial<ExternalAccount>, string]>([
    ['an unknown key id', { keyId: 'kid-9' }, 'references a key that is not known'],
    ["another key id's key", { hmacKey: OTHER_KEY }, 'JWS verification error'],
  ])('fails for a person, naming where it was read, with %s', async (_what, changes, words) => {
    const acme = world.acmeServer(anExternalAccount(changes));

    const failure = await acme.createOrder(REQUEST, aDeadline()).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(RenewerError);
    expect(failure).toMatchObject({
      code: 'acme-account',
      disposition: 'person',
      message: expect.stringContaining(words),
    });
    expect(String(failure)).toMatch(
      /external account in the secret a\/b .* No order is made until then\. .*Put one there\./,
    );
    expect(String(failure)).not.toMatch(new RegExp(`${HMAC_KEY}|${OTHER_KEY}`));
  });

  it('hints at the contact when there is none: some CAs mean that one', async () => {
    const acme = world.acmeServer({ ...anExternalAccount({ keyId: 'kid-9' }), contact: undefined });

    await expect(acme.createOrder(REQUEST, aDeadline())).rejects.toThrow('set `acmeContact` too');
  });

  it('fails with the error of its store when it cannot be read', async () => {
    const failure = new RenewerError({
      code: 'acme-account',
      disposition: 'person',
      message: 'no secret a/b',
    });
    const acme = world.acmeServer({ loadExternalAccount: () => Promise.reject(failure) });

    await expect(acme.createOrder(REQUEST, aDeadline())).rejects.toBe(failure);
  });

  it('fails for a person when no external account is configured', async () => {
    await expect(world.acmeServer().createOrder(REQUEST, aDeadline())).rejects.toMatchObject({
      code: 'acme-account',
      disposition: 'person',
      message: expect.stringContaining('externalAccountRequired'),
    });
  });

  it('fails for a refused contact with advice on the contact', async () => {
    const acme = world.acmeServer({ ...anExternalAccount(), contact: 'not an address' });

    await expect(acme.createOrder(REQUEST, aDeadline())).rejects.toThrow(/Correct `acmeContact`/);
  });
});
