import { describe, expect, it } from 'vitest';
import { validateConfig } from '../../../../functions/engine/config/validate.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';

const MINIMAL = {
  alertEmail: 'ops@example.com',
  termsOfServiceAgreed: true,
  certificates: { 'example.com': { domainNames: ['example.com'] } },
};

/** The lines under the headline. */
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
  it('fills in every default', () => {
    expect(validateConfig(MINIMAL, 'renewer.config.ts')).toEqual({
      alertEmail: 'ops@example.com',
      acmeContact: undefined,
      certificateAuthority: 'https://acme-v02.api.letsencrypt.org/directory',
      certificates: [
        {
          certificateName: 'example.com',
          domainNames: ['example.com'],
          keyAlgorithm: 'EC_PRIME256V1',
          inheritsKeyAlgorithm: true,
          certificateAuthority: 'https://acme-v02.api.letsencrypt.org/directory',
          profile: 'classic',
          regions: undefined,
        },
      ],
      dnscale: {
        apiUrl: 'https://api.dnscale.eu/v1',
        tokenSecretName: 'dnscale/token',
        httpTimeoutSeconds: 30,
        ttlSeconds: 120,
        propagationTimeoutSeconds: 120,
        closedPortWaitSeconds: 60,
        extraWaitSeconds: 0,
        delegationZones: [],
      },
      dns: {
        resolvers: [],
        validatingResolvers: ['1.1.1.1:53', '8.8.8.8:53'],
        nameServerPort: 53,
        nameServerDomains: ['dnscale.eu'],
        allowPrivateNameServers: false,
      },
      schedule: { everyMinutes: 10 },
      allowPrivateOrigins: false,
    });
  });

  it('takes a value that is undefined for one that was not given', () => {
    const config = validateConfig(
      { ...MINIMAL, dnscale: { ttlSeconds: undefined }, dns: undefined },
      'renewer.config.ts',
    );

    expect(config.dnscale.ttlSeconds).toBe(120);
    expect(config.dns.nameServerPort).toBe(53);
  });

  it('keeps what was given', () => {
    const config = validateConfig(
      {
        ...MINIMAL,
        acmeContact: 'acme@example.com',
        certificateAuthority: 'letsencrypt-staging',
        certificates: {
          shop: {
            domainNames: ['shop.example.com', '*.shop.example.com'],
            keyAlgorithm: 'RSA_2048',
            profile: 'shortlived',
            regions: ['us-east-1', 'eu-central-1'],
          },
        },
        dns: {
          resolvers: ['192.0.2.1:53', '[2001:db8::1]:5353'],
          validatingResolvers: ['192.0.2.3:53'],
          nameServerPort: 5353,
        },
        schedule: { everyMinutes: 1 },
      },
      'renewer.config.ts',
    );

    expect(config).toMatchObject({
      acmeContact: 'acme@example.com',
      certificates: [
        {
          certificateName: 'shop',
          domainNames: ['shop.example.com', '*.shop.example.com'],
          keyAlgorithm: 'RSA_2048',
          certificateAuthority: 'https://acme-staging-v02.api.letsencrypt.org/directory',
          profile: 'shortlived',
          regions: ['us-east-1', 'eu-central-1'],
        },
      ],
      dns: {
        resolvers: ['192.0.2.1:53', '[2001:db8::1]:5353'],
        validatingResolvers: ['192.0.2.3:53'],
        nameServerPort: 5353,
      },
      schedule: { everyMinutes: 1 },
    });
  });

  it('leaves the profile to a CA that is not Let’s Encrypt', () => {
    const config = validateConfig(
      { ...MINIMAL, certificateAuthority: 'https://ca.example/dir' },
      'renewer.config.ts',
    );

    expect(config.certificates[0]).toMatchObject({
      certificateAuthority: 'https://ca.example/dir',
      profile: undefined,
    });
  });

  it('makes domain names canonical, and keeps the name of the certificate', () => {
    const certificates = { Books: { domainNames: ['Bücher.Example.com.', '*.EXAMPLE.net'] } };

    expect(validateConfig({ ...MINIMAL, certificates }, 'renewer.config.ts').certificates[0]).toMatchObject({
      certificateName: 'Books',
      domainNames: ['xn--bcher-kva.example.com', '*.example.net'],
    });
  });

  it('takes plain http to this machine, as emulators need it', () => {
    expect(faultsOf({ ...MINIMAL, dnscale: { apiUrl: 'http://127.0.0.1:8080/v1' } })).toEqual([]);
  });

  it('fails for an API URL with a query: the function that puts paths behind it could not start', () => {
    expect(faultsOf({ ...MINIMAL, dnscale: { apiUrl: 'https://api.dnscale.eu' } })).toHaveLength(1);
    expect(faultsOf({ ...MINIMAL, dnscale: { apiUrl: 'https://api.dnscale.eu/v1/zones' } })).toHaveLength(1);
    expect(faultsOf({ ...MINIMAL, dnscale: { apiUrl: 'https://api.dnscale.eu/v1?a=b' } })).toEqual([
      'dnscale.apiUrl: given "https://api.dnscale.eu/v1?a=b"; expected: the https URL of DNScale\'s API with its version, such as https://api.dnscale.eu/v1',
    ]);
  });

  it('fails with all faults in one message, each with path, what was given and what is expected', () => {
    const faulty = {
      alertEmail: 'nobody',
      termsOfServiceAgreed: false,
      certificateAuthority: 'letsencript',
      certificates: {
        web: {
          domainNames: ['exa mple.com', 'www.example.com', 7],
          keyAlgorithm: 'RSA2048',
          regions: ['Frankfurt'],
        },
        'shop.example': { domainName: 'example.com' },
        none: { domainNames: [] },
        'a/b': { domainNames: ['example.com'] },
        ['x'.repeat(129)]: { domainNames: ['example.com'] },
      },
      dnscale: { apiUrl: 'http://api.dnscale.eu/v1', ttl: 60, httpTimeoutSeconds: 0.5 },
      dns: { resolvers: ['dns.example'], validatingResolvers: [], nameServerPort: 70_000 },
      schedule: { everyMinute: 5, everyMinutes: 0 },
      tokenSecret: 'not shown',
    };

    expect(faultsOf(faulty)).toEqual([
      'alertEmail: given "nobody"; expected: an e-mail address (who is told when a certificate needs somebody)',
      "termsOfServiceAgreed: given false; expected: true, once you have read the CA's terms of service (Let's Encrypt: letsencrypt.org/repository)",
      'certificateAuthority: given "letsencript"; expected: letsencrypt, letsencrypt-staging, google, google-staging, zerossl or the https URL of an ACME directory',
      'dnscale.apiUrl: given "http://api.dnscale.eu/v1"; expected: the https URL of DNScale\'s API with its version, such as https://api.dnscale.eu/v1',
      'dnscale.httpTimeoutSeconds: given 0.5; expected: a whole number from 1 to 60 (seconds)',
      'dnscale.ttl: unknown key; did you mean ttlSeconds?',
      'dns.resolvers[0]: given "dns.example"; expected: an address and a port such as 192.0.2.1:53 or [2001:db8::1]:53',
      'dns.validatingResolvers: given []; expected: at least one resolver',
      'dns.nameServerPort: given 70000; expected: a whole number from 1 to 65535',
      'schedule.everyMinutes: given 0; expected: a whole number from 1 to 1440',
      'schedule.everyMinute: unknown key; did you mean everyMinutes?',
      'certificates.web.domainNames[0]: "exa mple.com" contains a blank, a line break or an invisible character: remove it',
      expect.stringMatching(/^certificates\.web\.domainNames\[2\]: "7" is an IP address/),
      'certificates.web.keyAlgorithm: given "RSA2048"; expected: EC_PRIME256V1, EC_SECP384R1, RSA_2048, RSA_3072, RSA_4096',
      'certificates.web.regions[0]: given "Frankfurt"; expected: an AWS region such as eu-central-1',
      'certificates["shop.example"].domainNames: missing; expected: a list of domain names',
      'certificates["shop.example"].domainName: unknown key; did you mean domainNames?',
      'certificates.none.domainNames[0]: no domain name is given: a certificate needs at least one',
      'certificates.a/b: the name is at fault; expected: letters, digits and . * _ -, the first one a letter, a digit or *',
      expect.stringMatching(/^certificates\.x+.*: the name is at fault; expected: at most 128 characters$/),
      'tokenSecret: unknown key; allowed: alertEmail, acmeContact, termsOfServiceAgreed, certificateAuthority, encryptionKeyArn, allowPrivateOrigins, regions, certificateAuthorities, tags, dnscale, dns, schedule, certificates',
    ]);
  });

  it('fails with the number of faults and the name of the file in the first line', () => {
    expect(() => validateConfig({}, 'other.config.ts')).toThrow(
      /^other\.config\.ts has 2 faults; nothing is deployed until it is mended:\n/,
    );
  });

  it.each([
    ['nothing', undefined, 'configuration: missing; expected: an object with alertEmail, '],
    ['a list', [], 'configuration: given []; expected: an object with alertEmail, '],
    ['a text', 'x', 'configuration: given "x"; expected: an object with alertEmail, '],
  ])('fails for %s in place of a configuration', (_, input, fault) => {
    expect(faultsOf(input)).toEqual([expect.stringContaining(fault)]);
  });

  it('takes a renewer without certificates of its own', () => {
    const { certificates: _, ...renewer } = MINIMAL;

    expect(validateConfig(renewer, 'renewer.config.ts').certificates).toEqual([]);
  });

  it('fails for a list of certificates with the text to put in its place, names kept', () => {
    const certificates = [
      { domainNames: ['Example.com.', '*.example.com'], regions: ['eu-central-1'] },
      { certificateName: 'shop', domainNames: ["it's.example.com"], dnscale: { ttl: 60 } },
      'www.example.com',
    ];

    expect(() => validateConfig({ ...MINIMAL, certificates }, 'renewer.config.ts')).toThrow(
      [
        '  certificates: given a list; each certificate now has its name in front. Put this in its place:',
        '    certificates: {',
        "      'example.com': { domainNames: ['Example.com.', '*.example.com'], regions: ['eu-central-1'] },",
        "      'shop': { domainNames: ['it\\'s.example.com'], dnscale: { ttl: 60 } },",
        "      'certificate-3': {},",
        '    },',
        '  These are the names that they have had: under another one a certificate would be another, on an ARN of its own.',
      ].join('\n'),
    );
  });

  it('fails without control characters of the input in the message', () => {
    const [fault] = faultsOf({ ...MINIMAL, 'evil\u001b[31m': 1 });

    expect(fault).toMatch(/^evil \[31m: unknown key/);
  });
});
