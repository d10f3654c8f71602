/** A certificate that no ACM gets: docs/decisions/0031-no-region-is-a-fault.md. */
import { describe, expect, it } from 'vitest';
import { validateConfig } from '../../../../functions/engine/config/validate.ts';

describe('a certificate without regions', () => {
  it('takes a certificate for S3 only by its own word, and no empty list for it', () => {
    const settingsOf = (given: object) => {
      const certificates = { web: { domainNames: ['example.com'], ...given } };
      return validateConfig(
        { alertEmail: 'ops@example.com', termsOfServiceAgreed: true, certificates },
        'renewer.config.ts',
      ).certificates[0];
    };

    expect(settingsOf({ importIntoAcm: false })).toMatchObject({ regions: [] });
    expect(settingsOf({ importIntoAcm: false })).not.toHaveProperty('importIntoAcm');
    expect(() => settingsOf({ regions: [] })).toThrow(
      'certificates.web.regions: given []; expected: at least one AWS region; for a certificate in S3 only leave regions out and give importIntoAcm: false',
    );
    expect(() => settingsOf({ regions: ['us-east-1'], importIntoAcm: false })).toThrow(
      'certificates.web.importIntoAcm: given false; expected: true, or no regions: they are the places in ACM',
    );
  });
});
