/** Credentials that end and are renewed while a command reads on: the SDK's own clients, and a stand-in for SSM and SSO. */
import { createHash } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runLogs } from '../../../../cli/logs/run.ts';
import { type LogsWiring, wireLogs } from '../../../../cli/logs/wiring.ts';
import { waitForRun } from '../../../../cli/renew/wait.ts';
import { renewedAfterFailure } from '../../../../cli/renewer/renewed-wiring.ts';
import { wireRenewers } from '../../../../cli/renewer/wiring.ts';
import { systemClock } from '../../../../functions/engine/deadline.ts';
import { aDescriptor, noDeadline } from '../../../support/builders.ts';
import { aScreen } from '../../../support/screen.ts';

let home: string;
let aws: Server;
/** What AWS answers to whoever is signed in, by the end of the action's name. */
let answers: Record<string, () => object>;
let ended: string[];
beforeEach(async () => {
  ended = ['AKIDENDED'];
  answers = { GetParametersByPath: () => ({ Parameters: [] }) };
  home = await mkdtemp(join(tmpdir(), 'dnscale-certs-home-'));
  aws = createServer((request, response) => {
    const { authorization = '', 'x-amz-sso_bearer_token': bearer, 'x-amz-target': target } = request.headers;
    const [, action = ''] = String(target).split('.');
    const isSso = request.url?.startsWith('/federation/credentials');
    if (isSso) response.end(JSON.stringify({ roleCredentials: bearer === 'signed-in' ? ROLE : {} }));
    else if (ended.some((id) => authorization.includes(`Credential=${id}/`))) {
      response.writeHead(400).end(EXPIRED);
    } else response.end(JSON.stringify(answers[action]?.() ?? {}));
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
  const options = profile === undefined ? {} : { profile };
  const withWiring = renewedAfterFailure((tell) => wireRenewers(process.env, options, tell));
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

/** Signs in with a session that ends when `isOver` is called, after which the person takes another. */
async function aSessionThatEnds() {
  await put('credentials', session('AKIDFIRST'));
  vi.spyOn(systemClock, 'sleep').mockImplementation(() => new Promise((resolve) => setImmediate(resolve)));
  return { isOver: () => void ended.push('AKIDFIRST'), signIn: () => put('credentials', session('AKIDNEW')) };
}

describe('a command that waits long', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('sees the end of a run when the session has ended meanwhile, and the person signs in again', async () => {
    const { isOver, signIn } = await aSessionThatEnds();
    let isOpen = true;
    let calls = 0;
    answers.BatchGetItem = () => {
      calls += 1;
      // A reading takes three.
      if (calls === 3) isOver();
      return { Responses: { 'Certs-requests': isOpen ? [{ id: { S: 'one' } }] : [] } };
    };
    const warnings: string[] = [];
    const warn = (message: string) => {
      if (!message.includes('reading them failed')) return;
      warnings.push(message);
      isOpen = false;
      void signIn();
    };
    const renewer = aDescriptor({ queueUrl: `${process.env.AWS_ENDPOINT_URL}/1/Certs-work` });
    const found = { renewer, known: { certificateName: 'example.com' } };

    const withWiring = renewedAfterFailure((tell) => wireRenewers(process.env, {}, tell));
    const end = await waitForRun('one', found, withWiring, { step: () => undefined, warn });

    expect(end).toEqual({ known: undefined });
    expect(warnings[0]).toContain('The session of these credentials has ended.');
  });

  it('shows further lines of a log after a new sign-in', async () => {
    const { isOver, signIn } = await aSessionThatEnds();
    const screen = aScreen(300);
    const host = Object.assign(new EventEmitter(), { exit: () => undefined });
    let question = 0;
    answers.FilterLogEvents = () => {
      question += 1;
      if (question === 3) isOver();
      return { events: question > 3 ? [LOGGED] : [] };
    };
    screen.stderr.on('data', (text) => {
      if (String(text).includes('has ended')) void signIn();
    });
    screen.stdout.on('data', () => host.emit('SIGINT', 'SIGINT'));
    const stand: Omit<LogsWiring, 'logsOf'> = {
      directory: {
        region: async () => 'eu-central-1',
        listRenewers: async () => ({ renewers: [aDescriptor()], unreadable: [] }),
      },
      overviewOf: () => ({
        readCertificates: async () => [{ certificateName: 'example.com' }],
        describeCertificate: async () => undefined,
        listCertificates: async () => ({ certificates: [], isComplete: true }),
      }),
    };
    const withWiring = renewedAfterFailure((tell) => ({ ...wireLogs(process.env, {}, tell), ...stand }));

    const options = { since: 60_000, follow: true } as const;
    expect(await runLogs('example.com', options, process.env, screen, withWiring, host)).toBe(130);

    expect(screen.shown()).toContain('a run begins');
  });
});

const LOGGED = {
  eventId: 'one',
  timestamp: Date.now(),
  message: JSON.stringify({ message: 'a run begins', certificateName: 'example.com', level: 'INFO' }),
};
