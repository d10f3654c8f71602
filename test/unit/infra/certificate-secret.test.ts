/** A certificate that is stored in Secrets Manager too, as the constructs declare it and give it on. */

import { Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { expect, it } from 'vitest';
import { declare } from './declare-certificate.ts';

it('gives the secret that it is stored in, whose readers may read that one alone', () => {
  const { stack, certificate } = declare({ storeInSecretsManager: true, importIntoAcm: false });
  const reader = new Role(stack, 'Reader', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') });

  certificate.secret.grantRead(reader);

  expect(certificate.secret).toBe(certificate.secret);
  const template = Template.fromStack(stack);
  template.hasResourceProperties('Custom::DnscaleCertificate', {
    storeInSecretsManager: true,
    regions: [],
  });
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [
        {
          Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
          Effect: 'Allow',
          Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^RenewerWeb'), 'SecretArn'] },
        },
      ],
    },
  });
});

it('gives no secret that it was not declared with, and no property either', () => {
  const { stack, certificate } = declare({ storeInSecretsManager: false });

  expect(() => certificate.secret).toThrow(
    'Shop/Renewer/Web has no secret: declare it with storeInSecretsManager: true',
  );
  Template.fromStack(stack).hasResourceProperties('Custom::DnscaleCertificate', {
    storeInSecretsManager: Match.absent(),
  });
});
