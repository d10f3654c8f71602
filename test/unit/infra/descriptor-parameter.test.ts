/** What others find the renewer by: the command by a parameter, other stacks by an export. */
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { parseDescriptor } from '../../../functions/engine/config/descriptor.ts';
import { synthesize } from './synthesize.ts';

const LETS_ENCRYPT = 'https://acme-v02.api.letsencrypt.org/directory';
const ENV = { account: '123456789012', region: 'eu-central-1' };

describe('DescriptorParameter', () => {
  it('tells the command the names of everything, in a form that the command reads', () => {
    const [parameter] = Object.values(synthesize({ env: ENV }).findResources('AWS::SSM::Parameter'));
    const value = textOf(parameter?.Properties.Value);

    expect(parameter?.Properties.Name).toBe('/dnscale-certs/Certs');
    expect(value.length).toBeLessThan(4_096);
    expect(parseDescriptor(value, '')).toEqual({
      schema: 1,
      renewerName: 'Certs',
      region: 'eu-central-1',
      version: '0.1.0',
      definitionsTable: 'Certs-definitions',
      requestsTable: 'Certs-requests',
      statesTable: 'Certs-states',
      observationsTable: 'Certs-observations',
      certificateAuthority: LETS_ENCRYPT,
      certificateAuthorities: LETS_ENCRYPT,
      bucketName: 'certs-123456789012-eu-central-1',
      queueUrl: expect.stringMatching(/^<WorkQueue/),
      tokenSecretName: 'dnscale/token',
      planFunction: expect.stringMatching(/^<PlanFunction/),
      renewFunction: expect.stringMatching(/^<RenewFunction/),
      notifyFunction: expect.stringMatching(/^<NotifyFunction/),
      logGroups: {
        plan: expect.stringMatching(/^<PlanFunctionLogs/),
        renew: expect.stringMatching(/^<RenewFunctionLogs/),
        notify: expect.stringMatching(/^<NotifyFunctionLogs/),
        probe: expect.stringMatching(/^<ProbeFunctionLogs/),
        declare: expect.stringMatching(/^<DeclareOnEventLogs/),
        declareIsComplete: expect.stringMatching(/^<DeclareIsCompleteLogs/),
      },
      topicArn: expect.stringMatching(/^<AlertsTopic/),
    });
  });
});

describe('CertificateProvider', () => {
  it('exports its service token for other stacks, and keeps it: the function behind it has a fixed name', () => {
    const template = synthesize();

    template.hasOutput('*', {
      Export: { Name: 'Certs-CertificateProvider' },
      Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^DeclareProviderframeworkonEvent'), 'Arn'] },
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'Certs-certificate-provider',
      Handler: 'framework.onEvent',
    });
  });
});

/** A template's text, with `<LogicalId…>` for each reference. */
function textOf(value: { 'Fn::Join': [string, (string | { Ref: string })[]] }): string {
  const [, parts] = value['Fn::Join'];
  return parts.map((part) => (typeof part === 'string' ? part : `<${part.Ref}>`)).join('');
}
