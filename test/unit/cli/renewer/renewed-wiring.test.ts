/** Credentials that end and are renewed while a command reads on: the SDK's own clients, and a stand-in for SSM and SSO. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { renewedAfterFailure } from '../../../../cli/renewer/renewed-wiring.ts';
import { noDeadline } from '../../../support/builders.ts';

let home: string;
let aws: Server;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'dnscale-certs-home-'));
  aws = createServer((request, response) => {
    const { authorization = '', 'x-amz-sso_bearer_token': bearer } = request.headers;
    const isSso = request.url?.startsWith('/federation/credentials');
    if (isSso) response.end(JSON.stringify({ roleCredentials: bearer === 'signed-in' ? ROLE : {} }));
    else if (authorization.includes('Credential=AKIDENDED')) response.writeHead(400).end(EXPIRED);
    else response.end('{"Parameters":[]}');
  }).listen(0, '127.0.0.1');
  await once(aws, 'listening');
  const url = `http://127.0.0.1:${(aws.address() as AddressInfo).port}`;
  const variables = { ...NO_CREDENTIALS, HOME: home, AWS_ENDPOINT_URL: url, AWS_REGION: 'eu-central-1' };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  aws.closeAllConnections();
  aws.close();
  await rm(home, { recursive: true });
});

const NO_CREDENTIALS = {
  AWS_ACCESS_KEY_ID: undefined,
  AWS_SECRET_ACCESS_KEY: undefined,
  AWS_SESSION_TOKEN: undefined,
  AWS_PROFILE: undefined,
  AWS_CONFIG_FILE: undefined,
  AWS_SHARED_CREDENTIALS_FILE: undefined,
};

const EXPIRED = JSON.stringify({
  __type: 'ExpiredTokenException',
  message: 'The security token included in the request is expired',
});

const ROLE = {
  accessKeyId: 'AKIDROLE',
  secretAccessKey: 'secret',
  sessionToken: 'session',
  expiration: Date.now() + 3_600_000,
};

async function put(path: string, lines: string[]) {
  const file = join(home, '.aws', path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, lines.join('\n'));
}

const session = (accessKeyId: string) => [
  '[default]',
  `aws_access_key_id = ${accessKeyId}`,
  'aws_secret_access_key = secret',
  'aws_session_token = session',
];

const SSO_SESSION = [
  '[sso-session shop]',
  'sso_start_url = https://shop.test/start',
  'sso_region = eu-central-1',
];

/** As `aws sso login` leaves it. */
async function signIn(cached: string, accessToken: string, leftMs: number) {
  const name = createHash('sha1').update(cached).digest('hex');
  const token = { accessToken, expiresAt: new Date(Date.now() + leftMs).toISOString() };
  await put(`sso/cache/${name}.json`, [JSON.stringify(token)]);
}

function reader(profile?: string) {
  const withWiring = renewedAfterFailure(process.env, profile === undefined ? {} : { profile });
  return () => withWiring(({ directory }) => directory.listRenewers(noDeadline()));
}

describe('renewedAfterFailure', () => {
  it('finds a session that was renewed in the credentials file', async () => {
    await put('credentials', session('AKIDENDED'));
    const read = reader();
    await expect(read()).rejects.toThrow('The session of these credentials has ended. Sign in again');

    await put('credentials', session('AKIDNEW'));

    expect(await read()).toEqual({ renewers: [], unreadable: [] });
  });

  it.each([
    ['of a session', ['sso_session = shop'], 'shop'],
    [
      'of the old form',
      ['sso_start_url = https://shop.test/start', 'sso_region = eu-central-1'],
      'https://shop.test/start',
    ],
  ])('finds a sign-in at IAM Identity Center %s', async (_, settings, cached) => {
    const account = ['sso_account_id = 123456789012', 'sso_role_name = Reader'];
    await put('config', ['[profile shop]', ...settings, ...account, ...SSO_SESSION]);
    await signIn(cached, 'ended', -60_000);
    const read = reader('shop');
    await expect(read()).rejects.toThrow('Sign in: aws sso login --profile shop');

    await signIn(cached, 'signed-in', 3_600_000);

    expect(await read()).toEqual({ renewers: [], unreadable: [] });
  });
});
