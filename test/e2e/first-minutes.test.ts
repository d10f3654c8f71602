/**
 * The first 15 minutes of README.md, its lines played as they stand; and the token secret of what they deployed, in every bad
 * state. The deployment, the bundles, Pebble and the name servers are real; AWS and the DNScale API are emulators. Each run
 * with a bad token must end in one clear error and harm nothing (test/e2e/troubled-runs.ts), and the next check must succeed by
 * itself once the secret is repaired.
 */
import { X509Certificate } from 'node:crypto';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStack } from '../support/world/secret-hunt.ts';
import { type FirstMinutesWorld, startFirstMinutes } from './first-minutes-world.ts';
import { expectNoSecretShown } from './no-secret-shown.ts';

let world: FirstMinutesWorld;
let goodToken: string;

beforeAll(async () => {
  world = await startFirstMinutes();
  goodToken = world.newToken();
});
afterAll(() => world?.stop());

const putToken = (text: string) => world.app.putToken(text);

const FIRST_MINUTES = [
  '(umask 077 && cat > ~/.dnscale-token)   # paste the key, then Enter and Ctrl-D',
  'export DNSCALE_API_TOKEN_FILE=~/.dnscale-token',
  "npx dnscale-certs advise -d example.com -d '*.example.com' --for load-balancer,servers",
  "npx dnscale-certs doctor -d example.com -d '*.example.com'",
  "npx dnscale-certs try -d example.com -d '*.example.com' --accept-tos",
  "npx dnscale-certs init -d example.com -d '*.example.com' --email ops@example.com --accept-tos --out ../certificates",
  'npm pack',
  'cd ../certificates && npm i ../dnscale-certs/dnscale-certs-0.1.0.tgz',
  'npx dnscale-certs token set --token-file ~/.dnscale-token',
  'npx cdk bootstrap                       # once per account and region',
  'npx cdk deploy --import-existing-resources',
  'npx dnscale-certs status',
];
const [, , ADVISE = '', DOCTOR = '', TRY = '', INIT = '', , , SET = '', , DEPLOY = '', STATUS = ''] =
  FIRST_MINUTES;

describe('the first 15 minutes', () => {
  it('are these lines of README.md', () => {
    expect(world.played.lines).toEqual(FIRST_MINUTES);
  });

  it('end with a certificate on its ARN', async () => {
    const { outputOf } = world.played;

    expect(outputOf(ADVISE)).toMatch(/^ACM’s own free certificate does not do this: dnscale-certs does\.$/m);
    expect(outputOf(DOCTOR)).toMatch(/Nothing stands in the way/);
    expect(outputOf(TRY)).toContain('The certificate is in dnscale-certs/example.com: ');
    expect(outputOf(INIT)).toContain(
      'Written to ../certificates: package.json, cdk.json, app.js, .gitignore.',
    );
    expect(outputOf(SET)).toMatch(/dnscale\/token/);
    expect(outputOf(DEPLOY)).toMatch(/✅ {2}DnscaleCerts/);
    expect(outputOf(STATUS)).toMatch(/^✓ example\.com .* ok$/m);
    const leaf = new X509Certificate((await world.app.readImported('example.com')).certificatePem);
    expect(leaf.subjectAltName?.split(', ').toSorted()).toEqual(['DNS:*.example.com', 'DNS:example.com']);
    expect(await readStack(world.aws, 'DnscaleCerts')).toContain('ops@example.com');
  });
});

describe('the token secret', () => {
  it('may have blanks around the token', async () => {
    await putToken(`  ${goodToken} \n`);

    const run = await world.runs.declare('example.com', 'blank.example.com');

    expect(run.events.at(-1)).toMatchObject({ event: 'run-finished', outcome: 'renewed' });
  });

  it('fails with token-missing while the secret has no value, as a template can make one', async () => {
    // The emulator gives every secret a value: without its label the secret has none.
    const secrets = new SecretsManagerClient(world.aws.clientConfiguration);
    const SecretId = world.app.outputs.TokenSecretName;
    const { VersionIdsToStages = {} } = await secrets.send(new DescribeSecretCommand({ SecretId }));
    for (const RemoveFromVersionId of Object.keys(VersionIdsToStages)) {
      if (!VersionIdsToStages[RemoveFromVersionId]?.includes('AWSCURRENT')) continue;
      const label = { SecretId, VersionStage: 'AWSCURRENT', RemoveFromVersionId };
      await secrets.send(new UpdateSecretVersionStageCommand(label));
    }

    const { failure, inMinutes, state } = await world.runs.failDue('example.com');

    expect(failure).toMatchObject({ code: 'token-missing', disposition: 'person', step: 'preflight' });
    expect(failure.message).toContain('has no value yet');
    expect(inMinutes).toBe(60);
    expect(state.waitsFor).toBe('token');
    await putToken(goodToken);
    await world.runs.expectRenewed('example.com');
  });

  // Secrets Manager itself refuses an empty text.
  it('fails with token-missing for an empty value, and takes JSON in its place', async () => {
    await putToken(' ');

    const { failure, inMinutes, state } = await world.runs.failDue('example.com');

    expect(failure).toMatchObject({ code: 'token-missing', disposition: 'person', step: 'preflight' });
    expect(failure.message).toContain('is empty');
    expect(inMinutes).toBe(60);
    expect(state.waitsFor).toBe('token');
    await putToken(JSON.stringify({ token: goodToken }));
    await world.runs.expectRenewed('example.com');
  });

  it('fails with token-missing for JSON without a token, and shows nothing of it', async () => {
    await putToken(JSON.stringify({ apiKey: goodToken }));

    const { failure } = await world.runs.failDue('example.com');

    expect(failure).toMatchObject({ code: 'token-missing', disposition: 'person' });
    expect(failure.message).toContain('is not of the form {"token": "…"}');
    await putToken(goodToken);
    await world.runs.expectRenewed('example.com');
  });

  it('fails with dnscale-unauthorized for a wrong token, and renews at the next tick after a good one', async () => {
    const wrong = world.newToken();
    world.dnscale.revokeToken(wrong);
    await putToken(wrong);

    const { failure, inMinutes, state } = await world.runs.failDue('example.com');

    expect(failure).toMatchObject({ code: 'dnscale-unauthorized', disposition: 'person', step: 'preflight' });
    expect(failure.message).toContain('401');
    expect(failure.message).toContain('put it into the token secret');
    expect(inMinutes).toBe(60);
    expect(state.waitsFor).toBe('token');
    await putToken(goodToken);
    await world.runs.expectRenewed('example.com', () => world.app.fireScheduleAt(new Date()));
  });

  it('fails with token-missing when the secret was deleted, and renews once it is there again', async () => {
    const secrets = new SecretsManagerClient(world.aws.clientConfiguration);
    const Name = world.app.outputs.TokenSecretName;
    await secrets.send(new DeleteSecretCommand({ SecretId: Name, ForceDeleteWithoutRecovery: true }));

    const { failure, inMinutes } = await world.runs.failDue('example.com');

    expect(failure).toMatchObject({ code: 'token-missing', disposition: 'person', step: 'preflight' });
    expect(failure.message).toContain('Make it: `npx dnscale-certs token set --secret-name dnscale/token');
    expect(inMinutes).toBe(60);
    await secrets.send(new CreateSecretCommand({ Name, SecretString: goodToken }));
    await world.runs.expectRenewed('example.com');
  });
});

describe('after all of this', () => {
  it('has shown no token and no key anywhere', async () => {
    await expectNoSecretShown(world);
  });
});
