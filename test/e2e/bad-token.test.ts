/**
 * The token secret of the deployed app, in every bad state. The deployment, the bundles, Pebble and the name servers are
 * real; AWS and the DNScale API are emulators. Each run must end in one clear error and harm nothing
 * (test/e2e/troubled-runs.ts), and the next check must succeed by itself once the secret is repaired.
 */
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectNoSecretShown } from './no-secret-shown.ts';
import { startTroubleWorld, type TroubleWorld } from './trouble-world.ts';

const CERTIFICATES = ['token.test', 'zone.test'];

let world: TroubleWorld;
let goodToken: string;

beforeAll(async () => {
  world = await startTroubleWorld(CERTIFICATES, []);
  goodToken = world.newToken();
  await putToken(goodToken);
});
afterAll(() => world?.stop());

const putToken = (text: string) => world.deployment.app.putToken(text);

describe('the token secret', () => {
  it('may have blanks around the token', async () => {
    await putToken(`  ${goodToken} \n`);

    const run = await world.runs.declare('token.test', 'blank.token.test');

    expect(run.events.at(-1)).toMatchObject({ event: 'run-finished', outcome: 'renewed' });
  });

  it('fails with token-missing while the secret has no value, as a template can make one', async () => {
    // The emulator gives every secret a value: without its label the secret has none.
    const secrets = new SecretsManagerClient(world.aws.clientConfiguration);
    const SecretId = world.deployment.app.outputs.TokenSecretName;
    const { VersionIdsToStages = {} } = await secrets.send(new DescribeSecretCommand({ SecretId }));
    for (const RemoveFromVersionId of Object.keys(VersionIdsToStages)) {
      if (!VersionIdsToStages[RemoveFromVersionId]?.includes('AWSCURRENT')) continue;
      const label = { SecretId, VersionStage: 'AWSCURRENT', RemoveFromVersionId };
      await secrets.send(new UpdateSecretVersionStageCommand(label));
    }

    const { failure, inMinutes, state } = await world.runs.failDue('token.test');

    expect(failure).toMatchObject({ code: 'token-missing', disposition: 'person', step: 'preflight' });
    expect(failure.message).toContain('has no value yet');
    expect(inMinutes).toBe(60);
    expect(state.waitsFor).toBe('token');
    await putToken(goodToken);
    await world.runs.expectRenewed('token.test');
  });

  // Secrets Manager itself refuses an empty text.
  it('fails with token-missing for an empty value, and takes JSON in its place', async () => {
    await putToken(' ');

    const { failure, inMinutes, state } = await world.runs.failDue('token.test');

    expect(failure).toMatchObject({ code: 'token-missing', disposition: 'person', step: 'preflight' });
    expect(failure.message).toContain('is empty');
    expect(inMinutes).toBe(60);
    expect(state.waitsFor).toBe('token');
    await putToken(JSON.stringify({ token: goodToken }));
    await world.runs.expectRenewed('token.test');
  });

  it('fails with token-missing for JSON without a token, and shows nothing of it', async () => {
    await putToken(JSON.stringify({ apiKey: goodToken }));

    const { failure } = await world.runs.failDue('token.test');

    expect(failure).toMatchObject({ code: 'token-missing', disposition: 'person' });
    expect(failure.message).toContain('is not of the form {"token": "…"}');
    await putToken(goodToken);
    await world.runs.expectRenewed('token.test');
  });

  it('fails with dnscale-unauthorized for a wrong token, and renews at the next tick after a good one', async () => {
    const wrong = world.newToken();
    world.dnscale.revokeToken(wrong);
    await putToken(wrong);

    const { failure, inMinutes, state } = await world.runs.failDue('token.test');

    expect(failure).toMatchObject({ code: 'dnscale-unauthorized', disposition: 'person', step: 'preflight' });
    expect(failure.message).toContain('401');
    expect(failure.message).toContain('put it into the token secret');
    expect(inMinutes).toBe(60);
    expect(state.waitsFor).toBe('token');
    await putToken(goodToken);
    await world.runs.expectRenewed('token.test', () => world.deployment.app.fireScheduleAt(new Date()));
  });

  it('fails with token-missing when the secret was deleted, and renews once it is there again', async () => {
    const secrets = new SecretsManagerClient(world.aws.clientConfiguration);
    const Name = world.deployment.app.outputs.TokenSecretName;
    await secrets.send(new DeleteSecretCommand({ SecretId: Name, ForceDeleteWithoutRecovery: true }));

    const { failure, inMinutes } = await world.runs.failDue('token.test');

    expect(failure).toMatchObject({ code: 'token-missing', disposition: 'person', step: 'preflight' });
    expect(failure.message).toContain('Make it: `npx dnscale-certs token set --secret-name dnscale/token');
    expect(inMinutes).toBe(60);
    await secrets.send(new CreateSecretCommand({ Name, SecretString: goodToken }));
    await world.runs.expectRenewed('token.test');
  });
});

describe('after all of this', () => {
  it('has shown no token and no key anywhere', async () => {
    await expectNoSecretShown(world);
  });
});
