import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createAccountKey, createCertificateKey, readAccountKey } from '../../../functions/acme/keys.ts';
import { DIRECTORY_URL } from '../../support/builders.ts';

/** What people and `openssl ecparam -genkey` put around a key. */
const FORMS: [string, (pem: string) => string][] = [
  ['nothing around it', (pem) => pem],
  ['a block EC PARAMETERS before it', (pem) => `${EC_PARAMETERS}${pem}`],
  ['a byte order mark', (pem) => `\ufeff${pem}`],
  ['a byte order mark and EC PARAMETERS', (pem) => `\ufeff${EC_PARAMETERS}${pem}`],
  ['a blank first line', (pem) => `\n  \n${pem}`],
  ['text before and after it', (pem) => `Account of ops, 2026-01\nsubject: certs\n${pem}\nend of file`],
  ['the line ends of Windows', (pem) => pem.replaceAll('\n', '\r\n')],
  ['an indentation', (pem) => pem.replaceAll(/^(?=.)/gm, '  ')],
];

const EC_PARAMETERS = '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n';
const PKCS8 = { type: 'pkcs8', format: 'pem' } as const;

describe('createAccountKey', () => {
  it('makes a P-256 key in PKCS#8 PEM, another each time', () => {
    const pem = createAccountKey();

    expect(pem).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(createPrivateKey(pem).asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
    expect(createAccountKey()).not.toBe(pem);
  });
});

describe('createCertificateKey', () => {
  it.each([
    ['EC_PRIME256V1', { namedCurve: 'prime256v1' }],
    ['EC_SECP384R1', { namedCurve: 'secp384r1' }],
    ['RSA_2048', { modulusLength: 2048 }],
    ['RSA_3072', { modulusLength: 3072 }],
    ['RSA_4096', { modulusLength: 4096 }],
  ] as const)(
    'makes %s in PKCS#8 PEM',
    async (keyAlgorithm, details) => {
      const pem = await createCertificateKey(keyAlgorithm);

      expect(pem).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
      expect(createPrivateKey(pem).asymmetricKeyDetails).toMatchObject(details);
    },
    30_000,
  );
});

describe('readAccountKey', () => {
  it('reads P-256, P-384 and RSA, and gives PKCS#8', () => {
    const keys = [
      createAccountKey(),
      generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export(PKCS8).toString(),
      generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(PKCS8).toString(),
    ];

    for (const key of keys) expect(readAccountKey(key, DIRECTORY_URL)).toBe(key);
  });

  it.each(FORMS)('reads a key with %s as the same key', (_what, wrap) => {
    const key = createPrivateKey(createAccountKey());
    const stored = wrap(key.export({ type: 'sec1', format: 'pem' }).toString());

    expect(readAccountKey(stored, DIRECTORY_URL)).toBe(key.export(PKCS8).toString());
  });

  it.each([
    ['nothing', ''],
    ['a text', 'MARKER-not-a-key'],
    ['secp256k1', generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey.export(PKCS8).toString()],
    ['Ed25519', generateKeyPairSync('ed25519').privateKey.export(PKCS8).toString()],
    [
      'RSA of 1024 bits',
      generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export(PKCS8).toString(),
    ],
  ])('fails for %s and does not quote it', (_what, keyPem) => {
    expect(() => readAccountKey(keyPem, DIRECTORY_URL)).toThrow(
      expect.objectContaining({
        code: 'acme-account',
        disposition: 'person',
        subject: 'ca.test',
        cause: undefined,
      }),
    );
    expect(() => readAccountKey(keyPem, DIRECTORY_URL)).not.toThrow(/MARKER|BEGIN/);
  });
});
