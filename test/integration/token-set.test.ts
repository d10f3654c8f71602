/**
 * `dnscale-certs token set` as a person starts it, at a terminal and in a script: the AWS emulator stands in for Secrets
 * Manager, DNScale's emulator for DNScale.
 */

import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import {
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { documentIn } from '../support/command-documents.ts';
import { ensureMinistack } from '../support/setup/tools.ts';
import { type Aws, startAws } from '../support/world/aws.ts';
import { runDnscaleCerts } from '../support/world/command-line.ts';
import { type Dnscale, startDnscale } from '../support/world/dnscale/dnscale.ts';
import { makeTemporaryFolder, removeFolder } from '../support/world/temporary-folder.ts';

const LAUNCHER = fileURLToPath(new URL('../../cli/bin.mjs', import.meta.url));
const TIMEOUT_MS = 45_000;
/** Gives the command a terminal of its own; what is written to this process is typed there. */
const TERMINAL = 'import pty, sys, os; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))';

let aws: Aws;
let dnscale: Dnscale;
let secrets: SecretsManagerClient;
let folder: string;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  [aws, dnscale, folder] = await Promise.all([startAws(), startDnscale(), makeTemporaryFolder('token-set')]);
  dnscale.addZone('zone.test');
  secrets = new SecretsManagerClient(aws.clientConfiguration);
  environment = { PATH: process.env.PATH, HOME: folder, ...aws.environment, DNSCALE_API_URL: dnscale.apiUrl };
});
afterAll(async () => {
  await aws?.stop();
  await dnscale?.stop();
  await removeFolder(folder);
});

let count = 0;
let secretName: string;
beforeEach(() => {
  count += 1;
  secretName = `team-${count}/dnscale`;
});

async function tokenFile(content: string): Promise<string> {
  const path = join(folder, `token-${count}`);
  await writeFile(path, content, { mode: 0o600 });
  return path;
}

function set(...args: string[]) {
  return runDnscaleCerts(['token', 'set', '--secret-name', secretName, ...args], environment);
}

async function stored(): Promise<string | undefined> {
  const answer = await secrets
    .send(new GetSecretValueCommand({ SecretId: secretName }))
    .catch((error: Error) => {
      if (error.name !== 'ResourceNotFoundException') throw error;
    });
  return answer?.SecretString;
}

/** Types `answer` once the question is there; what the terminal then shows is everything. */
async function atTerminal(answer: string) {
  const command = [process.execPath, LAUNCHER, 'token', 'set', '--secret-name', secretName];
  const child = spawn(await ensureMinistack(), ['-c', TERMINAL, ...command], {
    env: environment,
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
  });
  const shown: string[] = [];
  child.stdout.on('data', (part) => {
    const isQuestion = shown.length === 0;
    shown.push(String(part));
    if (isQuestion) child.stdin.write(answer);
  });
  const exitCode = await new Promise((resolve) => child.once('close', resolve));
  return { exitCode, shown: shown.join('') };
}

describe('dnscale-certs token set', () => {
  it('asks for the token without showing it, has DNScale check it, and makes the secret', async () => {
    const token = dnscale.addToken();

    const { exitCode, shown } = await atTerminal(`${token}\r`);

    expect(shown).toContain('DNScale token (not shown): ');
    expect(shown).toContain('✓ token-reads: sees 1 zone (zones:read)');
    expect(shown).toContain(`The secret ${secretName} in eu-central-1 was made, and holds the token.`);
    expect(shown).toContain('first deployment:  npx cdk deploy --import-existing-resources');
    expect(shown).not.toContain(token);
    expect(exitCode).toBe(0);
    expect(await stored()).toBe(token);
  });

  it('stores nothing at Ctrl-C, and exits as a shell has it', async () => {
    const { exitCode, shown } = await atTerminal('\x03');

    expect(shown).toContain('(not shown): \r\nNo answer: nothing was changed.');
    expect(exitCode).toBe(130);
    expect(await stored()).toBeUndefined();
  });

  it('reads the token from a file in any form that the renewer reads, and gives the secret its new value', async () => {
    const [old, token] = [dnscale.addToken(), dnscale.addToken()];
    await set('--token-file', await tokenFile(old));

    const { exitCode, stdout, stderr } = await set(
      '--token-file',
      await tokenFile(`DNSCALE_API_TOKEN="${token}"\n`),
    );

    expect(stdout).toContain(`The secret ${secretName} in eu-central-1 holds the token now`);
    expect(stdout).toMatch(/\nA deployed renewer takes it at its next tick: {2}dnscale-certs status.*\n$/);
    expect(stdout + stderr).not.toContain(token);
    expect(exitCode).toBe(0);
    expect(await stored()).toBe(token);
  });

  it('encrypts the secret with the key that is given, a new one and one that is there', async () => {
    const keyOf = async () =>
      (await secrets.send(new DescribeSecretCommand({ SecretId: secretName }))).KmsKeyId;
    const [first, second] = ['1111', '2222'].map(
      (end) => `arn:aws:kms:eu-central-1:111122223333:key/6a5d0d5e-3c3e-4c1f-9d59-1f6a1c1b${end}`,
    );
    const path = await tokenFile(dnscale.addToken());

    await set('--token-file', path, '--encryption-key', String(first));
    expect(await keyOf()).toBe(first);
    const again = await set('--token-file', path, '--encryption-key', String(second));

    expect(again.exitCode).toBe(0);
    expect(await keyOf()).toBe(second);
  });

  it('is called wrongly with an alias for a key', async () => {
    const alias = 'arn:aws:kms:eu-central-1:111122223333:alias/mine';

    const run = await set('--token-file', '-', '--encryption-key', alias);

    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('Give the ARN of a KMS key');
  });

  it('reads the token from the standard input', async () => {
    const token = dnscale.addToken();
    const args = [LAUNCHER, 'token', 'set', '--secret-name', secretName, '--token-file', '-', '--json'];
    const child = spawn(process.execPath, args, { env: environment, timeout: TIMEOUT_MS });
    child.stdin.end(`${token}\n`);

    expect(documentIn('token-set', await text(child.stdout))).toMatchObject({
      secretName,
      region: 'eu-central-1',
      outcome: 'created',
      findings: [{ check: 'token-reads', verdict: 'ok' }],
    });
    expect(await stored()).toBe(token);
  });

  it('takes back a secret that is scheduled for deletion', async () => {
    const [old, token] = [dnscale.addToken(), dnscale.addToken()];
    await set('--token-file', await tokenFile(old));
    await secrets.send(new DeleteSecretCommand({ SecretId: secretName }));

    const { exitCode, stdout } = await set('--token-file', await tokenFile(token));

    expect(stdout.replaceAll('\n  ', ' ')).toContain(
      `${secretName} in eu-central-1 was scheduled for deletion; it was taken back`,
    );
    expect(exitCode).toBe(0);
    expect(await stored()).toBe(token);
  });

  it("refuses a token that DNScale does not know, in the doctor's words, and keeps the one before", async () => {
    const [good, bad] = [dnscale.addToken(), dnscale.addToken()];
    dnscale.revokeToken(bad);
    await set('--token-file', await tokenFile(good));

    const { exitCode, stdout, stderr } = await set('--token-file', await tokenFile(bad));

    expect(stdout).toContain('✗ token-reads: DNScale refused the token, so');
    expect(stderr).toContain(`error: The token was not stored; the secret ${secretName} is as it was.`);
    expect(stdout + stderr).not.toContain(bad);
    expect(exitCode).toBe(1);
    expect(await stored()).toBe(good);
  });

  it('refuses what is no token, without asking DNScale or showing it', async () => {
    const before = dnscale.requests.length;

    const { exitCode, stderr } = await set('--token-file', await tokenFile('canary 4711'));

    expect(stderr).toContain('which --token-file names, holds text with blanks or line breaks inside');
    expect(stderr).not.toContain('canary');
    expect(exitCode).toBe(1);
    expect(dnscale.requests.length).toBe(before);
  });

  it('says what to do without a terminal and without a file', async () => {
    const { exitCode, stderr } = await set();

    expect(stderr).toContain('error: Nothing was stored: nobody can be asked here. Give --token-file ');
    expect(exitCode).toBe(2);
  });

  it('takes the region as the AWS CLI does', async () => {
    const path = await tokenFile(dnscale.addToken());
    const others = { ...environment, AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-north-1' };
    const args = ['token', 'set', '--secret-name', secretName, '--token-file', path];

    const byDefault = await runDnscaleCerts(args, others);
    const byOption = await runDnscaleCerts([...args, '--region', 'eu-west-3'], others);

    expect(byDefault.stdout).toContain(`${secretName} in eu-north-1 was made`);
    expect(byOption.stdout).toContain(`${secretName} in eu-west-3 was made`);
  });

  it('says so without AWS credentials or a region', async () => {
    const path = await tokenFile(dnscale.addToken());
    const args = ['token', 'set', '--token-file', path];
    const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...noKeys } = environment;
    const { AWS_REGION: ___, AWS_DEFAULT_REGION: ____, ...noRegion } = environment;

    const [keys, region] = await Promise.all([
      runDnscaleCerts(args, noKeys),
      runDnscaleCerts(args, noRegion),
    ]);

    expect(keys.stderr).toContain('Give AWS credentials as the AWS CLI takes them');
    expect(region.stderr).toContain('Give --region, or set AWS_REGION');
    expect([keys.exitCode, region.exitCode]).toEqual([1, 1]);
  });

  it('is called wrongly with a name that no secret can have', async () => {
    secretName = 'a b';

    const { exitCode, stderr } = await set('--token-file', '/nonexistent');

    expect(stderr).toContain('Give the name of a secret: letters, digits');
    expect(exitCode).toBe(2);
  });
});
