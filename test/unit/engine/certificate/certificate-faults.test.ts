import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  findCertificateFaults,
  type ReceivedCertificate,
} from '../../../../functions/engine/certificate/certificate-faults.ts';
import {
  createTestAuthority,
  issueTestCertificate,
  NOW,
  type TestAuthority,
  type TestCertificate,
} from '../../../support/certificates.ts';

describe('findCertificateFaults', () => {
  let authority: TestAuthority;
  let good: TestCertificate;
  let stranger: TestCertificate;

  beforeAll(async () => {
    authority = await createTestAuthority({ name: 'Ours' });
    good = await issueTestCertificate({ authority });
    stranger = await issueTestCertificate({ authority: await createTestAuthority({ name: 'Theirs' }) });
  });

  it('finds none in what was asked for', () => {
    expect(faultsOf([good.leafPem, good.chainPems[0]], good)).toEqual([]);
  });

  it('finds none in a chain that goes up to the root', () => {
    expect(faultsOf([good.leafPem, ...good.chainPems], good)).toEqual([]);
  });

  it('finds a leaf made for another key', () => {
    expect(faultsOf([good.leafPem, good.chainPems[0]], stranger)).toEqual([
      'its public key does not belong to the private key',
    ]);
  });

  it('finds a private key that cannot be read, without a word of it', () => {
    expect(faultsOf([good.leafPem, good.chainPems[0]], { privateKeyPem: 'secret' })).toEqual([
      'the private key cannot be read',
    ]);
  });

  it('finds another key algorithm than was asked for', () => {
    expect(faultsOf([good.leafPem, good.chainPems[0]], good, { keyAlgorithm: 'RSA_2048' })).toEqual([
      'its key is EC_PRIME256V1, not RSA_2048 as requested',
    ]);
  });

  it('tells names that are missing, and names that were not asked for, from faults', () => {
    const asked = { domainNames: ['www.example.com', '*.example.com'] };

    expect(findingsOf([good.leafPem, good.chainPems[0]], good, asked)).toEqual({
      faults: [],
      missing: ['www.example.com', '*.example.com'],
      extra: ['example.com'],
    });
  });

  it('counts names that are no DNS names among those that were not asked for', async () => {
    const issued = await issueTestCertificate({ authority, ipAddresses: ['192.0.2.1'] });

    expect(findingsOf([issued.leafPem, issued.chainPems[0]], issued)).toEqual({
      faults: [],
      missing: [],
      extra: ['1 that are not DNS names'],
    });
  });

  it('finds an expired leaf', () => {
    const now = new Date('2027-02-21T05:00:00Z');

    expect(faultsOf([good.leafPem, good.chainPems[0]], good, { now })).toEqual([
      'it expired at 2027-02-21T05:00:00.000Z, now is 2027-02-21T05:00:00.000Z',
    ]);
  });

  it('finds an expired intermediate', async () => {
    const old = await createTestAuthority({ notAfter: new Date('2026-11-20T00:00:00Z') });
    const issued = await issueTestCertificate({ authority: old });

    expect(faultsOf([issued.leafPem, issued.chainPems[0]], issued)).toEqual([
      'chain certificate 1 is valid from 2025-11-23T06:00:00.000Z to 2026-11-20T00:00:00.000Z, ' +
        'now is 2026-11-23T06:00:00.000Z',
    ]);
  });

  it('finds that there is no chain', () => {
    expect(faultsOf([good.leafPem], good)).toEqual([
      'no chain came with it, at least one intermediate was expected',
    ]);
  });

  it('finds an unrelated chain', () => {
    expect(faultsOf([good.leafPem, stranger.chainPems[0]], good)).toEqual([
      'chain certificate 1 ("CN=Theirs Intermediate") did not issue the leaf, whose issuer is "CN=Ours Intermediate"',
    ]);
  });

  it('finds an issuer of the right name with another key', async () => {
    const impostor = await issueTestCertificate({ authority: await createTestAuthority({ name: 'Ours' }) });

    expect(faultsOf([good.leafPem, impostor.chainPems[0]], good)).toEqual([
      'chain certificate 1 ("CN=Ours Intermediate") did not issue the leaf, whose issuer is "CN=Ours Intermediate"',
    ]);
  });

  it('finds an issuer of the right key with another name', async () => {
    const renamed = await createTestAuthority({ name: 'Renamed', keys: authority.keys });
    const other = await issueTestCertificate({ authority: renamed });

    expect(faultsOf([good.leafPem, other.chainPems[0]], good)).toEqual([
      'chain certificate 1 ("CN=Renamed Intermediate") did not issue the leaf, whose issuer is "CN=Ours Intermediate"',
    ]);
  });

  it('finds an issuer that is no CA', async () => {
    const noAuthority = await createTestAuthority({ name: 'Leaf', isAuthority: false });
    const issued = await issueTestCertificate({ authority: noAuthority });

    expect(faultsOf([issued.leafPem, issued.chainPems[0]], issued)).toEqual([
      'chain certificate 1 ("CN=Leaf Intermediate") did not issue the leaf, whose issuer is "CN=Leaf Intermediate"',
    ]);
  });

  it('finds a chain in the wrong order', () => {
    const [intermediate, root] = good.chainPems;

    expect(faultsOf([good.leafPem, root, intermediate], good)).toEqual([
      'chain certificate 1 ("CN=Ours Root") did not issue the leaf, whose issuer is "CN=Ours Intermediate"',
      'chain certificate 2 ("CN=Ours Intermediate") did not issue chain certificate 1, whose issuer is "CN=Ours Root"',
    ]);
  });

  it('finds the leaf repeated in its chain', () => {
    expect(faultsOf([good.leafPem, good.leafPem, good.chainPems[0]], good)).toContain(
      'chain certificate 1 repeats an earlier one',
    );
  });

  it('finds a certificate twice in the chain', () => {
    const [intermediate, root] = good.chainPems;

    expect(faultsOf([good.leafPem, intermediate, root, root], good)).toEqual([
      'chain certificate 3 repeats an earlier one',
    ]);
  });

  it('finds a whole answer in reverse', () => {
    expect(faultsOf([good.chainPems[0], good.leafPem], good)).toEqual([
      'its public key does not belong to the private key',
      'the first certificate is a CA certificate, the leaf should come first',
      'chain certificate 1 ("CN=example.com") did not issue the leaf, whose issuer is "CN=Ours Root"',
    ]);
  });

  it('finds a leaf and a key that are larger than ACM takes', async () => {
    const domainNames = Array.from({ length: 110 }, (_, index) => `${index}.${'a'.repeat(60)}.`.repeat(4));
    const issued = await issueTestCertificate({ authority, domainNames });
    const privateKeyPem = `${issued.privateKeyPem}${'\n'.repeat(5_121 - issued.privateKeyPem.length)}`;

    expect(faultsOf([issued.leafPem, issued.chainPems[0]], { privateKeyPem }, { domainNames })).toEqual([
      expect.stringMatching(/^it has \d+ bytes of PEM, ACM takes 32768$/),
      'its key has 5121 bytes of PEM, ACM takes 5120',
    ]);
  });
});

function faultsOf(...received: Parameters<typeof findingsOf>): string[] {
  return findingsOf(...received).faults;
}

function findingsOf(
  pems: [string, ...string[]],
  { privateKeyPem }: { privateKeyPem: string },
  asked: Partial<ReceivedCertificate> = {},
) {
  const [leafPem, ...chainPems] = pems;
  return findCertificateFaults(
    new X509Certificate(leafPem),
    chainPems.map((pem) => new X509Certificate(pem)),
    {
      pem: pems.join(''),
      privateKeyPem,
      domainNames: ['example.com'],
      keyAlgorithm: 'EC_PRIME256V1',
      now: NOW,
      ...asked,
    },
  );
}
