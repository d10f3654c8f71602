/**
 * certbot with DNScale's own plugin, run once against a local world. It writes into one temporary folder; its output shows
 * only when it fails.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureRealClients } from '../setup/tools.ts';
import { hostEnvironment, type RunningProcess, startProcess } from '../world/processes.ts';
import { makeTemporaryFolder, removeFolder } from '../world/temporary-folder.ts';

export type CertbotOptions = {
  /** The emulator's, `http://…/v1`. */
  apiUrl: string;
  token: string;
  directoryUrl: string;
  /** The CA of the ACME server's own TLS listener. */
  caCertificatePath: string;
  /** The plugin sleeps so long without asking DNS, seconds. */
  propagationSeconds: number;
  /** @default - the CA's choice */
  profile?: string;
};

export type Certbot = {
  /** Its configuration, with live/, archive/, renewal/ and accounts/. */
  folder: string;
  /** `certbot certonly`. Returns fullchain.pem and privkey.pem; throws with certbot's output when it fails. */
  issue(domainNames: string[]): Promise<{ fullchainPem: string; privateKeyPem: string }>;
  /** Ends certbot if it still runs and removes the folder. */
  stop(): Promise<void>;
};

// Not the command in the environment's `bin`: it names the folder in which the environment was made before its move.
const RUN_CERTBOT = 'import sys; from certbot.main import main; sys.exit(main(sys.argv[1:]))';

export async function createCertbot(options: CertbotOptions): Promise<Certbot> {
  const python = await ensureRealClients();
  const folder = await makeTemporaryFolder('certbot');
  const credentials = join(folder, 'dnscale.ini');
  const baseUrl = options.apiUrl.replace(/\/v1$/, ''); // the plugin adds it
  const ini = `dns_dnscale_api_token = ${options.token}\ndns_dnscale_api_url = ${baseUrl}\n`;
  await writeFile(credentials, ini, { mode: 0o600 });
  let running: RunningProcess | undefined;

  return {
    folder: join(folder, 'config'),
    async issue(domainNames) {
      running = startProcess({
        name: 'certbot',
        command: python,
        args: ['-I', '-c', RUN_CERTBOT, ...certonly(options, folder, credentials, domainNames)],
        environment: { ...hostEnvironment(folder), REQUESTS_CA_BUNDLE: options.caCertificatePath },
        folder,
      });
      const code = await running.ended;
      if (code !== 0) throw new Error(`certbot ended with ${code}. Its output:\n${running.output()}`);
      const live = join(folder, 'config', 'live', 'judged');
      const [fullchainPem, privateKeyPem] = await Promise.all([
        readFile(join(live, 'fullchain.pem'), 'utf8'),
        readFile(join(live, 'privkey.pem'), 'utf8'),
      ]);
      return { fullchainPem, privateKeyPem };
    },
    async stop() {
      await running?.stop();
      await removeFolder(folder);
    },
  };
}

function certonly(
  { directoryUrl, propagationSeconds, profile }: CertbotOptions,
  folder: string,
  credentials: string,
  domainNames: string[],
): string[] {
  return [
    'certonly',
    ...['--non-interactive', '--agree-tos', '--register-unsafely-without-email', '--cert-name', 'judged'],
    ...['--config-dir', join(folder, 'config'), '--work-dir', join(folder, 'work')],
    ...['--logs-dir', join(folder, 'logs'), '--server', directoryUrl],
    ...['--authenticator', 'dns-dnscale', '--dns-dnscale-credentials', credentials],
    ...['--dns-dnscale-propagation-seconds', String(propagationSeconds)],
    ...(profile === undefined ? [] : ['--preferred-profile', profile]),
    ...domainNames.flatMap((name) => ['--domain', name]),
  ];
}
