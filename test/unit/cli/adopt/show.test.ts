/** The two screens of `adopt`, at 80 columns. */
import { describe, expect, it } from 'vitest';
import type { AdoptJson } from '../../../../cli/adopt/adopt-json.ts';
import { plannedText, storedText } from '../../../../cli/adopt/show.ts';
import type { Page } from '../../../../cli/page.ts';

const PAGE: Page = { columns: 80, cutsNames: true, paint: (_, text) => text };
const LETS_ENCRYPT = 'https://acme-v02.api.letsencrypt.org/directory';
const AGAIN = 'dnscale-certs adopt --from certbot /etc/letsencrypt --yes';

function aDocument(outcome: 'planned' | 'stored', changes: Partial<AdoptJson> = {}): AdoptJson {
  return {
    schema: 1,
    client: 'certbot',
    folder: '/etc/letsencrypt',
    renewerName: 'Certs',
    region: 'eu-central-1',
    accounts: [
      {
        certificateAuthority: LETS_ENCRYPT,
        outcome,
        secretName: 'Certs/acme-account/acme-v02.api.letsencrypt.org/directory',
        id: '70a0f8403e662508b498c2758a028e68',
        url: 'https://acme-v02.api.letsencrypt.org/acme/acct/123456789',
      },
    ],
    certificates: [
      {
        certificateName: 'example.com',
        outcome,
        source: 'live/example.com',
        version: '20261101T000000000Z-aaaaaaaa',
        serial: '0a1b2c',
        domainNames: ['example.com', '*.example.com'],
        notAfter: '2027-02-25T03:15:00.000Z',
        keyAlgorithm: 'RSA_2048',
        certificateAuthority: LETS_ENCRYPT,
        profile: 'classic',
        notes: [],
      },
    ],
    refused: [
      {
        name: 'old.example.com',
        source: 'live/old.example.com',
        why: 'it is of a staging CA, which no client trusts',
      },
    ],
    definitions: {
      'example.com': { domainNames: ['example.com', '*.example.com'], keyAlgorithm: 'RSA_2048' },
    },
    tokens: [
      { path: '/root/dnscale.ini', command: 'dnscale-certs token set --token-file /root/dnscale.ini' },
    ],
    switchOff: ['sudo systemctl disable --now certbot.timer'],
    ...changes,
  };
}

describe('plannedText', () => {
  it('shows what would be stored, what not and why, and the command that does it', () => {
    expect(
      plannedText(aDocument('planned'), AGAIN, PAGE),
    ).toBe(`From certbot at /etc/letsencrypt to Certs in eu-central-1

  + example.com
    goes into the bucket
    example.com, *.example.com; RSA_2048, of letsencrypt, valid until 25 Feb
    03:15 UTC

  ✗ old.example.com
    not taken: it is of a staging CA, which no client trusts
    (live/old.example.com)

  + Account at letsencrypt
    its key goes into the secret
    Certs/acme-account/acme-v02.api.letsencrypt.org/directory
    70a0f8403e662508b498c2758a028e68,
    https://acme-v02.api.letsencrypt.org/acme/acct/123456789

    DNScale token
    found in /root/dnscale.ini, which stays as it is. The renewer has a token of
    its own; to have this one instead:
    dnscale-certs token set --token-file /root/dnscale.ini

Nothing was stored yet. Next:
  dnscale-certs adopt --from certbot /etc/letsencrypt --yes
`);
  });

  it('says that there is nothing to take, and that what the renewer has stays', () => {
    const [certificate] = aDocument('planned').certificates;
    const kept = { certificates: certificate ? [{ ...certificate, outcome: 'kept' as const }] : [] };
    const document = aDocument('planned', { ...kept, accounts: [], refused: [], tokens: [] });

    expect(plannedText(document, AGAIN, PAGE)).toBe(`From certbot at /etc/letsencrypt to Certs in eu-central-1

  ✗ example.com
    not taken: the renewer has another certificate of this name, which stays
    example.com, *.example.com; RSA_2048, of letsencrypt, valid until 25 Feb
    03:15 UTC

There is nothing to take.
`);
  });

  it('says what it means that the renewer has an account of its own', () => {
    const [account] = aDocument('planned').accounts;
    const accounts = account ? [{ ...account, outcome: 'kept' as const }] : [];

    expect(plannedText(aDocument('planned', { accounts }), AGAIN, PAGE)).toContain(`  ✗ Account at letsencrypt
    not taken: the renewer has an account of its own there, which stays, in the
    secret Certs/acme-account/acme-v02.api.letsencrypt.org/directory
    70a0f8403e662508b498c2758a028e68,
    https://acme-v02.api.letsencrypt.org/acme/acct/123456789
    Renewals at this CA count towards its limits once, like new certificates: it
    exempts only those of the account that had the old one.
`);
  });

  it('lets no foreign text move the cursor', () => {
    const refused = [{ name: 'a\u001b[2J', source: 'live/\u202e', why: 'it \u0007rings' }];

    const text = plannedText(aDocument('planned', { refused }), AGAIN, PAGE);
    expect([...text.replaceAll('\n', '')].filter((one) => /[\p{Cc}\p{Cf}]/u.test(one))).toEqual([]);
  });
});

describe('storedText', () => {
  it('shows what was stored, then what a person does now, in its order', () => {
    const text = storedText(aDocument('stored'), AGAIN, false, PAGE);

    expect(text).toContain('  ✓ example.com\n    is in the bucket now\n');
    expect(text.slice(text.indexOf('1. '))).toBe(`1. Keep the old client from renewing example.com:
     sudo systemctl disable --now certbot.timer
   Do not unregister or deactivate the account, and revoke nothing: the renewer
   uses both from now on.

2. Declare in renewer.config.ts what was stored, under these names, and
   deploy. No order is made:

     certificates: {
       'example.com': {
         domainNames: ['example.com', '*.example.com'],
         keyAlgorithm: 'RSA_2048',
       },
     },

     npx cdk deploy --import-existing-resources

3. See it installed: dnscale-certs status example.com
`);
  });

  it('shows the record for a stack', () => {
    expect(
      storedText(aDocument('stored'), AGAIN, true, PAGE),
    ).toContain(`2. Declare in your stack what was stored, under these names, and deploy. No
   order is made:

     renewer.addCertificate('example.com', {
       certificateName: 'example.com',
       domainNames: ['example.com', '*.example.com'],
       keyAlgorithm: 'RSA_2048',
     });
`);
  });

  it('lets no name of the client move the cursor, nor begin a line for a shell', () => {
    const switchOff = ["acme.sh --remove -d 'a\u001b[2J\nb\u202e'"];

    const lines = storedText(aDocument('stored', { switchOff }), AGAIN, false, PAGE).split('\n');
    expect(lines).toContain("     acme.sh --remove -d 'a [2J b '");
    expect([...lines.join('')].filter((one) => /[\p{Cc}\p{Cf}]/u.test(one))).toEqual([]);
  });
});
