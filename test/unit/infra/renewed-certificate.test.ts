/** A certificate that is declared at a renewer of another stack. */
import { ReferenceStrength, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { KeyAlgorithm } from 'aws-cdk-lib/aws-certificatemanager';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { describe, expect, it } from 'vitest';
import { CertificateAuthority, CertificateRenewer } from '../../../infra/index.ts';
import { declare, faultsOf, NAMES } from './declare-certificate.ts';

const EXISTING = 'arn:aws:acm:eu-west-1:111122223333:certificate/11111111-2222-3333-4444-555555555555';

describe('RenewedCertificate', () => {
  it('is declared at a renewer of another stack by its export, under a name made from its path', () => {
    const { stack } = declare({
      keyAlgorithm: KeyAlgorithm.RSA_2048,
      certificateAuthority: CertificateAuthority.LETS_ENCRYPT_STAGING,
      timeoutMinutes: 50,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    Template.fromStack(stack).hasResourceProperties('Custom::DnscaleCertificate', {
      ServiceToken: { 'Fn::ImportValue': 'Certs-CertificateProvider' },
      certificateName: Match.stringLikeRegexp('^Shop-Renewer-Web-[0-9A-F]{8}$'),
      domainNames: ['example.com', '*.example.com'],
      keyAlgorithm: 'RSA_2048',
      certificateAuthority: 'https://acme-staging-v02.api.letsencrypt.org/directory',
      profile: 'classic',
      regions: ['eu-west-1'],
      timeoutMinutes: 50,
      removalPolicy: 'destroy',
      definitionsLayout: 2,
    });
  });

  it('names the ARNs that it takes over, and leaves a key algorithm that nobody gave to them', () => {
    const { stack } = declare({ existingCertificateArns: [EXISTING] });

    Template.fromStack(stack).hasResourceProperties('Custom::DnscaleCertificate', {
      existingCertificateArns: [EXISTING],
      inheritsKeyAlgorithm: true,
      keyAlgorithm: 'EC_PRIME256V1',
    });
  });

  it('refuses a region that it was not asked for, and names those that it has', () => {
    const { certificate } = declare({ regions: ['eu-west-1', 'eu-central-1'] });

    expect(() => certificate.inRegion('us-east-1')).toThrow(
      'The certificate Shop/Renewer/Web has no ARN in us-east-1. It has: eu-west-1, eu-central-1.',
    );
    expect(certificate.inRegion('eu-west-1')).toBe(certificate);
    expect(certificate.inRegion('eu-central-1')).toBe(certificate.inRegion('eu-central-1'));
    expect(certificate.inRegion('eu-central-1').env.region).toBe('eu-central-1');
    expect(certificate.env).toEqual({ account: '111122223333', region: 'eu-west-1' });
  });

  it('has no ARN of its own where the region of the stack is not among several, or when it is in S3 only', () => {
    const elsewhere = declare({ regions: ['eu-central-1', 'us-east-1'] }).certificate;
    const nowhere = declare({ importIntoAcm: false }).certificate;

    expect(() => elsewhere.certificateArn).toThrow(
      /has no ARN in eu-west-1\. It has: eu-central-1, us-east-1\./,
    );
    expect(() => nowhere.certificateRef).toThrow(
      'The certificate Shop/Renewer/Web has no ARN in any region: it is stored in S3 only (importIntoAcm: false). Leave importIntoAcm out, and ACM gets it.',
    );
    expect(Token.isUnresolved(declare({ regions: ['us-east-1'] }).certificate.certificateArn)).toBe(true);
  });

  it('lets a role read its own live files, and use the key of the renewer', () => {
    const { stack } = declare();
    const encryptionKey = Key.fromKeyArn(
      stack,
      'Key',
      'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    );
    const renewer = CertificateRenewer.fromRenewerAttributes(stack, 'Keyed', {
      renewerName: 'Certs',
      encryptionKey,
    });
    const role = new Role(stack, 'Server', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });

    renewer.addCertificate('Files', NAMES).grantRead(role);

    const attribute = (name: string) => ({
      'Fn::GetAtt': [Match.stringLikeRegexp('^KeyedFiles'), name],
    });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: 'kms:Decrypt' }),
          {
            Effect: 'Allow',
            Action: 's3:GetObject',
            Resource: {
              'Fn::Join': [
                '',
                [
                  'arn:',
                  { Ref: 'AWS::Partition' },
                  ':s3:::',
                  attribute('BucketName'),
                  '/',
                  attribute('LivePrefix'),
                  '*',
                ],
              ],
            },
          },
        ]),
      },
    });
  });

  it('gives its days to expiry as CDK does, and its removal policy to its resource', () => {
    const { stack, certificate } = declare({ regions: ['eu-west-1', 'us-east-1'] });

    certificate.applyRemovalPolicy(RemovalPolicy.RETAIN);
    certificate.applyCrossStackReferenceStrength(ReferenceStrength.WEAK);

    expect(stack.resolve(certificate.metricDaysToExpiry().toMetricConfig().metricStat)).toMatchObject({
      namespace: 'AWS/CertificateManager',
      metricName: 'DaysToExpiry',
      statistic: 'Minimum',
    });
    expect(certificate.metricDaysToExpiry().region).toBeUndefined();
    expect(certificate.inRegion('us-east-1').metricDaysToExpiry().region).toBe('us-east-1');
    expect(declare({ regions: ['us-east-1'] }).certificate.metricDaysToExpiry().region).toBe('us-east-1');
    Template.fromStack(stack).hasResource('Custom::DnscaleCertificate', { DeletionPolicy: 'Retain' });
  });
});

describe('what synth does not know', () => {
  it('is let through to CloudFormation: names, settings, and the region of the stack', () => {
    const unknown = (what: string) => Token.asString({ Ref: what });
    const { stack, certificate } = declare(
      {
        domainNames: ['WWW.example.com', unknown('Name'), `*.${unknown('Name')}`],
        profile: unknown('Profile'),
        regions: [Stack.of(new Stack()).region, 'us-east-1'],
        existingCertificateArns: [unknown('Arn'), EXISTING],
      },
      'unknown',
    );

    expect(Token.isUnresolved(certificate.certificateArn)).toBe(true);
    Template.fromStack(stack).hasResourceProperties('Custom::DnscaleCertificate', {
      domainNames: ['www.example.com', { Ref: 'Name' }, { 'Fn::Join': ['', ['*.', { Ref: 'Name' }]] }],
      profile: { Ref: 'Profile' },
      regions: [{ Ref: 'AWS::Region' }, 'us-east-1'],
      existingCertificateArns: [{ Ref: 'Arn' }, EXISTING],
    });
  });

  it('is refused where the template depends on it', () => {
    const unknown = Token.asString({ Ref: 'Parameter' });
    const given = declare({ regions: [unknown], keyAlgorithm: new KeyAlgorithm(unknown) });

    const faults = faultsOf(given);

    expect(faults).toContain('regions[0]: this value is known at deployment only (a token)');
    expect(faults).toContain('keyAlgorithm: this value is known at deployment only (a token)');
  });
});

describe('the faults of certificates', () => {
  it('are told all at once at synth', () => {
    const { stack } = declare({ certificateName: 'web' });
    const renewer = CertificateRenewer.fromRenewerName(stack, 'Again', 'Certs');
    renewer.addCertificate('Same', { ...NAMES, certificateName: 'web' });
    renewer.addCertificate('Bad', {
      domainNames: ['', 'a.example.com', 'A.example.com.'],
      certificateName: 'a/b',
      regions: ['Frankfurt'],
      timeoutMinutes: 51,
      removalPolicy: RemovalPolicy.SNAPSHOT,
    });
    renewer.addCertificate('None', { domainNames: [] });
    renewer.addCertificate('Long', {
      domainNames: [`${'a'.repeat(64)}.example.com`, `${'a.'.repeat(125)}example.com`],
      certificateName: 'n'.repeat(129),
    });
    const foreign = EXISTING.replace('111122223333', '444455556666').replace('eu-west-1', 'us-east-1');
    renewer.addCertificate('Taking', { ...NAMES, existingCertificateArns: [EXISTING] });
    renewer.addCertificate('Wrong', {
      ...NAMES,
      existingCertificateArns: ['arn:aws:iam::1:role/x', foreign, EXISTING, `${EXISTING}6`],
    });

    const faults = faultsOf({ stack });

    expect(faults).toContain(
      '[Shop/Again/Same] certificateName: "web" names Shop/Renewer/Web too: give each certificate of a renewer a name of its own',
    );
    expect(faults).toContain('[Shop/Again/Bad] domainNames[0]: ');
    expect(faults).toContain('[Shop/Again/Bad] domainNames[2]: "a.example.com" is given twice: remove one');
    expect(faults).toContain('[Shop/Again/Bad] certificateName: given "a/b"; expected: letters');
    expect(faults).toContain('[Shop/Again/Bad] regions[0]: given "Frankfurt"; expected: an AWS region');
    expect(faults).toContain(
      '[Shop/Again/Bad] timeoutMinutes: given 51; expected: a whole number from 1 to 50',
    );
    expect(faults).toContain('[Shop/Again/Bad] removalPolicy: given "snapshot"; expected: retain, destroy');
    expect(faults).toContain('[Shop/Again/None] domainNames[0]: no domain name is given');
    expect(faults).toMatch(/\[Shop\/Again\/Long\] domainNames\[0\]: .*63/);
    expect(faults).toMatch(/\[Shop\/Again\/Long\] domainNames\[1\]: .*253/);
    expect(faults).toMatch(
      /\[Shop\/Again\/Long\] certificateName: given "n+….*; expected: at most 128 characters/,
    );
    const wrong = '[Shop/Again/Wrong] existingCertificateArns';
    expect(faults).toContain(
      `${wrong}[0]: given "arn:aws:iam::1:role/x"; expected: the ARN of a certificate in ACM`,
    );
    expect(faults).toContain(
      `${wrong}: ${foreign} is in us-east-1, which is not among the regions (eu-west-1): add it there`,
    );
    expect(faults).toContain(
      `${wrong}: ${foreign} is of the account 444455556666, not of this stack's, 111122223333`,
    );
    expect(faults).toContain(`${wrong}: there are two ARNs of eu-west-1: give one a region`);
    expect(faults).toContain(
      `${wrong}: Shop/Again/Taking takes ${EXISTING} over too: give each ARN to one certificate`,
    );
    expect(faults).not.toContain('[Shop/Again/Taking]');
    expect(faults).not.toContain('[Shop/Renewer/Web]');
  });
});
