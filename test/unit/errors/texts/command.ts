/** Errors of the command, and of the folder that it keeps a certificate in. */
import { stat } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { runAdvise } from '../../../../cli/advise/run.ts';
import { notListening } from '../../../../cli/dashboard/serve.ts';
import { readCommandEnvironment } from '../../../../cli/environment.ts';
import { onInterruption } from '../../../../cli/interruption.ts';
import { nobodyToAsk } from '../../../../cli/questions.ts';
import { expectLeftOver } from '../../../../cli/remove/find-left-over.ts';
import { isForceAgreed } from '../../../../cli/renew/agree.ts';
import { findCertificates } from '../../../../cli/renew/find-certificates.ts';
import { awsOptions } from '../../../../cli/renewer/aws-options.ts';
import { findRenewers } from '../../../../cli/renewer/find-renewers.ts';
import { readStatus } from '../../../../cli/status/read.ts';
import { definitionOf } from '../../../../cli/try/definition.ts';
import { createEnvironmentAccount } from '../../../../cli/try/external-account.ts';
import { wireCommand } from '../../../../cli/wiring.ts';
import { createCertificateOverview } from '../../../../functions/aws/certificate-overview.ts';
import type { DocumentClient } from '../../../../functions/aws/table-items.ts';
import { createTokenKeeper } from '../../../../functions/aws/token-keeper.ts';
import { parseDescriptor } from '../../../../functions/engine/config/descriptor.ts';
import { expectVerifiedTls } from '../../../../functions/engine/config/verified-tls.ts';
import type { KnownCertificate, RenewerDirectory } from '../../../../functions/engine/ports/renewers.ts';
import { createFileAccountKeys } from '../../../../functions/files/account-keys.ts';
import { readFileState } from '../../../../functions/files/file-records.ts';
import { createFileStore } from '../../../../functions/files/file-store.ts';
import { createFolder, type Folder } from '../../../../functions/files/folder.ts';
import { lockFolder } from '../../../../functions/files/folder-lock.ts';
import { expectOwnFile, linkInTheWay } from '../../../../functions/files/own-path.ts';
import { createTokenFile } from '../../../../functions/files/token-file.ts';
import { aCertificateState, aDefinition, aDescriptor, NOW, noDeadline } from '../../../support/builders.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import { scriptedClient, sdkError } from '../../aws/scripted-client.ts';
import type { ErrorText } from '../error-page.ts';

const DIRECTORY = 'https://acme-staging-v02.api.letsencrypt.org/directory';
const NEWER_STATE = '{"schema":2,"certificateName":"example.com"}';
const NO_TERMINAL = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
const VERSION = '20261123T060000000Z-3f9a2c01';

export const COMMAND_TEXTS: ErrorText[] = [
  [
    'Variables of the environment are mistyped.',
    () => readCommandEnvironment({ DNSCALE_TTL: '60', DNSCALE_HTTP_TIMEOUT: '30s' }),
  ],
  ['Node checks no certificate of a server.', () => expectVerifiedTls({ NODE_TLS_REJECT_UNAUTHORIZED: '0' })],
  [
    'The names of a try cannot be in one certificate.',
    () => definition(['www.example.com', '*.example.com']),
  ],
  [
    'Advice is asked for about names that no public CA certifies.',
    () => runAdvise({ domain: ['printer.local'], for: ['servers'] }, NO_TERMINAL),
  ],
  [
    'Another program has the port of the dashboard.',
    () => notListening(8080, Object.assign(new Error('listen'), { code: 'EADDRINUSE' })),
  ],
  ['A profile takes fewer names.', () => definition(manyNames(26), 'tlsserver')],
  ['Ctrl-C was pressed.', () => interrupted()],
  ['The command was given no token.', () => tokenFrom({})],
  ['The variable holds no token.', () => tokenFrom({ DNSCALE_API_TOKEN: 'a token' })],
  ['The variable holds the name of a file.', () => tokenFrom({ DNSCALE_API_TOKEN: 'file://token.txt' })],
  ['The variable holds the token of another.', () => tokenFrom({ DNSCALE_API_TOKEN: 'AWS_SECRET=x' })],
  ['The CA wants an external account.', () => externalAccount({})],
  ['The external account is mistyped.', () => externalAccount({ keyId: 'kid-1', hmacKey: 'HjudV5qnbre!' })],
  [
    'The token file is not there.',
    () => createTokenFile('/nonexistent/token', createManualClock(NOW)).readToken(noDeadline()),
  ],
  [
    'The AWS credentials may not make the secret.',
    () => storeToken(sdkError('AccessDeniedException', 'not authorized')),
  ],
  ['The command finds no AWS region.', () => storeToken(new Error('Region is missing'))],
  [
    'The command finds no AWS credentials.',
    () => storeToken(sdkError('CredentialsProviderError', 'Could not load credentials from any providers')),
  ],
  [
    'The AWS CLI has no such profile.',
    () =>
      awsOptions(
        { AWS_CONFIG_FILE: '/none/config', AWS_SHARED_CREDENTIALS_FILE: '/none/keys' },
        { profile: 'shop' },
      ),
  ],
  ['No renewer is deployed in the region.', () => findRenewers(renewers(), undefined, noDeadline())],
  ['No renewer has the name.', () => findRenewers(renewers('Certs', 'Shop'), 'Cert', noDeadline())],
  ['Another program wrote the descriptor of a renewer.', () => parseDescriptor('{}', '/dnscale-certs/Certs')],
  ['No renewer has the certificate.', () => certificateAt({})],
  ['Status is asked for a certificate that is spelt wrongly.', () => statusOf('exmaple.com')],
  ['Nobody declares the certificate any more.', () => certificateAt({ Certs: {} })],
  [
    'Two renewers have the certificate.',
    () => certificateAt({ Certs: { definition: aDefinition() }, Shop: { definition: aDefinition() } }),
  ],
  [
    'Nobody can be asked whether `renew --all --force` may order so many.',
    () => isForceAgreed('all', [], { force: true }, NO_TERMINAL),
  ],
  [
    'Nobody can be asked whether `remove` may take it away.',
    () => Promise.reject(nobodyToAsk('Nothing of example.com was removed', '--yes')),
  ],
  [
    'What `remove` is to take away is declared.',
    () => leftAt({ definition: aDefinition(), owner: 'cloudformation:eu-central-1/Website/WebTls' }),
  ],
  [
    'Nothing is left for `remove` to take away.',
    () => certificateAt({ Certs: { state: aCertificateState({ removal: { askedAt: NOW, endedAt: NOW } }) } }),
  ],
  ['DynamoDB is throttled while the command reads certificates.', () => readThrottled()],
  ['The folder cannot be written.', () => createFolder('/dev/null/certificates').write('cert.pem', 'PEM')],
  ['Another user owns the folder.', () => judged('/srv/certificates', { uid: 54_321, mode: 0o755 })],
  [
    'Others can write to a file of the folder.',
    () => judged('/srv/certificates/state.json', { uid: 0, mode: 0o666 }),
  ],
  ['The folder is a link that others may have made.', () => linkInTheWay('/tmp/certificates')],
  [
    'The state in the folder lists a path as a version.',
    () => createFileStore(folder()).showVersion('../../..'),
  ],
  ['The folder is in use.', () => lockFolder(folder('1'))],
  ['A newer release wrote the folder’s state.', () => readFileState(folder(NEWER_STATE), 'example.com')],
  ['The folder’s state was damaged.', () => readFileState(folder('{"schema":1}'), 'example.com')],
  ['A file was deleted from the folder’s archive.', () => createFileStore(folder()).showVersion(VERSION)],
  [
    'A file of the folder’s archive was changed.',
    () => createFileStore(folder('other')).archiveKey('example.com', VERSION, 'key', noDeadline()),
  ],
  [
    'The folder’s account key was damaged.',
    () => createFileAccountKeys(folder('other')).getOrCreate(DIRECTORY, () => 'key', noDeadline()),
  ],
];

function definition(domain: string[], profile?: string) {
  const given = { domain, directory: DIRECTORY, keyAlgorithm: 'EC_PRIME256V1' as const };
  return definitionOf(profile === undefined ? given : { ...given, profile });
}

function manyNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `host${index}.example.com`);
}

function tokenFrom(environment: NodeJS.ProcessEnv) {
  return wireCommand(environment).token.readToken(noDeadline());
}

function storeToken(refusal: Error) {
  const { client } = scriptedClient<SecretsManagerClient>(() => {
    throw refusal;
  });
  const keeper = createTokenKeeper({
    caller: { profileOption: '' },
    client: () => client,
    secretName: 'dnscale/token',
  });
  return keeper.store('dnscale_live_1', noDeadline());
}

function renewers(...names: string[]): RenewerDirectory {
  const all = names.map((renewerName) => aDescriptor({ renewerName }));
  return {
    listRenewers: async () => ({ renewers: all, unreadable: [] }),
    region: async () => 'eu-central-1',
  };
}

function statusOf(certificateName: string) {
  const known = { certificateName: 'example.com', definition: aDefinition() };
  const overview = {
    describeCertificate: async () => undefined,
    readCertificates: async () => [],
    listCertificates: async () => ({ certificates: [known], isComplete: true }),
  };
  const ports = { directory: renewers('Certs'), overviewOf: () => overview, bundleUrlOf: () => '' };
  return readStatus(ports, { certificateName }, noDeadline());
}

function certificateAt(known: Record<string, Partial<KnownCertificate>>) {
  const all = ['Certs', 'Shop'].map((renewerName) => aDescriptor({ renewerName }));
  const found = all.flatMap((renewer) => {
    const one = known[renewer.renewerName];
    return one ? [{ renewer, known: { certificateName: 'example.com', ...one } }] : [];
  });
  return findCertificates(['example.com'], {
    renewers: all,
    read: async (renewer) => found.filter((one) => one.renewer === renewer).map((one) => one.known),
    list: async () => found,
  });
}

/** `remove` finds it as the others do. */
async function leftAt(known: Partial<KnownCertificate>) {
  return expectLeftOver({ renewer: aDescriptor(), known: { certificateName: 'example.com', ...known } });
}

function readThrottled() {
  const { client } = scriptedClient<DocumentClient>(({ input }) => ({ UnprocessedKeys: input.RequestItems }));
  const tables = { definitions: 'Certs-definitions', states: 'Certs-states' };
  return createCertificateOverview({
    caller: { profileOption: '' },
    client: () => client,
    tables,
  }).readCertificates(['example.com'], noDeadline());
}

function externalAccount(given: { keyId?: string; hmacKey?: string }) {
  const { keyId, hmacKey } = given;
  const source = createEnvironmentAccount({ keyId, hmacKey });
  return source.readExternalAccount('https://ca.test/directory', noDeadline());
}

function interrupted(): unknown {
  const heard: ((signal: NodeJS.Signals) => void)[] = [];
  const host = {
    on: (_: string, hear: (signal: NodeJS.Signals) => void) => heard.push(hear),
    off: () => 0,
    exit: () => 0,
  };
  const { signal } = onInterruption(() => undefined, host);
  heard[0]?.('SIGINT');
  return signal.reason;
}

/** A file that this process has made, with another owner or other bits. */
async function judged(path: string, { uid, mode }: { uid: number; mode: number }): Promise<void> {
  const stats = await stat(fileURLToPath(import.meta.url));
  await expectOwnFile(path, Object.assign(stats, { uid, mode: (stats.mode & ~0o7777) | mode }));
}

/** A folder in which every file exists with this text, or none exists. */
function folder(text?: string): Folder {
  return {
    path: 'dnscale-certs/example.com',
    read: async () => text,
    write: async () => undefined,
    writeAll: async () => undefined,
    create: async () => text === undefined,
    expectWritable: async () => undefined,
    expectOwn: async () => undefined,
  };
}
