/** Values that only the deployment knows, in every prop: taken where CloudFormation can carry them, else refused by one sentence. */
import { Aws, CfnParameter, Lazy, NestedStack, Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { KeyAlgorithm } from 'aws-cdk-lib/aws-certificatemanager';
import { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  CertificateAuthority,
  type CertificateProps,
  CertificateRenewer,
  type CertificateRenewerProps,
} from '../../../infra/index.ts';
import { declare, faultsOf, NAMES } from './declare-certificate.ts';
import { startApp } from './synthesize.ts';

const REQUIRED = { alertEmail: 'ops@example.com', termsOfServiceAgreed: true };

let stack: Stack;
let text: string;
let number: number;
let any: never;
let list: string[];

beforeEach(() => {
  stack = new Stack(startApp(), 'Shop', { env: { account: '111122223333', region: 'eu-west-1' } });
  text = new CfnParameter(stack, 'Text').valueAsString;
  number = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
  any = Lazy.any({ produce: () => true }) as never;
  list = new CfnParameter(stack, 'List', { type: 'CommaDelimitedList' }).valueAsList;
});

const refusal = (path: string) =>
  `${path}: this value is known at deployment only (a token), and synth needs it: give it as a literal`;

describe('a token in a prop of a renewer', () => {
  it('is refused where synth needs the value, for all such props at once', () => {
    const { faults } = refused({
      termsOfServiceAgreed: any,
      renewerName: text,
      certificateAuthority: CertificateAuthority.of(text),
      certificateAuthorities: [CertificateAuthority.LETS_ENCRYPT, CertificateAuthority.of(text)],
      delegationZones: list,
      checkEveryMinutes: number,
      dnscale: {
        apiUrl: text,
        httpTimeoutSeconds: number,
        ttlSeconds: number,
        propagationTimeoutSeconds: number,
        closedPortWaitSeconds: number,
        extraWaitSeconds: number,
      },
      dns: {
        resolvers: [text],
        validatingResolvers: list,
        nameServerPort: number,
        nameServerDomains: [text],
        allowPrivateNameServers: any,
      },
      allowPrivateOrigins: any,
    });

    expect(faults.toSorted()).toEqual(
      [
        'termsOfServiceAgreed',
        'renewerName',
        'certificateAuthority',
        'certificateAuthorities',
        'delegationZones',
        'checkEveryMinutes',
        'dnscale.apiUrl',
        'dnscale.httpTimeoutSeconds',
        'dnscale.ttlSeconds',
        'dnscale.propagationTimeoutSeconds',
        'dnscale.closedPortWaitSeconds',
        'dnscale.extraWaitSeconds',
        'dns.resolvers',
        'dns.validatingResolvers',
        'dns.nameServerPort',
        'dns.nameServerDomains',
        'dns.allowPrivateNameServers',
        'allowPrivateOrigins',
      ]
        .map(refusal)
        .toSorted(),
    );
  });

  it('is refused for whole options and for regions of others', () => {
    expect(refused({ dnscale: any, dns: any, regions: ['eu-west-1', text] }).faults).toEqual([
      refusal('dnscale'),
      refusal('dns'),
      expect.stringContaining(refusal('regions[1]')),
    ]);
    expect(refused({ regions: list }, 'Second').faults).toEqual([refusal('regions')]);
  });

  it('is carried in all others, things of the same stack among them', () => {
    const vpc = new Vpc(stack, 'Vpc');
    const renewer = new CertificateRenewer(stack, 'Renewer', {
      termsOfServiceAgreed: true,
      alertEmail: text,
      acmeContact: text,
      regions: [Aws.REGION, 'us-east-1'],
      dnscaleToken: new Secret(stack, 'Secret'),
      encryptionKey: new Key(stack, 'Key'),
      bucket: new Bucket(stack, 'Bucket'),
      topic: new Topic(stack, 'Topic'),
      vpc,
      vpcSubnets: { subnets: vpc.privateSubnets },
      securityGroups: [new SecurityGroup(stack, 'Group', { vpc })],
      logRetention: number,
    } satisfies Partial<CertificateRenewerProps>);

    expect(renewer.node.validate()).toEqual([]);
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::SNS::Subscription', { Endpoint: { Ref: 'Text' } });
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: { Ref: 'Number' } });
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'Shop-renew',
      Environment: { Variables: { ACME_CONTACT: { Ref: 'Text' } } },
    });
  });

  it('is not what is wrong with a stack whose name is too long: it is told to give another one', () => {
    const long = new Stack(startApp(), 'S'.repeat(36));

    expect(new CertificateRenewer(long, 'Renewer', REQUIRED).node.validate()).toEqual([
      `renewerName: given "${'S'.repeat(36)}"; expected: a letter, then letters, digits and hyphens, 35 characters at most. The stack's name is the default; give renewerName`,
    ]);
  });

  it('is its own name in a nested stack: refused, since all names begin with it', () => {
    const nested = new NestedStack(stack, 'Nested');

    expect(new CertificateRenewer(nested, 'Renewer', REQUIRED).node.validate()).toEqual([
      refusal('renewerName'),
    ]);
  });

  function refused(props: Partial<CertificateRenewerProps>, id = 'Renewer') {
    const given = { ...REQUIRED, ...props };
    return { faults: new CertificateRenewer(stack, id, given).node.validate() };
  }
});

describe('a token in a prop of a certificate', () => {
  it('is refused where the template depends on the value', () => {
    const certificate = CertificateRenewer.fromRenewerName(stack, 'Imported', 'Certs').addCertificate('Web', {
      ...NAMES,
      keyAlgorithm: new KeyAlgorithm(text),
      regions: ['us-east-1', text],
    });

    expect(certificate.node.validate()).toEqual([
      refusal('keyAlgorithm'),
      `${refusal('regions[1]')}, such as eu-central-1. The region of another stack is one when that stack has an env with its region`,
    ]);
  });

  it('is carried in all others', () => {
    const renewer = CertificateRenewer.fromRenewerName(stack, 'Imported', text);
    const carried: Omit<Required<CertificateProps>, 'keyAlgorithm' | 'probe'> = {
      domainNames: list,
      certificateName: text,
      certificateAuthority: CertificateAuthority.of(text),
      profile: text,
      preferredChain: text,
      extraWaitSeconds: number,
      regions: [Aws.REGION],
      importIntoAcm: true,
      storeInSecretsManager: true,
      existingCertificateArns: list,
      removalPolicy: text as never,
      timeoutMinutes: number,
    };
    const certificate = renewer.addCertificate('Web', carried);

    expect(certificate.node.validate()).toEqual([]);
    Template.fromStack(stack).hasResourceProperties('Custom::DnscaleCertificate', {
      ServiceToken: { 'Fn::ImportValue': { 'Fn::Join': ['', [{ Ref: 'Text' }, '-CertificateProvider']] } },
      domainNames: { Ref: 'List' },
      certificateName: { Ref: 'Text' },
      certificateAuthority: { Ref: 'Text' },
      profile: { Ref: 'Text' },
      preferredChain: { Ref: 'Text' },
      extraWaitSeconds: { Ref: 'Number' },
      regions: ['eu-west-1'],
      existingCertificateArns: { Ref: 'List' },
      removalPolicy: { Ref: 'Text' },
      timeoutMinutes: { Ref: 'Number' },
    });
  });
});

describe('a region that only the deployment knows', () => {
  it.each(['known', 'unknown'] as const)('fails in a stack whose own is %s: it may be any', (place) => {
    const { certificate } = declare({ regions: ['us-east-1'] }, place);

    expect(() => certificate.inRegion(Token.asString({ Ref: 'X' }))).toThrow(
      'The certificate Shop/Renewer/Web has no ARN in a region that is known at deployment only (a token), as far as synth can know. ' +
        'It has: us-east-1. Give inRegion() one of these as a literal.',
    );
  });
});

describe('an app without a region', () => {
  it('fails where a certificate is in several, none of them for certain its own', () => {
    const { certificate } = declare({ regions: ['eu-west-1', 'us-east-1'] }, 'unknown');

    expect(() => certificate.certificateArn).toThrow(
      "The certificate Shop/Renewer/Web has no ARN in the stack's region, as far as synth can know. It has: eu-west-1, us-east-1. " +
        "Give the stack an env with its region, such as { region: 'eu-central-1' }, or take one of these with inRegion().",
    );
    expect(Token.isUnresolved(certificate.inRegion('us-east-1').certificateArn)).toBe(true);
  });

  it('fails where one region is asked for by its name, and the certificate is in its own', () => {
    const { certificate } = declare({}, 'unknown');

    expect(() => certificate.inRegion('eu-west-1')).toThrow(
      "The certificate Shop/Renewer/Web has no ARN in eu-west-1, as far as synth can know. It has: the stack's region. " +
        "Give the stack an env with its region, or add eu-west-1 to the certificate's regions.",
    );
    expect(certificate.inRegion(Aws.REGION)).toBe(certificate);
  });

  it('fails for a distribution, which takes us-east-1 alone', () => {
    const site = declare({}, 'unknown');
    new Distribution(site.stack, 'Site', {
      defaultBehavior: { origin: new HttpOrigin('origin.example.com') },
      domainNames: ['example.com'],
      certificate: site.certificate,
    });

    expect(faultsOf(site)).toContain(
      "CloudFront takes certificates from us-east-1 only, and Shop/Site/Resource has this one from the stack's region, which synth " +
        "does not know: add us-east-1 to the regions of the certificate, and give it inRegion('us-east-1') of the certificate, or give the stack an env with its region",
    );
  });
});
