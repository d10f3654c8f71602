import { describe, expect, it, vi } from 'vitest';
import { NOW } from '../../../support/builders.ts';
import { caa, createDns } from '../dns/dns-in-memory.ts';
import { prove } from './readiness-world.ts';

const PINNED = createDns({
  caa: { 'example.com': [caa('0 issue "ca.test; accounturi=https://ca.test/acct/1"')] },
});

describe('proveReadiness', () => {
  it('proves it where everything is there', async () => {
    expect(await prove()).toEqual({ at: NOW, provedAt: NOW });
  });

  it('fails for a lost account only where the CA takes a new one with an external account alone', async () => {
    const acme = { findAccount: async () => undefined };

    expect((await prove({ acme })).failure).toBeUndefined();
    expect((await prove({ acme, meta: { externalAccountRequired: true } })).failure).toMatchObject({
      code: 'acme-account',
      disposition: 'person',
    });
  });

  it('keeps the begin of a row of failures, and tells since when this cause is there', async () => {
    const since = new Date('2026-11-01T06:00:00Z');
    const failure = { code: 'token-missing', disposition: 'person', message: 'No.', since } as const;
    const refused = createDns({ caa: { 'example.com': [caa('0 issue "digicert.com"')] } });

    const readiness = await prove({ dns: refused, state: { readiness: { at: since, failure } } });

    expect(readiness.failure).toMatchObject({ code: 'caa-forbids', since, causeSince: NOW });

    const later = new Date('2026-11-24T06:00:00Z');
    const again = await prove({ dns: refused, state: { readiness }, now: later });

    expect(again).toMatchObject({ at: later, failure: { since, causeSince: NOW } });
  });

  it.each([
    ['the account that CAA records name', 'https://ca.test/acct/1', undefined],
    ['another account', 'https://ca.test/acct/2', { code: 'caa-forbids', disposition: 'person' }],
    [
      'no account, where the next order would register another than CAA records name',
      undefined,
      {
        code: 'acme-account',
        disposition: 'person',
        advice: 'Restore the secret with the account key if it was deleted, else remove the accounturi.',
      },
    ],
  ])('asks the CA for the account once and registers none: it knows %s', async (_, url, failure) => {
    // What a run before an order asks: it registers, or remembers.
    const readAccountUrl = vi.fn(async () => 'https://ca.test/acct/1');
    const findAccount = vi.fn(async () => url);

    const readiness = await prove({ dns: PINNED, acme: { readAccountUrl, findAccount } });

    if (failure === undefined) expect(readiness).toEqual({ at: NOW, provedAt: NOW });
    else expect(readiness.failure).toMatchObject(failure);
    expect(findAccount).toHaveBeenCalledTimes(1);
    expect(readAccountUrl).not.toHaveBeenCalled();
  });
});
