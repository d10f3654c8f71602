/**
 * certbot and DNScale's plugin for it, both from PyPI, judge the DNScale emulator: they issue from Pebble through
 * it as they would from Let's Encrypt through DNScale.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Certbot, createCertbot } from '../../support/real-clients/certbot.ts';
import { type EngineWorld, startEngineWorld } from '../../support/world/engine-world.ts';

let world: EngineWorld;
let certbot: Certbot;

beforeAll(async () => {
  world = await startEngineWorld();
  world.dnscale.addZone('example.com');
});
afterAll(() => world?.stop());
afterEach(() => certbot?.stop());

async function aCertbot(token: string): Promise<void> {
  certbot = await createCertbot({
    apiUrl: world.dnscale.apiUrl,
    token,
    directoryUrl: world.pebble.directoryUrl,
    caCertificatePath: world.pebble.caCertificatePath,
    propagationSeconds: 1,
  });
}

describe('certbot with certbot-dns-dnscale', () => {
  it('gets a certificate for an apex and its wildcard, and leaves none of its TXT values', async () => {
    const { dnscale, pebble } = world;
    dnscale.addRecord('example.com', { name: '_acme-challenge', type: 'TXT', content: 'of another client' });
    await aCertbot(dnscale.addToken());

    const { fullchainPem, privateKeyPem } = await certbot.issue(['example.com', '*.example.com']);

    const leaf = new X509Certificate(fullchainPem);
    expect(leaf.subjectAltName?.split(', ').sort()).toEqual(['DNS:*.example.com', 'DNS:example.com']);
    expect(leaf.checkPrivateKey(createPrivateKey(privateKeyPem))).toBe(true);
    const [, issuerPem = ''] = fullchainPem.split(/(?=-----BEGIN CERTIFICATE-----)/);
    expect(leaf.verify(new X509Certificate(issuerPem).publicKey)).toBe(true);
    expect(pebble.output()).toContain('Issued certificate serial');
    expect(dnscale.txtValues('_acme-challenge.example.com')).toEqual(['of another client']);
    expect(dnscale.requests.map(({ method, status }) => `${method} ${status}`)).toEqual([
      ...['GET 200', 'POST 201', 'GET 200', 'POST 201'], // both values in one RRset
      ...['GET 200', 'DELETE 204', 'GET 200', 'DELETE 204'],
    ]);
  });

  it('fails, and says what DNScale answered, when the token may not write', async () => {
    await aCertbot(world.dnscale.addToken({ scopes: ['zones:read', 'records:read'] }));

    await expect(certbot.issue(['www.example.com'])).rejects.toThrow(
      /Failed to create TXT record: 403 .*the API key lacks the scope records:write/,
    );
  });
});
