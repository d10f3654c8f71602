/** What a run makes has the tags that a user gives by CDK's means, as if it stood in the template. */
import { Stack, type StackProps, Tags, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { CertificateRenewer } from '../../../infra/index.ts';
import { buildStack, startApp } from './synthesize.ts';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const CERTIFICATE = 'Custom::DnscaleCertificate';

function build(props: StackProps = {}) {
  const app = startApp();
  const stack = new Stack(app, 'Certs', { env: ENV, ...props });
  const renewer = new CertificateRenewer(stack, 'Renewer', {
    alertEmail: 'ops@example.com',
    termsOfServiceAgreed: true,
  });
  const web = renewer.addCertificate('Web', { domainNames: ['example.com'] });
  const shop = new Stack(app, 'Shop', { env: ENV });
  CertificateRenewer.fromRenewerName(shop, 'Renewer', 'Certs').addCertificate('Shop', {
    domainNames: ['shop.example.com'],
  });
  return { app, stack, renewer, web, shop };
}

/** Of the certificate in this stack. */
function tagsIn(stack: Stack): unknown {
  return Object.values(Template.fromStack(stack).findResources(CERTIFICATE))[0]?.Properties.tags;
}

function secretTagsIn(stack: Stack): unknown {
  const found = Template.fromStack(stack).findResources('AWS::Lambda::Function', {
    Properties: { FunctionName: 'Certs-renew' },
  });
  return Object.values(found)[0]?.Properties.Environment.Variables.SECRET_TAGS;
}

describe('the tags of what a run makes', () => {
  it('are those of everything around it: app, stack, renewer and certificate', () => {
    const { app, stack, renewer, web, shop } = build();
    Tags.of(app).add('company', 'acme');
    Tags.of(stack).add('team', 'platform');
    Tags.of(renewer).add('team', 'certs');
    Tags.of(web).add('stage', 'live');
    Tags.of(shop).add('team', 'shop');

    expect(tagsIn(stack)).toEqual({ company: 'acme', team: 'certs', stage: 'live' });
    expect(tagsIn(shop)).toEqual({ company: 'acme', team: 'shop' });
    expect(secretTagsIn(stack)).toBe('{"company":"acme","team":"certs"}');
  });

  it('are those that CloudFormation gives to all of a stack, too', () => {
    const { stack } = build({ tags: { owner: 'me' } });

    expect(tagsIn(stack)).toEqual({ owner: 'me' });
    expect(secretTagsIn(stack)).toBe('{"owner":"me"}');
  });

  it('are left out as for any resource, by the type that it would have', () => {
    const { stack, renewer } = build();
    Tags.of(renewer).add('team', 'web', { excludeResourceTypes: ['AWS::SecretsManager::Secret'] });
    Tags.of(renewer).add('stage', 'live', { includeResourceTypes: ['AWS::CertificateManager::Certificate'] });

    expect(tagsIn(stack)).toEqual({ team: 'web', stage: 'live' });
    expect(secretTagsIn(stack)).toBeUndefined();
  });

  it('may be known to CloudFormation only', () => {
    const { stack, renewer } = build();
    Tags.of(renewer).add('owner', Token.asString({ Ref: 'AWS::StackName' }));

    expect(tagsIn(stack)).toEqual({ owner: { Ref: 'AWS::StackName' } });
    expect(secretTagsIn(stack)).toEqual({
      'Fn::Join': ['', ['{"owner":"', { Ref: 'AWS::StackName' }, '"}']],
    });
  });

  it('let renew tag the secrets that it makes, and only where there are any', () => {
    const tagging = (of: Stack) =>
      Object.values(Template.fromStack(of).findResources('AWS::IAM::Policy'))
        .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
        .filter(({ Action }) => [Action].flat().some((action) => action.endsWith(':TagResource')))
        // Those of certificates always have our own tags.
        .filter(({ Resource }) => !Resource.endsWith(':secret:Certs/certificates/*'));
    const { stack, renewer } = build();
    Tags.of(renewer).add('team', 'web');

    expect(tagging(stack)).toEqual([
      {
        Action: [
          'secretsmanager:CreateSecret',
          'secretsmanager:GetSecretValue',
          'secretsmanager:TagResource',
        ],
        Effect: 'Allow',
        Resource: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:Certs/acme-account/*',
      },
    ]);
    expect(tagging(build().stack)).toEqual([]);
  });

  it('are none where nobody gives any', () => {
    const { stack, shop } = build();

    expect([tagsIn(stack), tagsIn(shop), secretTagsIn(stack)]).toEqual([undefined, undefined, undefined]);
  });

  it('fail synth where ACM or Secrets Manager would refuse them, or the function has no room', () => {
    const { app, renewer, web } = build();
    Tags.of(web).add('dnscale-certs:renewer', 'eu-west-1/Other');
    for (let i = 0; i < 5; i += 1) Tags.of(renewer).add(`note-${i}`, 'x'.repeat(250));

    expect(() => app.synth()).toThrow(/tags: 13\d\d letters as JSON; expected: at most 1024/);
    expect(() => app.synth()).toThrow(
      "tags.dnscale-certs:renewer: the name is at fault; expected: a key without aws: or dnscale-certs: before it; to leave a tag out here: excludeResourceTypes: ['AWS::CertificateManager::Certificate']",
    );
  });

  it('come from the configuration file as well', () => {
    const { stack } = buildStack({ config: { tags: { team: 'web' } } });

    expect(tagsIn(stack)).toEqual({ team: 'web' });
    Template.fromStack(stack).allResourcesProperties('AWS::DynamoDB::Table', {
      Tags: [{ Key: 'team', Value: 'web' }],
    });
  });
});
