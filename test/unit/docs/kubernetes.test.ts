/**
 * What docs/kubernetes.md tells a cluster works on what a run writes: the page's ExternalSecret is applied as the operator
 * applies it.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { certificateSecretName } from '../../../functions/aws/secret-names.ts';
import { secretValue } from '../../../functions/aws/secret-value.ts';
import { issueTestCertificate } from '../../support/certificates.ts';
import { matches } from '../../support/world/acm/access.ts';

const PAGE = readFileSync(new URL('../../../docs/kubernetes.md', import.meta.url), 'utf8');

function blocks(language: string): string[] {
  return [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(
    ([, text = '']) => text,
  );
}

/** The part of the page's YAML that has this kind. */
function manifest(kind: string): string {
  const found = blocks('yaml')
    .flatMap((text) => text.split(/^---\n/m))
    .filter((text) => text.includes(`\nkind: ${kind}\n`));
  expect(found).toHaveLength(1);
  return found[0] ?? '';
}

type Entry = { secretKey: string; key: string; property: string };

const ENTRY = / {4}- secretKey: (\S+)\n {6}remoteRef:\n {8}key: (\S+)\n {8}property: (\S+)\n/g;

/** `spec.data`: it is at the end of the manifest, and nothing else is in it. */
function dataOf(text: string): Entry[] {
  const [, data = ''] = text.split('\n  data:\n');
  const found = [...data.matchAll(ENTRY)];
  expect(found.map(([whole]) => whole).join('')).toBe(data);
  return found.map(([, secretKey = '', key = '', property = '']) => ({ secretKey, key, property }));
}

/** As the operator's provider for AWS does: a name with a dot is a key where there is one, and else a path. */
function propertyOf(json: string, property: string): unknown {
  const object = JSON.parse(json);
  if (Object.hasOwn(object, property)) return object[property];
  return property.split('.').reduce((value, part) => value?.[part], object);
}

describe('docs/kubernetes.md', () => {
  it('has an ExternalSecret that makes a TLS secret of what a run writes', async () => {
    const { privateKeyPem, leafPem, chainPems } = await issueTestCertificate();
    const files = { privateKeyPem, certificatePem: leafPem, chainPem: chainPems[0] };
    const stored = new Map([['DnscaleCerts/certificates/web', secretValue(files, 'web')]]);

    const text = manifest('ExternalSecret');
    const made = new Map(
      dataOf(text).map(({ secretKey, key, property }) => [
        secretKey,
        propertyOf(stored.get(key) ?? '{}', property),
      ]),
    );

    expect(text).toContain('\n    template:\n      type: kubernetes.io/tls\n');
    expect(text).toMatch(/^apiVersion: external-secrets\.io\/v1\n/);
    // What the API server demands of this type.
    expect([...made.keys()]).toEqual(['tls.crt', 'tls.key']);
    const [leaf, issuer] = String(made.get('tls.crt')).split(/(?<=-----END CERTIFICATE-----\n)/);
    expect(new X509Certificate(leaf ?? '').fingerprint256).toBe(new X509Certificate(leafPem).fingerprint256);
    expect(new X509Certificate(leaf ?? '').checkIssued(new X509Certificate(issuer ?? ''))).toBe(true);
    const key = createPrivateKey(String(made.get('tls.key')));
    expect(new X509Certificate(leaf ?? '').checkPrivateKey(key)).toBe(true);
  });

  it('has a store that the ExternalSecret names, with the role of the service account', () => {
    for (const kind of ['ServiceAccount', 'SecretStore', 'ExternalSecret'])
      expect(manifest(kind)).toContain('\n  namespace: shop\n');
    expect(manifest('SecretStore')).toContain(
      '          serviceAccountRef:\n            name: dnscale-certs\n',
    );
    expect(manifest('ExternalSecret')).toContain('    kind: SecretStore\n    name: dnscale-certs\n');
    expect(blocks('json').join()).toContain('"system:serviceaccount:shop:dnscale-certs"');
  });

  it('names the secret as a run does', () => {
    expect(certificateSecretName('DnscaleCerts', 'web')).toBe('DnscaleCerts/certificates/web');
    expect(certificateSecretName('DnscaleCerts', '*.example.com')).toBe(
      'DnscaleCerts/certificates/_wildcard.example.com',
    );
  });

  it.each([
    ['this certificate', 'DnscaleCerts/certificates/web-AbCdEf', true],
    ['a certificate whose name goes on', 'DnscaleCerts/certificates/web-server-AbCdEf', false],
    ['another certificate', 'DnscaleCerts/certificates/mail-AbCdEf', false],
    ['an account key', 'DnscaleCerts/acme-account/ca.test/dir-AbCdEf', false],
  ])('lets the role read the secret of %s: %s, %s', (_, name, isAllowed) => {
    const policies = blocks('json').map((text) => JSON.parse(text).Statement[0]);
    const { Resource, Action } = policies.find(({ Resource }) => Resource !== undefined);

    expect(Action).toEqual(['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret']);
    expect(matches(Resource, `arn:aws:secretsmanager:eu-central-1:111122223333:secret:${name}`)).toBe(
      isAllowed,
    );
  });
});
