/** What is found in folders that the real clients have made (acme.sh: in its layout). */
import { describe, expect, it } from 'vitest';
import { chooseAccounts } from '../../../../cli/adopt/accounts.ts';
import { readAcmeSh } from '../../../../cli/adopt/acme-sh.ts';
import { readCertbot } from '../../../../cli/adopt/certbot.ts';
import type { FoundFolder } from '../../../../cli/adopt/found.ts';
import { readLego } from '../../../../cli/adopt/lego.ts';
import { sortFound } from '../../../../cli/adopt/plan.ts';
import { openForeignFolder } from '../../../../functions/files/foreign-folder.ts';
import {
  ACME_SH,
  CERTBOT,
  type FolderRecord,
  LEGO_4,
  LEGO_5,
  RECORDED_AT,
  RECORDED_CA,
  recorded,
  writeClientFolder,
} from '../../../support/client-folders/client-folders.ts';

const HASH = '70a0f8403e662508b498c2758a028e68';
const EXAMPLE_COM = recorded(CERTBOT, 'archive/example.com/cert1.pem');

async function certbot(record: FolderRecord): Promise<FoundFolder> {
  return readCertbot(await openForeignFolder(await writeClientFolder(record)));
}

async function lego(record: FolderRecord, known = [RECORDED_CA]): Promise<FoundFolder> {
  return readLego(await openForeignFolder(await writeClientFolder(record)), known);
}

async function acmeSh(record: FolderRecord): Promise<FoundFolder> {
  return readAcmeSh(await openForeignFolder(await writeClientFolder(record)));
}

describe('what the clients have left', () => {
  it.each([
    ['certbot', () => certbot(CERTBOT)],
    ['lego 4.9.1', () => lego(LEGO_4)],
    ['lego 5.3.1', () => lego(LEGO_5)],
    ['acme.sh', () => acmeSh(ACME_SH)],
  ])('is taken, all of it: %s', async (_, read) => {
    const { certificates, accounts } = await read();

    const authorities = { byDefault: RECORDED_CA, allowed: [RECORDED_CA] };
    const { adoptable, refused } = sortFound(certificates, authorities, RECORDED_AT);

    expect(refused).toEqual([]);
    expect(adoptable.map(({ certificate }) => certificate.domainNames.toSorted()).sort()).toEqual([
      ['*.example.org', 'example.org'],
      ['example.com', 'www.example.com'],
    ]);
    expect(chooseAccounts(accounts, adoptable, [])).toMatchObject({
      chosen: [{ certificateAuthority: RECORDED_CA }],
      missing: [],
    });
  });
});

describe('readCertbot', () => {
  it('finds each lineage with its CA and account, and names the token without reading it', async () => {
    const { certificates, accounts, unread, tokens } = await certbot(CERTBOT);

    const common = { certificateAuthority: RECORDED_CA, accountId: HASH, otherProof: undefined };
    expect(certificates).toMatchObject([
      { name: 'example.com', source: 'live/example.com', certificatePem: EXAMPLE_COM, ...common },
      { name: 'example.org', source: 'live/example.org', ...common },
    ]);
    expect(accounts).toMatchObject([
      {
        id: HASH,
        certificateAuthority: RECORDED_CA,
        url: expect.stringMatching(/^https:\/\/localhost:14000\/my-account\/\w+$/),
      },
    ]);
    expect(unread).toEqual([]);
    expect(tokens).toEqual([
      { path: '/root/dnscale.ini', command: 'dnscale-certs token set --token-file /root/dnscale.ini' },
    ]);
  });

  it('takes the newest of the archive where a copy has lost the links', async () => {
    const entries = Object.entries(CERTBOT).filter(([path]) => !path.startsWith('live/'));
    const older = Object.fromEntries(
      ['cert', 'chain', 'privkey'].flatMap((part) => [
        [`archive/example.com/${part}9.pem`, 'older'],
        [`archive/example.com/${part}10.pem`, recorded(CERTBOT, `archive/example.com/${part}1.pem`)],
      ]),
    );

    const { certificates } = await certbot({
      ...Object.fromEntries(entries),
      ...older,
      'archive/example.com/cert11.pem': 'half',
    });

    expect(certificates[0]).toMatchObject({ name: 'example.com', certificatePem: EXAMPLE_COM });
  });

  it.each([
    ['webroot', 'HTTP-01 by certbot’s webroot'],
    ['dns-route53', 'DNS-01 by certbot’s dns-route53, not at DNScale'],
    ['manual', 'certbot’s manual'],
  ])('says how control is proved by %s', async (authenticator, words) => {
    const conf = recorded(CERTBOT, 'renewal/example.com.conf').replace('= dns-dnscale', `= ${authenticator}`);

    const { certificates } = await certbot({ ...CERTBOT, 'renewal/example.com.conf': conf });

    expect(certificates[0]?.otherProof).toBe(words);
  });

  it('tells of a lineage whose link leads out of the folder, and takes the others', async () => {
    const { certificates, unread } = await certbot({
      ...CERTBOT,
      'live/example.com/privkey.pem': { link: '/etc/hostname' },
    });

    expect(certificates.map(({ name }) => name)).toEqual(['example.org']);
    expect(unread).toEqual([
      {
        name: 'example.com',
        source: 'live/example.com',
        fault: 'live/example.com/privkey.pem leads out of the folder. Put what it leads to in its place.',
      },
    ]);
  });
});

describe('readLego', () => {
  it.each([
    ['4.9.1', LEGO_4],
    ['5.3.1', LEGO_5],
  ])('finds certificates and account of lego %s', async (_, record) => {
    const { certificates, accounts, unread, tokens } = await lego(record);

    const common = { certificateAuthority: RECORDED_CA, accountId: 'op@example.com' };
    expect(certificates).toMatchObject([
      { name: '*.example.org', source: 'certificates/_.example.org.crt', ...common },
      { name: 'example.com', source: 'certificates/example.com.crt', ...common },
    ]);
    expect(accounts).toMatchObject([{ id: 'op@example.com', certificateAuthority: RECORDED_CA }]);
    expect([unread, tokens]).toEqual([[], []]);
  });

  it('knows the CA by the only account where nothing else says it', async () => {
    const { certificates } = await lego({ ...LEGO_4, 'certificates/example.com.json': 'no JSON' });

    expect(certificates[1]).toMatchObject({ name: 'example.com', certificateAuthority: RECORDED_CA });
  });

  it('makes an address of the host of a CA that nobody else knows', async () => {
    const { accounts } = await lego(LEGO_4, []);

    expect(accounts[0]?.certificateAuthority).toBe('https://localhost:14000/directory');
  });
});

describe('readAcmeSh', () => {
  it('finds each domain that it renews, its account, and where the token is', async () => {
    const { certificates, accounts, unread, tokens } = await acmeSh(ACME_SH);

    const common = { certificateAuthority: RECORDED_CA, accountId: 'localhost:14000' };
    expect(certificates).toMatchObject([
      { name: '*.example.org', otherName: '*.example.org_ecc', otherProof: 'HTTP-01 by acme.sh', ...common },
      { name: 'example.com', otherName: 'example.com_ecc', otherProof: undefined, ...common },
    ]);
    expect(accounts).toMatchObject([
      { certificateAuthority: RECORDED_CA, url: 'https://localhost:14000/my-account/1' },
    ]);
    expect(unread).toEqual([]);
    expect(tokens).toEqual([
      {
        path: expect.stringMatching(/\/account\.conf \(SAVED_DNSCALE_Token\)$/),
        command: expect.stringMatching(
          /^sed -n "s\/\^SAVED_DNSCALE_Token=\/\/p" \S+ \| dnscale-certs token set --token-file -$/,
        ),
      },
    ]);
    expect(JSON.stringify({ accounts, tokens })).not.toContain('dns-token-of-acme-sh');
  });

  it('reads values in base64, and runs none of the shell code', async () => {
    const value = Buffer.from('https://ca.test/dir').toString('base64');
    const conf = `Le_Domain='example.com'\nLe_API='__ACME_BASE64__START_${value}__ACME_BASE64__END_'\nLe_Alt=$(touch /tmp/ran)\n`;

    const { certificates } = await acmeSh({ ...ACME_SH, 'example.com_ecc/example.com.conf': conf });

    expect(certificates[1]?.certificateAuthority).toBe('https://ca.test/dir');
  });
});
