import { rootCertificates } from 'node:tls';
import { beforeAll, describe, expect, it } from 'vitest';
import { endsAtKnownRoot } from '../../../../functions/engine/certificate/known-root.ts';
import {
  createTestAuthority,
  issueTestCertificate,
  type TestAuthority,
  type TestCertificate,
} from '../../../support/certificates.ts';

let authority: TestAuthority;
let certificate: TestCertificate;

beforeAll(async () => {
  authority = await createTestAuthority({ name: 'Public' });
  certificate = await issueTestCertificate({ authority });
});

describe('endsAtKnownRoot', () => {
  it('knows a chain whose last certificate was signed by a root', () => {
    expect(endsAtKnownRoot(certificate.pem, [...rootCertificates.slice(0, 3), authority.rootPem])).toBe(true);
  });

  it('knows a chain that holds the root itself', () => {
    expect(endsAtKnownRoot(certificate.pem + authority.rootPem, [authority.rootPem])).toBe(true);
  });

  it('knows a chain with something behind the certificate that a root has signed', async () => {
    const another = await createTestAuthority();

    expect(endsAtKnownRoot(certificate.pem + another.rootPem, [authority.rootPem])).toBe(true);
  });

  it('does not know a root that is not among them', () => {
    expect(endsAtKnownRoot(certificate.pem, rootCertificates)).toBe(false);
    expect(endsAtKnownRoot(certificate.pem + authority.rootPem, [])).toBe(false);
  });

  it('does not know another root of the same name', async () => {
    const impostor = await createTestAuthority({ name: 'Public' });

    expect(endsAtKnownRoot(certificate.pem, [impostor.rootPem])).toBe(false);
  });

  it('does not know a leaf that another CA has signed, before a chain that ends at a root', async () => {
    const forged = await issueTestCertificate({ authority: await createTestAuthority({ name: 'Public' }) });
    const { pem } = certificate;
    const chain = pem.slice(pem.indexOf('-----BEGIN', 1));

    expect(endsAtKnownRoot(forged.leafPem + chain, [authority.rootPem])).toBe(false);
  });
});
