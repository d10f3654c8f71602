/** `init` for another CA than Let's Encrypt: what is asked, written, and typed next. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stackLines } from '../../../../cli/init/project.ts';
import { wireInit } from '../../../../cli/init/wiring.ts';
import { CERTIFICATE_AUTHORITIES } from '../../../../functions/engine/config/defaults.ts';
import { CertificateAuthority } from '../../../../infra/index.ts';
import { useInit } from './init-world.ts';

const GIVEN = { domain: ['example.com'], email: 'ops@example.com', acceptTos: true };
const GOOGLE = 'https://dv.acme-v02.api.pki.goog/directory';
const ZEROSSL = 'https://acme.zerossl.com/v2/DV90';
const OWN = 'https://ca.example.com/acme/directory';

const world = useInit();
const { init } = world;
const appSource = () => readFile(join(world.folder, 'app/app.js'), 'utf8');

describe('runInit with --server', () => {
  it('writes an app whose certificates are of that CA, and has its external account stored first', async () => {
    const { stdout } = await init({ ...GIVEN, directory: GOOGLE, region: ['eu-west-1'] });

    expect(
      await appSource(),
    ).toContain(`import { CertificateAuthority, CertificateRenewer } from 'dnscale-certs';

const { CDK_DEFAULT_ACCOUNT: account } = process.env;
const region = 'eu-west-1';
const stack = new Stack(new App(), 'DnscaleCerts', { env: { account, region } });

// From Google alone. It wants an external account, stored before the deployment:
// https://github.com/dnscale/dnscale-certs/blob/main/docs/guides/another-ca.md
const renewer = new CertificateRenewer(stack, 'Renewer', {
  alertEmail: 'ops@example.com',
  certificateAuthority: CertificateAuthority.GOOGLE,
  // Google's: named in https://dv.acme-v02.api.pki.goog/directory
  termsOfServiceAgreed: true,
});
`);
    expect(stdout).toMatch(
      /\n {7}npx dnscale-certs doctor -d example\.com --server google\n.*token set --region eu-west-1\n/,
    );
    expect(stdout).toContain(`--region eu-west-1
       (umask 077 && cat > external-account.json)   # as JSON: keyId, hmacKey
       aws secretsmanager create-secret --region eu-west-1 --secret-string file://external-account.json --name Certs/of/dv.acme-v02.api.pki.goog
       rm external-account.json
       npx cdk bootstrap   # once per account and region
`);
  });

  it('names the secret as the renewer of the app reads it', () => {
    expect(wireInit({}).externalAccountSecret(GOOGLE)).toBe(
      'DnscaleCerts/external-account/dv.acme-v02.api.pki.goog/directory',
    );
  });

  it('gives ZeroSSL the address without which it makes no account', async () => {
    await init({ ...GIVEN, directory: ZEROSSL });

    expect(await appSource()).toContain(`  certificateAuthority: CertificateAuthority.ZEROSSL,
  acmeContact: 'ops@example.com', // it makes no account without one
`);
  });

  it("takes a CA of one's own, for names that no public CA certifies", async () => {
    const { stdout } = await init({ ...GIVEN, domain: ['printer.local'], directory: OWN });

    expect(await appSource()).toContain(`// From this CA alone. For others, and what they need:
// https://github.com/dnscale/dnscale-certs/blob/main/docs/guides/another-ca.md
const renewer = new CertificateRenewer(stack, 'Renewer', {
  alertEmail: 'ops@example.com',
  certificateAuthority: CertificateAuthority.of("https://ca.example.com/acme/directory"),
  // This CA's: named in https://ca.example.com/acme/directory
  termsOfServiceAgreed: true,
});
`);
    expect(stdout).not.toContain('external-account');
  });

  it('has doctor ask that CA', async () => {
    const { asked } = await init(
      { ...GIVEN, directory: OWN },
      { environment: { DNSCALE_API_TOKEN: 'dnscale_live_1' } },
    );

    expect(asked).toEqual([{ examined: ['example.com'], by: 'dnscale_live_1', at: OWN }]);
  });

  it('asks for agreement to the terms of that CA', async () => {
    const { acceptTos: _, ...given } = { ...GIVEN, directory: GOOGLE };

    const { stderr } = await init(
      { ...given, ownStack: true, region: ['eu-west-1'] },
      { answers: ['y', ''] },
    );

    expect(stderr).toContain(
      'Google’s terms of service are named in https://dv.acme-v02.api.pki.goog/directory.\nDo you agree to them? [y/N] ',
    );
    await expect(init(given)).rejects.toMatchObject({
      message: expect.stringContaining(
        '--accept-tos (Google’s terms of service: named in https://dv.acme-v02.api.pki.goog/directory)',
      ),
    });
  });

  it('stores no external account for a stack that is there, whose name it does not know', async () => {
    const { stdout } = await init({ ...GIVEN, directory: GOOGLE, ownStack: true });

    expect(stdout).toContain("import { CertificateAuthority, CertificateRenewer } from 'dnscale-certs';\n");
    expect(stdout).not.toContain('create-secret');
  });

  it.each(Object.entries(CERTIFICATE_AUTHORITIES))('names %s as the constructs do', (_, directoryUrl) => {
    const lines = stackLines({
      domainNames: ['example.com'],
      alertEmail: 'ops@example.com',
      regions: [],
      isOwnStack: true,
      directoryUrl,
    });

    const [, constant] = /CertificateAuthority\.([A-Z_]+),/.exec(lines) ?? [undefined, 'LETS_ENCRYPT'];
    expect(CertificateAuthority).toHaveProperty(`${constant}.directoryUrl`, directoryUrl);
  });
});
