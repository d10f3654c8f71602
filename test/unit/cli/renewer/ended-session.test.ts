/** A sign-in that has ended, met by each call that a command makes to AWS: the SDK's own credentials, and nothing is sent. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { wireAdopt } from '../../../../cli/adopt/wiring.ts';
import { wireAlert } from '../../../../cli/alert/wiring.ts';
import { wireLogs } from '../../../../cli/logs/wiring.ts';
import { wirePull } from '../../../../cli/pull/wiring.ts';
import { wireRemove } from '../../../../cli/remove/wiring.ts';
import { wireRenewers } from '../../../../cli/renewer/wiring.ts';
import { wireTokenSet } from '../../../../cli/token/wiring.ts';
import { aDescriptor, NOW, noDeadline } from '../../../support/builders.ts';
import { makeHomeOfEndedSession } from '../../../support/ended-session.ts';
import { removeFolder } from '../../../support/world/temporary-folder.ts';

const START_URL = 'https://shop.test/start';
const CONFIG = `
[profile shop]
sso_start_url = ${START_URL}
sso_region = eu-central-1
sso_account_id = 111122223333
sso_role_name = Operator
region = eu-central-1
`;

let home: string;
beforeAll(async () => {
  home = await makeHomeOfEndedSession(CONFIG, START_URL);
  vi.stubEnv('HOME', home);
  for (const variable of OTHER_SOURCES) vi.stubEnv(variable, undefined);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await removeFolder(home);
});

const OTHER_SOURCES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
];

const NEVER = noDeadline();
const GIVEN = { profile: 'shop' };
const ARN = 'arn:aws:acm:eu-west-1:111122223333:certificate/1';
const CA = 'https://acme.test/directory';
const REQUEST = { certificateName: 'example.com', id: 'one' };
const renewer = aDescriptor();

const renewers = () => wireRenewers(process.env, GIVEN);
const overview = () => renewers().overviewOf(renewer);
const requests = () => renewers().requestsOf(renewer);
const alert = () => wireAlert(process.env, GIVEN);
const remove = () => wireRemove(process.env, GIVEN);
const adopt = () => wireAdopt(process.env, GIVEN);
const store = () => adopt().storeOf(renewer);
const accountKeys = () => adopt().accountKeysOf(renewer);
const tokenSet = () => wireTokenSet(process.env, { ...GIVEN, secretName: 'dnscale/token' });

describe('a sign-in that has ended', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['finds renewers', () => renewers().directory.listRenewers(NEVER)],
    ['lists certificates', () => overview().listCertificates(NEVER)],
    ['reads some', () => overview().readCertificates(['example.com'], NEVER)],
    ['describes one', () => overview().describeCertificate('example.com', NEVER)],
    ['asks for a check', () => requests().add('example.com', { id: 'one', dueAt: NOW }, NEVER)],
    ['asks for several', () => requests().addAll([{ ...REQUEST, dueAt: NOW }], NEVER)],
    ['sees which are open', () => requests().findOpen([REQUEST], NEVER)],
    ['starts checks', () => renewers().queueOf(renewer).send(['example.com'], NEVER)],
    ['reads logs', () => wireLogs(process.env, GIVEN).logsOf(renewer).readLines('example.com', NOW, NEVER)],
    ['sends a test mail', () => alert().notifyFunctionOf('Certs-notify').invoke({ test: true }, NEVER)],
    ['sees who gets mails', () => alert().subscriptionsOf('arn:alerts').listSubscriptions(NEVER)],
    ['sees what is in use', () => remove().uses.readUses(ARN, 'eu-west-1', NEVER)],
    ['sees whose it is', () => remove().holderReaderOf(renewer)(ARN, 'example.com', 'eu-west-1', NEVER)],
    ['finds the bucket', () => wirePull(process.env, GIVEN).directory.listRenewers(NEVER)],
    ['pulls files', () => wirePull(process.env, GIVEN).readerOf('certs').readLive('example.com', NEVER)],
    ['sees what is live', () => store().liveVersion('example.com', NEVER)],
    ['sees what is stored', () => store().listVersions('example.com', NEVER)],
    ['reads the account key', () => accountKeys().read(CA, NEVER)],
    ['stores the account key', () => accountKeys().getOrCreate(CA, () => 'a key', NEVER)],
    ['stores the token', () => tokenSet().secret.store('dnscale_live_x', NEVER)],
  ])('is told with the profile to whoever %s', async (_, call) => {
    const failure = await call().catch((error) => error);

    expect(failure).toMatchObject({
      disposition: 'person',
      advice: 'Sign in: aws sso login --profile shop',
    });
  });
});
