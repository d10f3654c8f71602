/** Revoking at Pebble, which tells a certificate's status by its serial number, and at a CA that refuses. */
import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCertificateKey } from '../../../functions/acme/keys.ts';
import type { KeyAlgorithm } from '../../../functions/engine/config/definition.ts';
import type { AcmeServer, RevocationReason } from '../../../functions/engine/ports/acme.ts';
import { HURRIED_CLOCK, startScriptedCa } from '../../support/scripted-ca.ts';
import { type AcmeWorld, aDeadline, startAcmeWorld } from './acme-world.ts';

let world: AcmeWorld;
beforeAll(async () => {
  world = await startAcmeWorld();
});
afterAll(() => world?.stop());

const neverRead = () => Promise.reject(new Error('the private key was read'));

/** A certificate of a name of its own, with its key. */
async function aCertificate(acme: AcmeServer, keyAlgorithm: KeyAlgorithm = 'EC_PRIME256V1') {
  names += 1;
  const privateKeyPem = await createCertificateKey(keyAlgorithm);
  const certificatePem = await world.issue(acme, [`revoked-${names}.example`], keyAlgorithm, privateKeyPem);
  return { certificatePem, privateKeyPem, readPrivateKey: async () => privateKeyPem };
}
let names = 0;

describe('revokeCertificate, with Pebble', () => {
  it.each<[RevocationReason, number]>([
    ['unspecified', 0],
    ['superseded', 4],
    ['cessationOfOperation', 5],
  ])('revokes as our account, without reading the private key: %s is %i', async (reason, code) => {
    const acme = world.acmeServer();
    const { certificatePem } = await aCertificate(acme);
    expect(await world.status(certificatePem)).toEqual({ status: 'Valid' });

    await acme.revokeCertificate({ certificatePem, reason, readPrivateKey: neverRead }, aDeadline());

    expect(await world.status(certificatePem)).toEqual({ status: 'Revoked', reason: code });
  });

  it.each<KeyAlgorithm>(['EC_PRIME256V1', 'EC_SECP384R1', 'RSA_2048'])(
    'shows the CA a leaked key of %s by signing with it, so that no account is needed',
    async (keyAlgorithm) => {
      const { certificatePem, readPrivateKey } = await aCertificate(world.acmeServer(), keyAlgorithm);
      const stranger = world.acmeServer({
        loadAccountKey: () => Promise.reject(new Error('the account key was read')),
      });

      await stranger.revokeCertificate(
        { certificatePem, reason: 'keyCompromise', readPrivateKey },
        aDeadline(),
      );

      expect(await world.status(certificatePem)).toEqual({ status: 'Revoked', reason: 1 });
    },
  );

  it('revokes as the account when the leaked key is gone from the archive', async () => {
    const acme = world.acmeServer();
    const { certificatePem } = await aCertificate(acme);

    const request = {
      certificatePem,
      reason: 'keyCompromise' as const,
      readPrivateKey: async () => undefined,
    };
    await acme.revokeCertificate(request, aDeadline());

    expect(await world.status(certificatePem)).toEqual({ status: 'Revoked', reason: 1 });
  });

  it('signs with the certificate’s own key when the account that issued it is gone', async () => {
    const { certificatePem, readPrivateKey } = await aCertificate(world.acmeServer());
    const newAccount = world.acmeServer();

    await newAccount.revokeCertificate({ certificatePem, reason: 'superseded', readPrivateKey }, aDeadline());

    expect(await world.status(certificatePem)).toEqual({ status: 'Revoked', reason: 4 });
  });

  it('is done when it was revoked before, by whomever', async () => {
    const acme = world.acmeServer();
    const { certificatePem, readPrivateKey } = await aCertificate(acme);
    const request = { certificatePem, reason: 'superseded' as const, readPrivateKey };
    await acme.revokeCertificate(request, aDeadline());

    await acme.revokeCertificate(request, aDeadline());
    await acme.revokeCertificate({ ...request, reason: 'keyCompromise' }, aDeadline());

    expect(await world.status(certificatePem)).toEqual({ status: 'Revoked', reason: 4 });
  });

  it('fails for a certificate of another account whose key is gone, in the words of the CA and without a secret', async () => {
    const { certificatePem, privateKeyPem } = await aCertificate(world.acmeServer());
    const serial = new X509Certificate(certificatePem).serialNumber.toLowerCase();
    const request = { certificatePem, reason: 'superseded' as const, readPrivateKey: async () => undefined };

    const failure = await world
      .acmeServer()
      .revokeCertificate(request, aDeadline())
      .catch((thrown) => thrown);

    expect(failure).toMatchObject({ code: 'revocation-refused', disposition: 'person', subject: serial });
    expect(failure.message).toContain(
      `did not revoke the certificate with the serial ${serial}: The certificate being revoked is not associated with account`,
    );
    expect(JSON.stringify(failure)).not.toContain(privateKeyPem.split('\n')[1]);
    expect(await world.status(certificatePem)).toEqual({ status: 'Valid' });
  });
});

describe('revokeCertificate, at a CA that does not do it', () => {
  it('fails for a reason that the CA does not take, and says how to ask again', async () => {
    const ca = await startScriptedCa();
    const { certificatePem, readPrivateKey } = await aCertificate(world.acmeServer());
    ca.replies.set('/revoke-cert', {
      status: 400,
      body: { type: 'urn:ietf:params:acme:error:badRevocationReason', detail: 'Reason 4 is not allowed' },
    });
    const acme = ca.acmeServer({ clock: HURRIED_CLOCK });

    const request = { certificatePem, reason: 'superseded' as const, readPrivateKey };
    await expect(acme.revokeCertificate(request, aDeadline())).rejects.toMatchObject({
      code: 'revocation-refused',
      disposition: 'person',
      message: expect.stringMatching(
        /: Reason 4 is not allowed \(badRevocationReason\)\. It stays valid\. Ask for it again with another reason/,
      ),
    });
    await ca.stop();
  });

  it('fails where the directory has no address for it, and asks nothing', async () => {
    const ca = await startScriptedCa();
    const { certificatePem, readPrivateKey } = await aCertificate(world.acmeServer());
    const directory = { newNonce: 'new-nonce', newAccount: 'new-account', newOrder: 'new-order' };
    ca.replies.set('/directory', {
      body: Object.fromEntries(Object.entries(directory).map(([name, path]) => [name, `${ca.url}/${path}`])),
    });

    const request = { certificatePem, reason: 'superseded' as const, readPrivateKey };
    await expect(ca.acmeServer().revokeCertificate(request, aDeadline())).rejects.toMatchObject({
      code: 'revocation-refused',
      message: expect.stringContaining('has no address for revocations (revokeCert)'),
    });
    expect(ca.requests).toEqual(['GET /directory']);
    await ca.stop();
  });
});
