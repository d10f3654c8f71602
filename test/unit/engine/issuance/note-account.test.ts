import { describe, expect, it } from 'vitest';
import { DIRECTORY_URL } from '../../../support/builders.ts';
import { begin } from './begin-order-world.ts';

const ONE = 'https://ca.test/account/1';
const TWO = 'https://ca.test/account/2';
const KNOWN = { accounts: { [DIRECTORY_URL]: ONE, 'https://other.test/dir': 'https://other.test/7' } };
const PIN =
  'Who wants to let in this account only, and by DNS only (RFC 8657), sets `example.com. CAA 0 issue "ca.test; ' +
  'validationmethods=dns-01; accounturi=https://ca.test/account/1"` in place of the records that let the CA in. When ' +
  'the account changes (another account key, stack or CA), no certificate is renewed until the record names the new ' +
  'one; `dnscale-certs try` elsewhere has another account and is kept out.';

describe('beginOrder, of the account at the CA', () => {
  it('keeps and tells its URL, and pins it where it is the deployed one', async () => {
    const { accounts, events } = await begin({ accountUrl: ONE, hasDeployedAccount: true });

    expect(accounts).toEqual({ [DIRECTORY_URL]: ONE });
    expect(events.named('account-noted')).toEqual([
      {
        event: 'account-noted',
        certificateAuthority: DIRECTORY_URL,
        accountUrl: ONE,
        message: `The account at the CA is ${ONE}. ${PIN}`,
      },
    ]);
  });

  it.each([
    [
      'shop.example.com',
      ' If shop.example.com exists only through a wildcard, give it a record of its own first. When',
    ],
    ['*.example.com', ' When'],
  ])('says for %s what a record there would break', async (domainName, then) => {
    const { events } = await begin({
      accountUrl: ONE,
      hasDeployedAccount: true,
      definition: { domainNames: [domainName] },
    });

    expect(events.named('account-noted')).toMatchObject([
      { message: expect.stringContaining(`in place of the records that let the CA in.${then}`) },
    ]);
  });

  it('advises no record for an account that is not the deployed one', async () => {
    const { events } = await begin({ accountUrl: ONE });

    expect(events.named('account-noted')).toMatchObject([
      {
        message: `The account at the CA is ${ONE}. It is of this folder only: a CAA record with \`accounturi\` must name the account of the deployed renewer.`,
      },
    ]);
  });

  it.each([
    ['a CA that does not say how CAA records name it', { accountUrl: ONE, caaIdentities: [] }, ONE],
    ['a URL that would break out of the record', { accountUrl: `${ONE}"; x=` }, `${ONE}"; x=`],
  ])('advises no record for %s', async (_, given, accountUrl) => {
    const { events } = await begin({ ...given, hasDeployedAccount: true });

    expect(events.named('account-noted')).toMatchObject([
      { accountUrl, message: `The account at the CA is ${accountUrl}.` },
    ]);
  });

  it('says what breaks when the account has changed, and keeps those of other CAs', async () => {
    const { accounts, events } = await begin({ state: KNOWN, accountUrl: TWO, hasDeployedAccount: true });

    expect(accounts).toEqual({ ...KNOWN.accounts, [DIRECTORY_URL]: TWO });
    expect(events.named('account-noted')).toMatchObject([
      {
        before: ONE,
        message: expect.stringMatching(
          /^The account at the CA is now https:\/\/ca\.test\/account\/2; it was https:\/\/ca\.test\/account\/1\. A CAA record that names that one \(`accounturi`\) keeps the CA from issuing until it names the new one\. Who wants/,
        ),
      },
    ]);
  });

  it.each([
    ['is known', ONE],
    ['cannot be asked for', undefined],
  ])('tells and changes nothing when it %s', async (_, accountUrl) => {
    const { accounts, events, journal } = await begin({ state: KNOWN, accountUrl });

    expect(accounts).toEqual(KNOWN.accounts);
    expect(events.named('account-noted')).toEqual([]);
    expect(journal).toMatchObject({ url: expect.any(String) });
  });

  it('keeps the order of a CA that is silent by then', async () => {
    const { accounts, events, journal } = await begin({ accountUrl: ONE, isSilent: true });

    expect(journal).toMatchObject({ url: 'https://ca.test/order/1' });
    expect(accounts).toBeUndefined();
    expect(events.named('account-noted')).toEqual([]);
  });
});
