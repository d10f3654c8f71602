/**
 * What the real SDK finds of a person's AWS credentials, and what the command says where it finds none. Nothing is sent: each of
 * these ends before the first request.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeHomeOfEndedSession } from '../../support/ended-session.ts';
import { runDnscaleCerts } from '../../support/world/command-line.ts';
import { removeFolder } from '../../support/world/temporary-folder.ts';

const CONFIG = `
[default]
region = eu-central-1
[profile shop]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Operator
region = eu-central-1
[sso-session corp]
sso_start_url = https://corp.awsapps.test/start
sso_region = eu-central-1
[profile ended]
sso_start_url = https://corp.awsapps.test/start
sso_region = eu-central-1
sso_account_id = 111122223333
sso_role_name = Operator
region = eu-central-1
[profile nowhere]
output = json
[profile console]
login_session = arn:aws:iam::111122223333:user/me
region = eu-central-1
`;

let home: string;
beforeAll(async () => {
  home = await makeHomeOfEndedSession(CONFIG, 'https://corp.awsapps.test/start');
});
afterAll(() => removeFolder(home));

/** No service at the metadata address is waited for. */
async function status(environment: NodeJS.ProcessEnv, ...args: string[]) {
  const none = { HOME: home, AWS_EC2_METADATA_DISABLED: 'true' };
  const { exitCode, stderr } = await runDnscaleCerts(['status', ...args], { ...none, ...environment });
  return { exitCode, stderr };
}

describe('a person without usable AWS credentials', () => {
  it.each<[string, NodeJS.ProcessEnv, string[], string]>([
    ['has none', {}, [], 'Give AWS credentials as the AWS CLI takes them: --profile or AWS_PROFILE,'],
    ['has no region', {}, ['--profile', 'nowhere'], 'Give --region, or set AWS_REGION or the region of your'],
    ['never signed in', {}, ['--profile', 'shop'], ' Sign in: aws sso login --profile shop\n'],
    ['was signed in', { AWS_PROFILE: 'ended' }, [], ' Sign in: aws sso login --profile ended\n'],
    [
      'has to sign in at the console',
      {},
      ['--profile', 'console'],
      ' Sign in: aws login --profile console\n',
    ],
  ])('%s', async (_, environment, args, advice) => {
    const { exitCode, stderr } = await status(environment, ...args);

    expect(stderr).toMatch(
      /^error: AWS did not do ssm:GetParametersByPath on parameters \/dnscale-certs\/\*: /,
    );
    expect(stderr).toContain(advice);
    expect(exitCode).toBe(1);
  });

  it('names a profile that is not there', async () => {
    const config = join(home, '.aws', 'config');
    const credentials = join(home, '.aws', 'credentials');
    const neither = `neither ${config} nor ${credentials} names it.`;

    const [near, far] = await Promise.all([
      status({}, '--profile', 'shp'),
      status({ AWS_PROFILE: 'production' }),
    ]);

    expect(near).toEqual({
      exitCode: 2,
      stderr: `error: The AWS CLI has no profile shp: ${neither} Did you mean shop? Give --profile or AWS_PROFILE one that is there, or make it: aws configure --profile shp\n`,
    });
    expect(far.stderr).toContain(
      'There is: default, shop, ended, nowhere, console. Give --profile or AWS_PROFILE',
    );
    expect(far.exitCode).toBe(2);
  });
});
