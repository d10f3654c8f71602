/** The modelled CA must be able to refuse: a proof against one that cannot would prove nothing. */
import { describe, expect, it } from 'vitest';
import { createAdmission } from '../../../../support/world/models/ca-admission.ts';
import type { IssuedCertificate } from '../../../../support/world/models/ca-certificates.ts';
import type { CaOrder } from '../../../../support/world/models/ca-orders.ts';

const HOUR_MS = 3_600_000;
const NAMES = ['site.proof.test'];

function aCertificate(changes: Partial<IssuedCertificate> = {}): IssuedCertificate {
  return {
    certId: 'a.1',
    serial: '01',
    pem: '',
    domainNames: NAMES,
    profile: 'classic',
    notBefore: new Date('2027-01-01T00:00:00Z'),
    notAfter: new Date('2027-03-31T23:59:59Z'),
    orderedAt: new Date('2027-01-01T01:00:00Z'),
    issuedAt: new Date('2027-01-01T01:00:00Z'),
    exempt: false,
    ...changes,
  };
}

function anOrder(changes: Partial<CaOrder> = {}): CaOrder {
  return {
    url: 'https://ca.test/order/1',
    domainNames: NAMES,
    profile: 'classic',
    orderedAt: new Date('2027-03-01T06:00:00Z'),
    expiresAt: new Date('2027-03-08T06:00:00Z'),
    authorizations: [{ url: 'a', status: 'pending', domainName: 'site.proof.test', wildcard: false }],
    exempt: true,
    stage: 'validating',
    ...changes,
  };
}

function admissionAt(time: string) {
  let now = new Date(time);
  const admission = createAdmission({ now: () => now });
  return { admission, wait: (ms: number) => (now = new Date(now.getTime() + ms)) };
}

describe('admit', () => {
  it('refuses the sixth certificate for a set of names in 7 days, in whatever order they come, and notes it', () => {
    const { admission, wait } = admissionAt('2027-01-04T00:00:00Z');
    const domainNames = ['b.proof.test', 'a.proof.test'];
    for (let count = 0; count < 5; count += 1) {
      admission.noteIssuance(aCertificate({ domainNames }));
      wait(24 * HOUR_MS);
    }

    expect(() => admission.admit({ domainNames: ['a.proof.test', 'b.proof.test'] })).toThrow(
      expect.objectContaining({
        code: 'acme-rate-limited',
        retryAt: new Date('2027-01-11T00:00:00Z'),
      }),
    );
    expect(admission.breaches).toHaveLength(1);
    wait(48 * HOUR_MS);
    expect(admission.admit({ domainNames })).toBe(false);
  });

  it('refuses the 301st order in 3 hours', () => {
    const { admission, wait } = admissionAt('2027-01-04T00:00:00Z');
    for (let count = 0; count < 300; count += 1) admission.admit({ domainNames: [`a${count}.proof.test`] });

    expect(() => admission.admit({ domainNames: NAMES })).toThrow('orders of the account in 3 hours');
    wait(3 * HOUR_MS);
    expect(admission.admit({ domainNames: NAMES })).toBe(false);
  });

  it('refuses the 51st certificate of a registered domain in 7 days', () => {
    const { admission } = admissionAt('2027-01-04T00:00:00Z');
    for (let count = 0; count < 50; count += 1) {
      admission.noteIssuance(aCertificate({ domainNames: [`a${count}.proof.test`] }));
    }

    expect(() => admission.admit({ domainNames: NAMES })).toThrow('registered domain');
    expect(admission.admit({ domainNames: ['site.other.test'] })).toBe(false);
  });

  it('refuses a name after 5 failed validations in an hour', () => {
    const { admission, wait } = admissionAt('2027-01-04T00:00:00Z');
    for (let count = 0; count < 5; count += 1) admission.limits.count('failures', 'site.proof.test');

    expect(() => admission.admit({ domainNames: NAMES })).toThrow('failed validations');
    wait(HOUR_MS);
    expect(admission.admit({ domainNames: NAMES })).toBe(false);
  });

  it('exempts a replacement inside the window, and none before or after it', () => {
    // 90 days: two thirds of life end at 2027-03-02, the window is 1.8 days wide.
    const at = (time: string) => {
      const { admission } = admissionAt(time);
      admission.noteIssuance(aCertificate());
      return admission.admit({ domainNames: NAMES, replaces: 'a.1' });
    };

    expect(at('2027-03-01T02:23:00Z')).toBe(false);
    expect(at('2027-03-01T02:25:00Z')).toBe(true);
    expect(at('2027-03-02T21:34:00Z')).toBe(true);
    expect(at('2027-03-02T21:36:00Z')).toBe(false);
  });

  it('exempts no replacement of a revoked certificate: its window is over', () => {
    const { admission } = admissionAt('2027-02-01T00:00:00Z');
    admission.noteIssuance(aCertificate({ revokedAt: new Date('2027-02-01T00:00:00Z') }));

    expect(admission.admit({ domainNames: NAMES, replaces: 'a.1' })).toBe(false);
  });

  it('refuses to replace a certificate twice, also while the first replacement is open', () => {
    const { admission, wait } = admissionAt('2027-03-01T06:00:00Z');
    admission.noteIssuance(aCertificate());
    admission.noteReplacement('a.1', anOrder());
    const again = () => admission.admit({ domainNames: NAMES, replaces: 'a.1' });

    expect(again).toThrow(expect.objectContaining({ code: 'already-replaced' }));
    admission.noteReplacement('a.1', anOrder({ stage: 'valid' }));
    wait(30 * 24 * HOUR_MS);
    expect(again).toThrow(expect.objectContaining({ code: 'already-replaced' }));
  });

  it('takes another replacement once the first one has failed', () => {
    const { admission, wait } = admissionAt('2027-03-01T06:00:00Z');
    admission.noteIssuance(aCertificate());
    admission.noteReplacement('a.1', anOrder());
    wait(7 * 24 * HOUR_MS);

    expect(admission.admit({ domainNames: NAMES, replaces: 'a.1' })).toBe(false);
  });

  it('refuses to replace a certificate that it does not know, or that shares no name', () => {
    const { admission } = admissionAt('2027-03-01T06:00:00Z');
    admission.noteIssuance(aCertificate());

    expect(() => admission.admit({ domainNames: NAMES, replaces: 'a.2' })).toThrow('HTTP 404');
    expect(() => admission.admit({ domainNames: ['other.test'], replaces: 'a.1' })).toThrow('HTTP 400');
  });
});
