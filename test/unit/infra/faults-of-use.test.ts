/** Certificates in places where they cannot be, and in the wrong hands. */
import { App, Stack } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { CertificateRenewer, RenewedCertificate } from '../../../infra/index.ts';
import { NAMES } from './declare-certificate.ts';

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
