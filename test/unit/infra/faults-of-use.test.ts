/** Certificates in places where they cannot be, and in the wrong hands. */
import { App, Aws, Stack, Token } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import {
  CertificateAuthority,
  type CertificateProps,
  CertificateRenewer,
  RenewedCertificate,
} from '../../../infra/index.ts';
import { NAMES } from './declare-certificate.ts';
import { startApp } from './synthesize.ts';

const HERE = { account: '111122223333', region: 'eu-west-1' };

/** A certificate in one stack, whose renewer is in another one. */
function declareAcross(renewerEnv: object, certificateEnv: object): RenewedCertificate {
  const app = new App();
  const renewer = CertificateRenewer.fromRenewerName(
    new Stack(app, 'Home', { env: renewerEnv }),
    'Renewer',
    'Certs',
  );
  return new RenewedCertificate(new Stack(app, 'Shop', { env: certificateEnv }), 'Web', {
    ...NAMES,
    renewer,
  });
}

describe('the renewer of a certificate', () => {
  it('fails in another region', () => {
    expect(declareAcross(HERE, { ...HERE, region: 'us-east-1' }).node.validate()).toEqual([
      "renewer: Home/Renewer is in eu-west-1, and this stack in us-east-1: declare the certificate in a stack in eu-west-1, with regions: ['us-east-1'], and pass the ARN on",
    ]);
  });

  it('fails in another account', () => {
    expect(declareAcross(HERE, { ...HERE, account: '222222222222' }).node.validate()).toEqual([
      "renewer: Home/Renewer is in the account 111122223333, and this stack in 222222222222: ACM's certificates serve their own account only, so give 222222222222 a renewer of its own",
    ]);
  });

  it.each([
    [HERE, HERE],
    [HERE, {}],
    [{ region: 'eu-west-1' }, HERE],
  ])('may be in %j for a certificate in %j', (renewerEnv, certificateEnv) => {
    expect(declareAcross(renewerEnv, certificateEnv).node.validate()).toEqual([]);
  });
});

describe('a request to a renewer of another stack of the app', () => {
  const KNOWN = 'https://acme-v02.api.letsencrypt.org/directory';
  const allowance = { regions: ['eu-west-1'], certificateAuthority: CertificateAuthority.LETS_ENCRYPT };

  function ask(props: Partial<CertificateProps>, renewerEnv: object = HERE): string[] {
    const app = startApp();
    const renewer = new CertificateRenewer(new Stack(app, 'Home', { env: renewerEnv }), 'Renewer', {
      alertEmail: 'ops@example.com',
      termsOfServiceAgreed: true,
      ...allowance,
      ...(renewerEnv !== HERE && { regions: [Aws.REGION] }),
    });
    const stack = new Stack(app, 'Shop', { env: renewerEnv });
    return new RenewedCertificate(stack, 'Web', { ...NAMES, renewer, ...props }).node.validate();
  }

  it('fails for regions and CAs that the renewer does not allow, in the words of the deployment', () => {
    const certificateAuthority = CertificateAuthority.of('https://ca.internal/directory');

    expect(ask({ regions: ['eu-west-1', 'us-east-1', 'us-west-2'], certificateAuthority })).toEqual([
      `renewer: Home/Renewer does not allow the region us-east-1 (it allows eu-west-1) and the region us-west-2 (it allows eu-west-1) and the CA https://ca.internal/directory (it allows ${KNOWN}). ` +
        'Ask for something else, or add it to `regions` or `certificateAuthorities` of the renewer and deploy that first.',
    ]);
  });

  it('is let through where synth does not know: the deployment says it', () => {
    const text = Token.asString({ Ref: 'Authority' });

    expect(ask({ certificateAuthority: CertificateAuthority.of(text) })).toEqual([]);
    expect(ask({ regions: ['us-east-1'] }, {})).toEqual([]);
  });
});
