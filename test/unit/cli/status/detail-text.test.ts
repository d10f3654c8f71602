/** The screen of one certificate: whole ones are files beside this one, by the columns of the terminal. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { detailText } from '../../../../cli/status/detail-text.ts';
import { statusText } from '../../../../cli/status/status-text.ts';
import type { View } from '../../../../cli/status/view.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import type { KnownCertificate } from '../../../../functions/engine/ports/renewers.ts';
import type { Revocation } from '../../../../functions/engine/renewal/state.ts';
import { aDefinition } from '../../../support/builders.ts';
import { AT, FORBIDDEN, FULL, known, renewerOf, THREE, until } from './fleet.ts';

const view = (columns: number, changes: Partial<View> = {}): View => ({
  now: AT,
  width: { columns, cutsNames: true },
  paint: (_, text) => text,
  ...changes,
});

function screen(certificate: KnownCertificate, columns = 80, changes: Partial<View> = {}): string {
  return detailText([renewerOf([certificate])], view(columns, changes));
}

const [, , failing = FULL] = THREE;

const REVOKED: Revocation = {
  serial: '0a1b2c',
  version: '20261101T000000Z-aaaaaa',
  certificateAuthority: 'https://ca.test/directory',
  notAfter: new Date('2027-02-25T03:20:00Z'),
  reason: 'keyCompromise',
  isAtOnce: true,
  askedAt: new Date('2026-11-27T02:50:00Z'),
  revokedAt: new Date('2026-11-27T03:00:00Z'),
};

describe('detailText', () => {
  it.each([
    ['failing', failing, 80],
    ['failing', failing, 140],
    ['full', FULL, 40],
    ['full', FULL, 80],
    ['full', FULL, 140],
  ] as const)('has a screen for a certificate that is %s', async (name, certificate, columns) => {
    await expect(screen(certificate, columns)).toMatchFileSnapshot(`screens/${name}-${columns}.txt`);
  });

  it('is what the documentation shows, and so is the list', () => {
    const page = readFileSync(new URL('../../../../docs/command.md', import.meta.url), 'utf8');
    const firstScreen = screen(failing).split('\n\n  CA ')[0];

    expect(page).toContain(`\`\`\`\n${firstScreen}\n\`\`\`\n`);
    expect(page).toContain(`\`\`\`\n${statusText([renewerOf(THREE)], view(80))}\`\`\`\n`);
  });

  it('begins with what is wrong, why, what to do, and what comes by itself', () => {
    expect(screen(failing)).toMatch(`✗ Not renewed since 27 Nov 03:15 (2 tries). Live until 29 Nov 03:20.

  Why   The CAA record at example.org lets in digicert.com only, so Let’s
        Encrypt must not issue for api.example.org.
  Do    Add beside it: example.org. CAA 0 issue "letsencrypt.org"
        Then:  dnscale-certs renew api.example.org
  Next  by itself at 04:15

  Names  api.example.org
  ARN    arn:aws:acm:eu-central-1:111122223333:certificate/66a1c9a1
  Used   load balancer shop-lb
  S3     s3://dnscalecerts-111122223333/live/api.example.org/bundle.pem

`);
  });

  it('has all of a failing certificate that matters in 24 lines, whatever a message is and how many names there are', () => {
    const domainNames = Array.from({ length: 100 }, (_, index) => `n${index}.example.org`);
    const regions = ['eu-central-1', 'eu-west-1', 'us-east-1', 'us-west-2', 'ap-south-1'];
    const long = 'The CAA record forbids it. '.repeat(60).trim();
    const message = `${long} Do this. ${'And that. '.repeat(60).trim()}`;
    const certificate = known(
      'big',
      {
        failure: { ...FORBIDDEN, message, advice: `Do this. ${'And that. '.repeat(60).trim()}` },
        certificate: { ...until('2026-08-31T03:19:00Z', '2026-11-29T03:20:00Z'), domainNames },
      },
      { definition: aDefinition({ certificateName: 'big', domainNames, regions, probe: ['a.test:443'] }) },
    );

    const lines = screen(certificate).split('\n');
    const first = lines.slice(0, 24).join('\n');

    expect(first).toContain('✗ Not renewed since 27 Nov 03:15');
    expect(first).toContain('✗ readiness');
    expect(first).toContain('✓ 100 names');
    expect(first).toContain('· 4 targets');
    expect(first).toContain('· a.test:443');
    expect(first).toContain('Names  n0.example.org, n1.example.org, n2.example.org and 97 more');
    expect(lines.filter((line) => /^ {2}✓ n\d+\.example\.org /.test(line))).toHaveLength(100);
    expect(lines.join(' ').replace(/\s+/g, ' ')).toContain(`Error caa-forbids: ${message}`);
  });

  it.each<[string, KnownCertificate]>([
    ['✓ Live until 25 Feb 03:20. Renews 26 Jan 03:19 (1/3 of life left).', known('a.test')],
    ['… Not issued yet: the first run is to come.', known('a.test', { certificate: undefined })],
    [
      '✗ Not issued since 27 Nov 03:15 (2 tries). None is live yet.',
      known('a.test', { certificate: undefined, failure: FORBIDDEN }),
    ],
    [
      '! Not renewed since 27 Nov 03:15. Live until 25 Feb 03:20.',
      known('a.test', { failure: { ...FORBIDDEN, count: 1, disposition: 'next-run' } }),
    ],
    [
      '✗ Expired 24 Nov 00:00. Not renewed since 27 Nov 03:15 (2 tries).',
      known('a.test', {
        failure: FORBIDDEN,
        certificate: until('2026-08-26T00:00:00Z', '2026-11-24T00:00:00Z'),
      }),
    ],
    [
      '✗ Revoked since 27 Nov 03:00, and not replaced yet. Live until 25 Feb 03:20.',
      known('a.test', { revocations: [REVOKED] }),
    ],
    [
      '✗ Not checked since 26 Nov 22:00. Live until 25 Feb 03:20.',
      known('a.test', { nextCheckAt: new Date('2026-11-26T22:00:00Z') }),
    ],
    [
      '✗ Its renewal on 26 Jan 03:19 would fail since 20 Nov 03:00. Live until 25 Feb\n  03:20.',
      known('a.test', {
        readiness: { at: AT, failure: { ...FORBIDDEN, since: new Date('2026-11-20T03:00:00Z') } },
      }),
    ],
    [
      '… A run works on it now. Live until 25 Feb 03:20.',
      known('a.test', { runUntil: new Date('2026-11-27T03:24:00Z') }),
    ],
    [
      '- Nobody declares it any more: it is not renewed. Live until 25 Feb 03:20.',
      known('a.test', {}, { definition: undefined }),
    ],
    [
      '! Nobody declares it any more, and it was in use: it is not renewed. Live until\n  25 Feb 03:20.',
      known('a.test', {}, { definition: undefined, usedBy: ['arn:lb'] }),
    ],
    ['✗ Not served at 2 of 3 places. Live until 24 Feb 02:10.', FULL],
    [
      '✗ Its record cannot be read.',
      {
        certificateName: 'a.test',
        unreadable: new RenewerError({
          code: 'record-unreadable',
          disposition: 'person',
          message: 'The state item of a.test is damaged.',
          advice: 'Repair it.',
        }),
      },
    ],
  ])('says "%s"', (headline, certificate) => {
    expect(screen(certificate).startsWith(`${headline}\n`)).toBe(true);
  });

  it('says what was revoked, why and when', () => {
    const text = screen(known('a.test', { revocations: [REVOKED] }));

    expect(text).toMatch(/^ {2}✗ certificate +27 Nov 03:00 {2}revoked: keyCompromise$/m);
    expect(text).toMatch(/ Revoked {2}27 Nov 03:00: serial 0a1b2c, keyCompromise, asked for 27 Nov 02:50$/m);
  });

  it('keeps a command on one line, with the options that find the renewer again', () => {
    const text = screen(failing, 40, { options: ' --region eu-central-1 --profile production' });

    expect(text).toContain(
      'Then:  dnscale-certs renew api.example.org --region eu-central-1 --profile production\n',
    );
  });

  it('is no wider than a narrow terminal, but for what a person copies', () => {
    const lines = screen(FULL, 40).split('\n');
    const wide = lines.filter((line) => line.length > 40);

    expect(wide.filter((line) => !/^(?: {2}\S+)? +(?:arn:|https:|s3:|[0-9a-f]{64}$)/.test(line))).toEqual([]);
  });

  it('counts a letter of two columns as two, where a CA or a server writes some', () => {
    const message = '証明書を発行できません。'.repeat(1);
    const certificate = known('a.test', {
      failure: { ...FORBIDDEN, message: `${message} ${message} ${message}`, advice: undefined },
    });

    expect(screen(certificate, 60)).toContain(`  Why   ${message} ${message}\n        ${message}\n`);
  });

  it('shows each renewer that has a certificate of the name, and the next command names it', () => {
    const left = known('a.test', {}, { definition: undefined });
    const [blog, shop] = [
      renewerOf([left], {}, { renewerName: 'Blog' }),
      renewerOf([known('a.test', { failure: FORBIDDEN })], {}, { renewerName: 'Shop' }),
    ];

    const text = detailText([blog, shop], view(80, { options: ' --region eu-west-1' }));

    expect(text).toMatch(/^Blog, eu-central-1\n\n- Nobody declares it any more/);
    expect(text).toMatch(/\n\nShop, eu-central-1\n\n✗ Not renewed since/);
    expect(text.match(/Then: {2}.*/g)).toEqual([
      'Then:  dnscale-certs remove a.test --renewer Blog --region eu-west-1',
      'Then:  dnscale-certs renew a.test --renewer Shop --region eu-west-1',
    ]);
  });

  it('says of one that is removed when its uses were read, since nobody reads them again, and how it goes', () => {
    const removed = { definition: undefined, usedBy: ['arn:aws:cloudfront::111122223333:distribution/E1'] };
    const usesReadAt = new Date('2026-11-20T01:00:00Z');

    const text = screen(known('old.test', {}, { ...removed, usesReadAt }));

    expect(text).toContain('\n  Used   CloudFront distribution E1, seen 20 Nov 01:00\n');
    expect(text).toContain(
      '\n  Do  Declare it again, or give what uses it another certificate.\n      Then:  dnscale-certs remove old.test\n',
    );
    expect(screen(known('old.test', {}, removed))).toContain('\n  Used   CloudFront distribution E1\n');
    expect(screen(FULL)).not.toContain('seen 27 Nov');
  });
});
