/** Values that the rest of the world judges: addresses of people, and names that a CA certifies. */
import { describe, expect, it } from 'vitest';
import { validateConfig } from '../../../../functions/engine/config/validate.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';

const MINIMAL = {
  alertEmail: 'ops@example.com',
  termsOfServiceAgreed: true,
  certificates: { web: { domainNames: ['example.com'] } },
};

function faultsOf(input: unknown): string[] {
  try {
    validateConfig(input, 'renewer.config.ts');
  } catch (thrown) {
    if (thrown instanceof RenewerError && thrown.code === 'config-invalid') {
      return thrown.message
        .split('\n')
        .slice(1)
        .map((line) => line.trim());
    }
    throw thrown;
  }
  return [];
}

describe('validateConfig', () => {
  it.each([
    ['mailto:ops@example.com', 'ops@example.com'],
    ['MAILTO:Ops@Example.com', 'Ops@Example.com'],
    [' ops@example.com\n', 'ops@example.com'],
  ])('takes the address out of %j', (given, address) => {
    const config = validateConfig({ ...MINIMAL, alertEmail: given, acmeContact: given }, 'renewer.config.ts');

    expect([config.alertEmail, config.acmeContact]).toEqual([address, address]);
  });

  it.each([
    'mailto:mailto:ops@example.com',
    'mailto:',
    'https://ops@example.com',
    'tel:+49@example.com',
    'mailto:ops@example.com?subject=certificates',
    'ops@example.com,dev@example.com',
    'Ops <ops@example.com>',
  ])('fails for the contact %s', (acmeContact) => {
    expect(faultsOf({ ...MINIMAL, acmeContact })).toEqual([
      `acmeContact: given "${acmeContact}"; expected: an e-mail address for the ACME account`,
    ]);
  });

  it('fails for names that their public CA does not certify, beside other faults, and for no others', () => {
    const certificates = {
      a: { domainNames: ['www.example.com', 'intranet.example.local'], profile: 'not a profile' },
      b: { domainNames: ['*.Co.uk'], certificateAuthority: 'zerossl' },
      c: {
        domainNames: ['intranet.local', '公司.cn'],
        certificateAuthority: 'https://ca.internal/directory',
      },
      d: { domainNames: ['www.newtld', 'github.io'] },
    };

    expect(faultsOf({ ...MINIMAL, certificates })).toEqual([
      expect.stringMatching(/^certificates\.a\.profile: /),
      'certificates.a.domainNames[1]: "intranet.example.local" ends in .local, which is reserved and not on the Internet: no public CA certifies it. Give a name of a domain that you have registered, or use a CA of your own.',
      'certificates.b.domainNames[0]: "*.co.uk" asks for co.uk, a public suffix under which anybody may register names: no public CA certifies it. Give a name of a domain that you have registered, such as *.example.co.uk.',
    ]);
  });
});
