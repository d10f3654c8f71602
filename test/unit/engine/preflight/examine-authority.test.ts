import { describe, expect, it } from 'vitest';
import type { AuthorityMeta } from '../../../../functions/engine/ports/acme.ts';
import { examineAuthority } from '../../../../functions/engine/preflight/examine-authority.ts';
import { anError } from './doctor-ports.ts';

const URL = 'https://ca.test/directory';

function examine(meta: Partial<AuthorityMeta>, profile?: string) {
  const value = { profiles: [], caaIdentities: [], externalAccountRequired: false, ...meta };
  return examineAuthority(URL, { value }, profile);
}

describe('examineAuthority', () => {
  it('is content with a CA that offers the profile', () => {
    expect(examine({ profiles: ['classic', 'tlsserver'] }, 'tlsserver')).toEqual([
      { check: 'ca', subject: URL, verdict: 'ok', message: 'answers' },
      { check: 'profile', subject: URL, verdict: 'ok', message: 'the CA offers tlsserver' },
    ]);
  });

  it('lists the profiles when none is asked for', () => {
    expect(examine({ profiles: ['a', 'b'] })[1]?.message).toBe('none is asked for; the CA offers a, b');
  });

  it.each([
    [['a', 'b'], 'Choose one of a, b.'],
    [[], 'Leave the profile out: this CA has none.'],
  ])('fails for a profile that is not among %j', (profiles, fix) => {
    expect(examine({ profiles }, 'classic')[1]).toEqual({
      check: 'profile',
      subject: URL,
      verdict: 'failure',
      message: 'the CA has no profile "classic"',
      fix,
    });
  });

  it('warns of a clock that is wrong by more than five minutes, and only then', () => {
    expect(examine({ clockAheadMs: 300_000 }).map(({ check }) => check)).toEqual(['ca', 'profile']);
    expect(examine({ clockAheadMs: -3_600_000 })[1]).toEqual({
      check: 'clock',
      subject: URL,
      verdict: 'warning',
      message: "this machine's clock is 60 minutes behind the CA's",
      fix: expect.stringContaining('NTP'),
    });
  });

  it('warns of a CA that demands an external account binding, and says where it goes', () => {
    expect(examine({ externalAccountRequired: true })[2]).toMatchObject({
      check: 'account',
      verdict: 'warning',
      message: expect.stringContaining('external account binding'),
      fix: expect.stringContaining('DNSCALE_CERTS_EAB_KID'),
    });
  });

  it('fails in the words of a CA that could not be asked', () => {
    const error = anError('acme-unavailable', 'ca.test does not answer');

    expect(examineAuthority(URL, { error }, undefined)).toEqual([
      { check: 'ca', subject: URL, verdict: 'failure', message: 'ca.test does not answer' },
    ]);
  });
});
