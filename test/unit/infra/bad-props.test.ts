/** What TypeScript refuses and JavaScript lets through: keys that do not exist, things of the wrong kind, nothing at all. */
import { Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  type CertificateProps,
  CertificateRenewer,
  type CertificateRenewerProps,
  RenewedCertificate,
} from '../../../infra/index.ts';
import { NAMES } from './declare-certificate.ts';
import { startApp } from './synthesize.ts';

const REQUIRED = { alertEmail: 'ops@example.com', termsOfServiceAgreed: true };

let stack: Stack;

beforeEach(() => {
  stack = new Stack(startApp(), 'Shop', { env: { account: '111122223333', region: 'eu-west-1' } });
});

/** As a JavaScript app gives them. */
function renewerWith(props: unknown): string[] {
  return new CertificateRenewer(stack, 'Renewer', props as CertificateRenewerProps).node.validate();
}

function certificateWith(props: unknown): string[] {
  const renewer = CertificateRenewer.fromRenewerName(stack, 'Imported', 'Certs');
  return renewer.addCertificate('Web', props as CertificateProps).node.validate();
}

describe('an unknown prop', () => {
  it('of a renewer is a type error, and a fault that names the nearest one', () => {
    const renewer = new CertificateRenewer(stack, 'Renewer', {
      ...REQUIRED,
      // @ts-expect-error: there is no such prop
      alertMail: 'ops@example.com',
    });

    expect(renewer.node.validate()).toEqual(['alertMail: unknown key; did you mean alertEmail?']);
  });

  it('of its options is one too', () => {
    const renewer = new CertificateRenewer(stack, 'Renewer', {
      ...REQUIRED,
      // @ts-expect-error: there is no such option
      dnscale: { ttl: 300 },
      // @ts-expect-error: there is no such option
      dns: { resolver: ['192.0.2.1:53'] },
    });

    expect(renewer.node.validate()).toEqual([
      'dnscale.ttl: unknown key; did you mean ttlSeconds?',
      'dns.resolver: unknown key; did you mean resolvers?',
    ]);
  });

  it('of a certificate is one too', () => {
    const renewer = CertificateRenewer.fromRenewerName(stack, 'Imported', 'Certs');
    const certificate = renewer.addCertificate('Web', {
      ...NAMES,
      // @ts-expect-error: there is no such prop
      region: ['eu-west-1'],
    });

    expect(certificate.node.validate()).toEqual(['region: unknown key; did you mean regions?']);
  });

  it('of what is known of another stack’s renewer is one too', () => {
    const renewer = CertificateRenewer.fromRenewerAttributes(stack, 'Imported', {
      renewerName: 'Certs',
      // @ts-expect-error: there is no such attribute
      encryptionKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1234',
    });

    expect(renewer.node.validate()).toEqual(['encryptionKeyArn: unknown key; did you mean encryptionKey?']);
  });

  it('with no near one tells which there are', () => {
    const [fault] = certificateWith({ ...NAMES, zone: 'example.com' });

    expect(fault).toMatch(/^zone: unknown key; allowed: domainNames, certificateName, /);
  });
});

describe('a thing of the wrong kind', () => {
  it('is a fault for every prop of a renewer, all told at once', () => {
    const circular: Record<string, unknown> = {};
    circular.itself = circular;
    const wrong: Record<keyof CertificateRenewerProps, unknown> = {
      termsOfServiceAgreed: 'yes',
      alertEmail: 5,
      renewerName: ['Certs'],
      acmeContact: {},
      certificateAuthority: 'letsencrypt',
      certificateAuthorities: ['letsencrypt'],
      regions: 'eu-west-1',
      delegationZones: 'acme.example.net',
      dnscaleToken: 'dnscale/token',
      checkEveryMinutes: '10',
      dnscale: 'https://api.dnscale.eu/v1',
      dns: ['192.0.2.1:53'],
      allowPrivateOrigins: 'no',
      encryptionKey: 'arn:aws:kms:eu-west-1:111122223333:key/1234',
      bucket: circular,
      topic: new Bucket(stack, 'Bucket'),
      vpc: null,
      vpcSubnets: 'subnet-1',
      securityGroups: ['sg-1'],
      logRetention: 17,
    };

    const faults = renewerWith(wrong);

    expect(faults.map((fault) => fault.split(': ')[0]).toSorted()).toEqual(Object.keys(wrong).toSorted());
    expect(faults).toEqual(
      expect.arrayContaining([
        'renewerName: given ["Certs"]; expected: a letter, then letters, digits and hyphens, 35 characters at most',
        'certificateAuthority: given "letsencrypt"; expected: a CertificateAuthority, such as CertificateAuthority.LETS_ENCRYPT',
        'regions: given "eu-west-1"; expected: a list of AWS regions',
        "dnscaleToken: given \"dnscale/token\"; expected: a secret, such as Secret.fromSecretNameV2(this, 'Token', 'my/token')",
        'checkEveryMinutes: given "10"; expected: a whole number from 1 to 1440',
        'delegationZones: given "acme.example.net"; expected: a list of domains',
        "topic: given a Bucket; expected: a topic, such as Topic.fromTopicArn(this, 'Topic', 'arn:…')",
        'dns: given ["192.0.2.1:53"]; expected: an object with resolvers, validatingResolvers, nameServerPort, nameServerDomains, allowPrivateNameServers',
        expect.stringMatching(/^bucket: given object; expected: a bucket, such as /),
        'logRetention: given 17; expected: one of RetentionDays',
      ]),
    );
  });

  it('is a fault for every prop of a certificate, all told at once', () => {
    const wrong: Record<keyof CertificateProps, unknown> = {
      domainNames: 'example.com',
      certificateName: 5,
      keyAlgorithm: 'RSA_2048',
      certificateAuthority: 'google',
      profile: 1,
      preferredChain: true,
      extraWaitSeconds: '5',
      regions: 'eu-west-1',
      importIntoAcm: 'no',
      storeInSecretsManager: 'yes',
      existingCertificateArns: 'arn:aws:acm:eu-west-1:111122223333:certificate/1',
      removalPolicy: 'DESTROY',
      probe: 'www.example.com:443',
      timeoutMinutes: '20',
    };

    const faults = certificateWith(wrong);

    expect([...new Set(faults.map((fault) => fault.split(': ')[0]))].toSorted()).toEqual(
      Object.keys(wrong).toSorted(),
    );
    expect(faults).toEqual(
      expect.arrayContaining([
        'domainNames: given "example.com"; expected: a list of domain names',
        'keyAlgorithm: given "RSA_2048"; expected: a KeyAlgorithm, such as KeyAlgorithm.RSA_2048',
        'removalPolicy: given "DESTROY"; expected: retain, destroy',
        'probe: given "www.example.com:443"; expected: a list of places such as www.example.com:443',
      ]),
    );
  });

  it('is a fault for what only a VPC has, without one', () => {
    expect(renewerWith({ ...REQUIRED, securityGroups: [], vpcSubnets: {} })).toEqual([
      'vpcSubnets: given without vpc; give the VPC that they are in, too',
      'securityGroups: given without vpc; give the VPC that they are in, too',
    ]);
  });

  it.each([undefined, null, 'Certs', []])('is a fault where the props are %j', (props) => {
    expect(renewerWith(props)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^props: .*; expected: an object with termsOfServiceAgreed, alertEmail, /),
      ]),
    );
  });

  it('is a fault where a certificate has no props', () => {
    expect(certificateWith(undefined)).toEqual(['domainNames: missing; expected: a list of domain names']);
  });

  it.each([undefined, {}, 'Certs'])('fails for the renewer %j', (renewer) => {
    expect(() => new RenewedCertificate(stack, 'Web', { ...NAMES, renewer: renewer as never })).toThrow(
      /^renewer: (missing|given .*); expected: a renewer, such as CertificateRenewer\.fromRenewerName/,
    );
  });

  it.each([undefined, 5, '', 'my_renewer', 'A'.repeat(36)])(
    'is a fault for the name %j of a renewer elsewhere',
    (name) => {
      const renewer = CertificateRenewer.fromRenewerName(stack, 'Imported', name as never);

      expect(renewer.node.validate()).toEqual([
        expect.stringMatching(
          /^renewerName: (missing|given .*); expected: a letter, then letters, digits and hyphens, 35 characters at most$/,
        ),
      ]);
    },
  );
});
