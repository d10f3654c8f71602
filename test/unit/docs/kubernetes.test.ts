/**
 * What docs/kubernetes.md tells a cluster works on what a run writes: the page's ExternalSecret is applied as the operator
 * applies it.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import * as z from 'zod/mini';
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

const MANIFESTS: Record<string, unknown>[] = blocks('yaml').flatMap((text) =>
  parseAllDocuments(text).map((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS();
  }),
);

/** The one of this kind. */
function manifest(kind: string) {
  const found = MANIFESTS.filter((one) => one.kind === kind);
  expect(found).toHaveLength(1);
  return found[0] ?? {};
}

const EXTERNAL_SECRET = z.object({
  spec: z.object({
    data: z.array(
      z.strictObject({
        secretKey: z.string(),
        remoteRef: z.strictObject({ key: z.string(), property: z.string() }),
      }),
    ),
  }),
});

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

    const { data } = EXTERNAL_SECRET.parse(manifest('ExternalSecret')).spec;
    const made = new Map(
      data.map(({ secretKey, remoteRef: { key, property } }) => [
        secretKey,
        propertyOf(stored.get(key) ?? '{}', property),
      ]),
    );

    // What the API server demands of this type.
    expect([...made.keys()]).toEqual(['tls.crt', 'tls.key']);
    const [leaf, issuer] = String(made.get('tls.crt')).split(/(?<=-----END CERTIFICATE-----\n)/);
    expect(new X509Certificate(leaf ?? '').fingerprint256).toBe(new X509Certificate(leafPem).fingerprint256);
    expect(new X509Certificate(leaf ?? '').checkIssued(new X509Certificate(issuer ?? ''))).toBe(true);
    const key = createPrivateKey(String(made.get('tls.key')));
    expect(new X509Certificate(leaf ?? '').checkPrivateKey(key)).toBe(true);
  });

  it('has a store that the ExternalSecret names, with the role of the service account', () => {
    const metadata = { name: 'dnscale-certs', namespace: 'shop' };

    expect(MANIFESTS.map(({ kind }) => kind)).toEqual(['ServiceAccount', 'SecretStore', 'ExternalSecret']);
    expect(manifest('ServiceAccount')).toEqual({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: {
        ...metadata,
        annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/read-web-certificate' },
      },
    });
    const auth = { jwt: { serviceAccountRef: { name: 'dnscale-certs' } } };
    expect(manifest('SecretStore')).toEqual({
      apiVersion: 'external-secrets.io/v1',
      kind: 'SecretStore',
      metadata,
      spec: { provider: { aws: { service: 'SecretsManager', region: 'eu-central-1', auth } } },
    });
    expect(manifest('ExternalSecret')).toEqual({
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: { name: 'web-tls', namespace: 'shop' },
      spec: {
        refreshInterval: '1h0m0s',
        secretStoreRef: { kind: 'SecretStore', name: 'dnscale-certs' },
        target: { name: 'web-tls', creationPolicy: 'Owner', template: { type: 'kubernetes.io/tls' } },
        data: expect.any(Array),
      },
    });
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
