import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../../functions/engine/config/definition-schema.ts';

const DEFINITION = {
  certificateName: 'example.com',
  domainNames: ['example.com', '*.example.com'],
  keyAlgorithm: 'EC_PRIME256V1',
  certificateAuthority: 'https://ca.example/directory',
  profile: 'tlsserver',
  regions: ['eu-central-1', 'us-gov-west-1'],
};

describe('parseDefinition', () => {
  it('takes a whole definition', () => {
    expect(parseDefinition(DEFINITION)).toEqual(DEFINITION);
  });

  it('takes a definition without a profile, and without regions for S3 only', () => {
    const { profile: _, ...rest } = DEFINITION;

    expect(parseDefinition({ ...rest, regions: [] })).toEqual({ ...rest, regions: [] });
  });

  it('makes domain names canonical', () => {
    const { domainNames } = parseDefinition({ ...DEFINITION, domainNames: ['WWW.Bücher.example.'] });

    expect(domainNames).toEqual(['www.xn--bcher-kva.example']);
  });

  it('keeps the root that is preferred', () => {
    expect(parseDefinition({ ...DEFINITION, preferredChain: 'Root X1' })).toEqual({
      ...DEFINITION,
      preferredChain: 'Root X1',
    });
  });

  it.each([
    [30, 30],
    // As CloudFormation gives it.
    ['30', 30],
    ['0', 0],
  ])('keeps an extra wait of %j', (extraWaitSeconds, expected) => {
    expect(parseDefinition({ ...DEFINITION, extraWaitSeconds })).toEqual({
      ...DEFINITION,
      extraWaitSeconds: expected,
    });
  });

  it.each([181, -1, 0.5, '181', '1e1', '', null])('fails for an extra wait of %j', (extraWaitSeconds) => {
    expect(() => parseDefinition({ ...DEFINITION, extraWaitSeconds })).toThrow(
      'a whole number from 0 to 180 (seconds)',
    );
  });

  it('leaves out what a newer release may have added', () => {
    expect(parseDefinition({ ...DEFINITION, mustStaple: true })).toEqual(DEFINITION);
  });

  it('fails with every fault in one message', () => {
    const faulty = {
      ...DEFINITION,
      domainNames: 'example.com',
      keyAlgorithm: 'RSA',
      regions: ['eu-central-1', 'eu-central-1'],
    };

    expect(() => parseDefinition(faulty)).toThrow(
      'The definition of the certificate example.com is not valid: ' +
        'domainNames: given "example.com"; expected: a list of domain names; ' +
        'keyAlgorithm: given "RSA"; expected: EC_PRIME256V1, EC_SECP384R1, RSA_2048, RSA_3072, RSA_4096; ' +
        'regions: given ["eu-central-1","eu-central-1"]; expected: every region once. ' +
        'Correct it in the configuration and deploy again.',
    );
  });

  it.each(['http://ca.example/directory', 'https://user:secret@ca.example/directory', 'letsencrypt', ''])(
    'fails for the certificate authority "%s"',
    (certificateAuthority) => {
      expect(() => parseDefinition({ ...DEFINITION, certificateAuthority })).toThrow(
        'expected: the https URL of an ACME directory',
      );
    },
  );

  it.each(['', '.', '..', 'a/b', '_wildcard.example.com', 'shop_wildcard', 'é', 'x'.repeat(129)])(
    'fails for the certificate name "%s"',
    (certificateName) => {
      expect(() => parseDefinition({ ...DEFINITION, certificateName })).toThrow('certificateName: given');
    },
  );

  it('fails for domain names that are no texts, even if they read like one', () => {
    expect(() => parseDefinition({ ...DEFINITION, domainNames: [['example.com'], null] })).toThrow(
      /domainNames\[0\]: .*; domainNames\[1\]: /,
    );
  });

  it.each([undefined, null, 'example.com', []])('fails for %j in place of a definition', (input) => {
    expect(() => parseDefinition(input)).toThrow(
      /^The definition of a certificate is not valid: .*expected: the definition of a certificate\./,
    );
  });
});
