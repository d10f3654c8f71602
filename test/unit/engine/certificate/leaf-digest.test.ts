import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { isSameLeaf, leafDigest } from '../../../../functions/engine/certificate/leaf-digest.ts';
import { issueTestCertificate } from '../../../support/certificates.ts';

const ours = (await issueTestCertificate()).leafPem;
/** The same names, another key. */
const theirs = (await issueTestCertificate()).leafPem;

describe('leafDigest', () => {
  it('is the SHA-256 of the DER, as openssl gives it', () => {
    const printed = execFileSync('openssl', ['x509', '-noout', '-fingerprint', '-sha256'], { input: ours });
    const [, fingerprint] = String(printed).trim().split('=');

    expect(leafDigest(ours)).toBe(fingerprint?.replaceAll(':', '').toLowerCase());
    expect(leafDigest(ours)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is undefined for what is no certificate', () => {
    expect(leafDigest('nonsense')).toBeUndefined();
  });
});

describe('isSameLeaf', () => {
  it.each([
    ['other line ends', ours.replaceAll('\n', '\r\n'), true],
    ['text around it', `subject=CN\n${ours}\n\n`, true],
    ['another certificate', theirs, false],
    ['no certificate', 'nonsense', false],
  ])('with %s is %s', (_, other, same) => {
    expect(isSameLeaf(other, ours)).toBe(same);
  });

  it('is false for two texts that are no certificates, though they are equal', () => {
    expect(isSameLeaf('nonsense', 'nonsense')).toBe(false);
  });
});
