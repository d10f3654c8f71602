/** The screens of `status`, written by hand. */
import { describe, expect, it } from 'vitest';
import { type RenewerStatus, statusText, type View } from '../../../../cli/status/status-text.ts';
import type { CertificateStatus } from '../../../../functions/engine/renewal/certificate-status.ts';
import { aDescriptor, aStoredCertificate, NOW } from '../../../support/builders.ts';

const plain: View = { now: NOW, width: { columns: 80, cutsNames: false }, paint: (_, text) => text };

function status(certificateName: string, changes: Partial<CertificateStatus> = {}): CertificateStatus {
  return {
    certificateName,
    word: 'ok',
    needsYou: false,
    certificate: aStoredCertificate(),
    renewsAt: new Date('2026-12-31T00:00:00Z'),
    certificateArns: {},
    ...changes,
  };
}

function renewer(statuses: CertificateStatus[], changes: Partial<RenewerStatus> = {}): RenewerStatus {
  return { renewer: aDescriptor(), statuses, isComplete: true, ...changes };
}

function until(notAfter: string) {
  return aStoredCertificate({ notAfter: new Date(notAfter) });
}

const forbidden = {
  code: 'caa-forbids',
  message:
    'The CAA record at example.org lets in digicert.com only, so Let’s Encrypt must not issue for api.example.org. Add beside it: example.org. CAA 0 issue "letsencrypt.org"',
  at: new Date('2026-11-23T03:15:00Z'),
};

const MIXED = [
  status('api.example.org', {
    word: 'needs-you',
    needsYou: true,
    certificate: until('2026-11-25T08:00:00Z'),
    renewsAt: new Date('2026-11-01T00:00:00Z'),
    error: forbidden,
  }),
  status('new.example.org', { word: 'waiting', certificate: undefined, renewsAt: undefined }),
  status('shop', {
    word: 'failing',
    certificate: until('2026-12-24T06:00:00Z'),
    renewsAt: new Date('2026-11-24T06:00:00Z'),
    error: { code: 'acme-unavailable', message: 'The CA did not answer.' },
  }),
  status('www.example.org', { word: 'renewing', renewsAt: NOW }),
  status('mail.example.org', {
    word: 'at-risk',
    error: { code: 'caa-unanswered', message: 'No resolver answers.' },
    readiness: {
      at: NOW,
      failure: {
        code: 'caa-unanswered',
        disposition: 'next-run',
        message: 'No resolver answers.',
        since: NOW,
      },
    },
  }),
  status('example.com', {
    readiness: { at: NOW, provedAt: new Date('2026-11-23T02:59:00Z') },
  }),
  status('old.example.com', { word: 'removed', renewsAt: undefined }),
];

describe('statusText', () => {
  it('is a line for each certificate, the error below it, and what to do about the first', () => {
    expect(statusText([renewer(MIXED)], plain)).toBe(`Certs, eu-central-1

  NAME              EXPIRES      RENEWS       STATE
✗ api.example.org   25 Nov   2d  overdue      needs you
  caa-forbids: The CAA record at example.org lets in digicert.com only, so Let’…
… new.example.org   -            -            waiting
! shop              24 Dec  31d  24 Nov  24h  failing
  acme-unavailable: The CA did not answer.
… www.example.org   30 Jan  67d  now          renewing
! mail.example.org  30 Jan  67d  31 Dec  37d  at risk
  caa-unanswered: No resolver answers.
✓ example.com       30 Jan  67d  31 Dec  37d  ready 3h ago
- old.example.com   30 Jan  67d  never        removed

1 of 7 needs you. api.example.org, 23 Nov 03:15 UTC:
  The CAA record at example.org lets in digicert.com only, so Let’s Encrypt must
  not issue for api.example.org. Add beside it: example.org. CAA 0 issue
  "letsencrypt.org"
Once it is mended:  npx dnscale-certs renew api.example.org
`);
  });

  it('says so when nothing needs anybody, and when there is nothing', () => {
    const two = [renewer([status('a.test'), status('b.test')])];

    expect(statusText(two, plain)).toBe(`Certs, eu-central-1

  NAME    EXPIRES      RENEWS       STATE
✓ a.test  30 Jan  67d  31 Dec  37d  ok
✓ b.test  30 Jan  67d  31 Dec  37d  ok

None of 2 needs you.
`);
    expect(statusText([renewer([])], plain)).toBe('Certs, eu-central-1\n\nIt has no certificates yet.\n');
  });

  it('says how the token is, and what it no longer sees', () => {
    const at = new Date('2026-11-23T05:56:00Z');
    const taken = { version: 'v1', at, ok: true, zoneCount: 2, zonesSeen: [], zonesLost: [] };
    const refused = {
      ...taken,
      ok: false,
      code: 'dnscale-unauthorized' as const,
      message: 'DNScale refuses the token. Set another one: npx dnscale-certs token set',
    };
    const screenOf = (token: RenewerStatus['token']) => statusText([renewer([], { token })], plain);

    expect(screenOf(taken)).toContain(
      'Certs, eu-central-1\nDNScale token: ok, checked 4m ago, sees 2 zones\n',
    );
    expect(
      screenOf({ ...taken, zoneCount: 1, zonesLost: ['a.test', 'b.test', 'c.test', 'd.test'] }),
    ).toContain('sees 1 zone; it no longer sees a.test, b.test, c.test and 1 more\n');
    expect(screenOf(refused)).toContain(`Certs, eu-central-1
✗ DNScale token: refused, checked 4m ago
  dnscale-unauthorized: DNScale refuses the token. Set another one: npx
  dnscale-certs token set
`);
  });

  it('has a table for each renewer, and names the renewer in the command', () => {
    const expired = status('a.test', {
      word: 'expired',
      needsYou: true,
      certificate: until('2026-11-20T06:00:00Z'),
      renewsAt: new Date('2026-10-20T00:00:00Z'),
      error: { code: 'acme-account', message: 'The account is gone.' },
    });
    const other = renewer([status('b.test')], { renewer: aDescriptor({ renewerName: 'Other' }) });

    expect(statusText([renewer([expired]), other], plain)).toBe(`Certs, eu-central-1

  NAME    EXPIRES      RENEWS       STATE
✗ a.test  20 Nov  -3d  overdue      expired
  acme-account: The account is gone.

1 of 1 needs you. a.test:
  The account is gone.
Once it is mended:  npx dnscale-certs renew a.test --renewer Certs

Other, eu-central-1

  NAME    EXPIRES      RENEWS       STATE
✓ b.test  30 Jan  67d  31 Dec  37d  ok

None of 1 needs you.
`);
  });

  it('cuts a long name at a terminal and never in a pipe; no other line is wider than the screen', () => {
    const name = `${'a'.repeat(63)}.example.com`;
    const found = [renewer([status(name, { word: 'needs-you', needsYou: true, error: forbidden })])];

    const terminal = statusText(found, { ...plain, width: { columns: 80, cutsNames: true } });

    expect(terminal).toContain(`✗ ${'a'.repeat(36)}…  30 Jan  67d  31 Dec  37d  needs you\n`);
    const lines = terminal.split('\n').filter((line) => !line.includes(name));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(statusText(found, plain)).toContain(`✗ ${name}  30 Jan  67d  31 Dec  37d  needs you\n`);
  });

  it('says below a certificate with probes what uses it and at how many places it is served', () => {
    const usedBy = ['arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/shop-lb/1'];
    const error = { code: 'not-served', message: 'It is served at 2 of 3 places.' };
    const found = renewer([
      status('a.test', { word: 'not-served', needsYou: true, served: { ok: 2, all: 3 }, usedBy, error }),
      status('b.test', { served: { ok: 1, all: 1 } }),
      status('c.test', { usedBy }),
    ]);

    expect(statusText([found], plain)).toContain(`
✗ a.test  30 Jan  67d  31 Dec  37d  not served
  not-served: It is served at 2 of 3 places.
  used by load balancer shop-lb, served at 2 of 3 places
✓ b.test  30 Jan  67d  31 Dec  37d  ok
  served at 1 of 1 place
✓ c.test  30 Jan  67d  31 Dec  37d  ok
`);
  });

  it('says when there are more than could be read', () => {
    expect(statusText([renewer([status('a.test')], { isComplete: false })], plain)).toContain(
      'There are more: only the first of them were read.\n',
    );
  });

  it('paints signs, headings and errors only', () => {
    const paint: View['paint'] = (style, text) => `<${style}>${text}</${style}>`;

    const painted = statusText([renewer(MIXED)], { ...plain, paint });

    expect(painted).toContain('<bold>Certs</bold>, eu-central-1');
    expect(painted).toContain('<red>✗</red> api.example.org   25 Nov   2d');
    expect(painted).toContain('<green>✓</green> example.com');
    expect(painted).toContain('<yellow>!</yellow> shop');
    expect(painted).toContain('<dim>  acme-unavailable: The CA did not answer.</dim>');
  });
});
