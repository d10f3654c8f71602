import { createHash, X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ReceivedCertificate } from '../../../../functions/engine/certificate/certificate-faults.ts';
import { checkCertificate } from '../../../../functions/engine/certificate/check-certificate.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import { issueTestCertificate, NOW, type TestCertificate } from '../../../support/certificates.ts';

const der = (pem: string) => Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64');

describe('checkCertificate', () => {
  let issued: TestCertificate;

  beforeAll(async () => {
    issued = await issueTestCertificate({
      domainNames: ['*.example.com', 'example.com'],
      serialNumber: '0afb3c',
    });
  });

  it('gives the facts of the leaf, its names in the order they were asked for', () => {
    expect(checkCertificate(aRequest(issued)).facts).toEqual({
      serial: '0afb3c',
      // Of the DER, as `openssl x509 -fingerprint -sha256` has it.
      sha256: createHash('sha256').update(der(issued.leafPem)).digest('hex'),
      domainNames: ['example.com', '*.example.com'],
      notBefore: new Date('2026-11-23T05:00:00Z'),
      notAfter: new Date('2027-02-21T05:00:00Z'),
      // The serial number's part is fixed; the issuer is made anew for each run (cert-id.test.ts has a whole one).
      certId: expect.stringMatching(/^[\w-]{27}\.Cvs8$/),
      keyUsage: ['digitalSignature'],
    });
  });

  it.each(['EC_PRIME256V1', 'EC_SECP384R1', 'RSA_2048'] as const)('takes a key %s', async (keyAlgorithm) => {
    const other = await issueTestCertificate({ keyAlgorithm });

    const { files } = checkCertificate(aRequest(other, { keyAlgorithm, domainNames: ['example.com'] }));

    expect(files.privateKeyPem).toBe(other.privateKeyPem);
  });

  it('puts leaf, chain and key into files of their own', () => {
    const [intermediate, root] = issued.chainPems;

    const { files } = checkCertificate(aRequest(issued, { pem: issued.leafPem + intermediate + root }));

    expect(files).toEqual({
      privateKeyPem: issued.privateKeyPem,
      certificatePem: issued.leafPem,
      chainPem: intermediate + root,
    });
  });

  it('writes the same files whatever line ends the CA used', () => {
    const { files } = checkCertificate(aRequest(issued, { pem: issued.pem.replaceAll('\n', '\r\n') }));

    expect(files.certificatePem).toBe(issued.leafPem);
  });

  it('fails with all faults in one message, for the next run', () => {
    const request = aRequest(issued, { domainNames: ['www.example.com'], keyAlgorithm: 'RSA_2048' });

    const error = errorOf(request);

    expect(error).toMatchObject({
      code: 'acme-unavailable',
      disposition: 'next-run',
      subject: 'www.example.com',
    });
    expect(error.message).toMatch(/not RSA_2048 as requested; .*lacks the requested www\.example\.com\. /);
  });

  it('takes a certificate with more names, and tells of them', () => {
    const { facts, extraNames } = checkCertificate(aRequest(issued, { domainNames: ['example.com'] }));

    expect(facts.domainNames).toEqual(['example.com']);
    expect(extraNames).toEqual(['*.example.com']);
  });

  it('tells of none where there are none', () => {
    expect(checkCertificate(aRequest(issued)).extraNames).toEqual([]);
  });

  it('fails for a person when it lacks a name and is in order otherwise', () => {
    const error = errorOf(aRequest(issued, { domainNames: ['example.com', 'www.example.com'] }));

    expect(error).toMatchObject({
      code: 'names-missing',
      disposition: 'person',
      subject: 'www.example.com',
    });
  });

  it('fails until its validity begins, even by a second', () => {
    expect(errorOf(aRequest(issued, { now: new Date('2026-11-23T04:59:59Z') }))).toMatchObject({
      code: 'acme-unavailable',
      disposition: 'not-before',
      retryAt: new Date('2026-11-23T05:00:00Z'),
    });
  });

  it('fails for a day at most when its validity begins later than that', () => {
    expect(errorOf(aRequest(issued, { now: new Date('2026-11-20T00:00:00Z') }))).toMatchObject({
      disposition: 'not-before',
      retryAt: new Date('2026-11-21T00:00:00Z'),
    });
  });

  it('fails for the next run when a validity to come is not the only fault', () => {
    const request = aRequest(issued, { now: new Date('2026-11-23T04:00:00Z'), pem: issued.leafPem });

    const error = errorOf(request);

    expect(error).toMatchObject({ disposition: 'next-run', retryAt: undefined });
    expect(error.message).toMatch(
      /no chain came with it.*; it is not valid before 2026-11-23T05:00:00\.000Z/,
    );
  });

  it('fails on a PEM block that holds no certificate', () => {
    const pem = '-----BEGIN CERTIFICATE-----\nTUlJQg==\n-----END CERTIFICATE-----\n';

    expect(errorOf(aRequest(issued, { pem }))).toMatchObject({
      code: 'acme-unavailable',
      disposition: 'next-run',
    });
  });

  it('fails on a leaf in which any one bit was changed', () => {
    const leaf = new X509Certificate(issued.leafPem).raw;

    fc.assert(
      fc.property(fc.nat(leaf.length - 1), fc.nat(7), (position, bit) => {
        const changed = Buffer.from(leaf);
        changed.writeUInt8(leaf.readUInt8(position) ^ (1 << bit), position);

        return (
          errorOf(aRequest(issued, { pem: asPem(changed) + issued.chainPems[0] })) instanceof RenewerError
        );
      }),
      { numRuns: 500 },
    );
  });

  it('fails without the private key in its message', () => {
    const error = errorOf(aRequest(issued, { pem: issued.leafPem, domainNames: [] }));

    const keyLines = issued.privateKeyPem.split('\n').filter((line) => line.length > 20);
    expect(keyLines.filter((line) => error.message.includes(line))).toEqual([]);
  });
});

function aRequest(
  { pem, privateKeyPem }: TestCertificate,
  changes: Partial<ReceivedCertificate> = {},
): ReceivedCertificate {
  return {
    pem,
    privateKeyPem,
    domainNames: ['example.com', '*.example.com'],
    keyAlgorithm: 'EC_PRIME256V1',
    now: NOW,
    ...changes,
  };
}

function errorOf(request: ReceivedCertificate): RenewerError {
  try {
    checkCertificate(request);
  } catch (thrown) {
    if (thrown instanceof RenewerError) return thrown;
    throw new Error('thrown was something else than a RenewerError', { cause: thrown });
  }
  throw new Error('nothing was thrown');
}

function asPem(der: Buffer): string {
  return `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;
}
