/**
 * Starts Pebble, Let's Encrypt's test CA, on free ports of loopback, with its own TLS certificate and temporary folder. Its
 * settings: pebble's cmd/pebble/main.go and the PEBBLE_* variables of its README. Traps: it asks `resolver` over TCP only,
 * and picks a random profile for an order that names none.
 */

import { writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { ensurePebble } from '../setup/tools.ts';
import { issueListenerCertificate } from './listener-certificate.ts';
import { onFreePorts } from './ports.ts';
import { hostEnvironment, type RunningProcess, startProcess, waitUntilReady } from './processes.ts';
import { makeTemporaryFolder, removeFolder } from './temporary-folder.ts';

export type PebbleOptions = {
  /** `address:port` of the DNS server that its validation asks (over TCP). */
  resolver: string;
  /** Lifetime of the profile `shortlived`, seconds. @default 60 */
  shortLivedSeconds?: number;
  /** Profiles beside `default` (90 days) and `shortlived`: name → lifetime in seconds. @default none */
  profiles?: Record<string, number>;
  /** Share of good nonces refused with badNonce, percent. @default 0 */
  badNoncePercent?: number;
  /** Share of valid authorizations reused from an earlier order, percent. @default 0 */
  authorizationReusePercent?: number;
  /** Certificates above the leaf, without the root. @default 1 */
  chainLength?: number;
  /** Further roots, offered as alternate chains. @default 0 */
  alternateRoots?: number;
  /** `Retry-After` on authorizations and orders, seconds; 0 sends none. @default 0 */
  retryAfterSeconds?: number;
  /** A validation takes a random whole number of seconds below this. @default it takes no time */
  validationSeconds?: number;
  /** It refuses to issue for these names and everything below them. @default none */
  blockedDomains?: string[];
  /** HMAC keys (base64url) by key id: new accounts then need a binding to one of them. @default no binding is needed */
  externalAccounts?: Record<string, string>;
  /** Pebble's `-strict`. @default false */
  strict?: boolean;
  /** @default what `ensurePebble` finds or builds */
  binary?: string;
};

export type Pebble = {
  directoryUrl: string;
  /** The CA of its HTTPS listener, for NODE_EXTRA_CA_CERTS of processes that are yet to start. */
  caCertificatePath: string;
  /** The same for code in this process, as `trustedCaPem` of the ACME transport. */
  caCertificatePem: string;
  /** Pebble's test interface: /roots/0, /intermediates/0, /set-renewal-info/. */
  managementUrl: string;
  /** The root of the certificates it issues; new at every start. */
  rootCertificatePem(index?: number): Promise<string>;
  /** From now on it answers requests for this certificate's renewal information with this text, valid or not. */
  setRenewalInfo(certificatePem: string, answer: string): Promise<void>;
  /** By its serial number (hexadecimal). */
  certificateStatus(serial: string): Promise<{ status: 'Valid' | 'Revoked'; reason?: number }>;
  output(): string;
  /** Ends it and starts it again at the same addresses, without its accounts and orders. */
  restart(): Promise<void>;
  /** Ends it and removes its folder. May be called twice. */
  stop(): Promise<void>;
};

const READY_TIMEOUT_MS = 15_000;
const NINETY_DAYS_S = 90 * 24 * 60 * 60;
const USER_AGENT = { 'user-agent': 'dnscale-certs-tests' };

/** Ready to take orders when it returns. Throws with Pebble's own output when it does not come up. */
export async function startPebble(options: PebbleOptions): Promise<Pebble> {
  const binary = options.binary ?? (await ensurePebble());
  const folder = await makeTemporaryFolder('pebble');
  try {
    const { certificatePem, privateKeyPem, caCertificatePem } = await issueListenerCertificate();
    const caCertificatePath = join(folder, 'ca.pem');
    await Promise.all([
      writeFile(caCertificatePath, caCertificatePem),
      writeFile(join(folder, 'certificate.pem'), certificatePem),
      writeFile(join(folder, 'key.pem'), privateKeyPem, { mode: 0o600 }),
    ]);
    const running = await onFreePorts(2, (ports) => launch(binary, folder, ports, caCertificatePem, options));
    return { ...running, caCertificatePath, caCertificatePem };
  } catch (error) {
    await removeFolder(folder);
    throw error;
  }
}

type Launched = Omit<Pebble, 'caCertificatePath' | 'caCertificatePem'>;

async function launch(
  binary: string,
  folder: string,
  [acmePort, managementPort]: number[],
  caPem: string,
  options: PebbleOptions,
): Promise<Launched> {
  const directoryUrl = `https://localhost:${acmePort}/dir`;
  const managementUrl = `https://localhost:${managementPort}`;
  const config = configuration(`127.0.0.1:${acmePort}`, `127.0.0.1:${managementPort}`, options);
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));
  const start = async () => {
    const started = startProcess({
      name: 'Pebble',
      command: binary,
      args: ['-config', 'config.json', '-dnsserver', options.resolver, `-strict=${options.strict ?? false}`],
      environment: { ...hostEnvironment(folder), ...settings(options) },
      folder,
    });
    try {
      await waitUntilReady(started, () => probe(directoryUrl, managementUrl, caPem), {
        name: 'Pebble',
        timeoutMs: READY_TIMEOUT_MS,
      });
      return started;
    } catch (error) {
      await started.stop(0);
      throw error;
    }
  };
  let server = await start();
  return {
    directoryUrl,
    managementUrl,
    rootCertificatePem: (index = 0) => get(`${managementUrl}/roots/${index}`, caPem),
    setRenewalInfo: async (Certificate, ARIResponse) => {
      await ask(`${managementUrl}/set-renewal-info/`, caPem, JSON.stringify({ Certificate, ARIResponse }));
    },
    certificateStatus: async (serial) => {
      const { Status, Reason } = JSON.parse(
        await get(`${managementUrl}/cert-status-by-serial/${serial}`, caPem),
      );
      return { status: Status, ...(Reason !== undefined && { reason: Reason }) };
    },
    output: () => server.output(),
    restart: async () => {
      await server.stop();
      server = await start();
    },
    stop: () => stop(server, folder),
  };
}

function configuration(
  listenAddress: string,
  managementListenAddress: string,
  options: PebbleOptions,
): object {
  const lifetimes = {
    default: NINETY_DAYS_S,
    shortlived: options.shortLivedSeconds ?? 60,
    ...options.profiles,
  };
  const profiles = Object.entries(lifetimes).map(([name, validityPeriod]) => [
    name,
    { description: `${validityPeriod} s`, validityPeriod },
  ]);
  const retryAfter = options.retryAfterSeconds ?? 0;
  return {
    pebble: {
      listenAddress,
      managementListenAddress,
      certificate: 'certificate.pem',
      privateKey: 'key.pem',
      keyAlgorithm: 'ecdsa',
      domainBlocklist: options.blockedDomains ?? [],
      retryAfter: { authz: retryAfter, order: retryAfter },
      profiles: Object.fromEntries(profiles),
      ...(options.externalAccounts && {
        externalAccountBindingRequired: true,
        externalAccountMACKeys: options.externalAccounts,
      }),
    },
  };
}

function settings(options: PebbleOptions): Record<string, string> {
  return {
    ...(options.validationSeconds === undefined
      ? { PEBBLE_VA_NOSLEEP: '1' }
      : { PEBBLE_VA_SLEEPTIME: String(options.validationSeconds) }),
    PEBBLE_WFE_NONCEREJECT: String(options.badNoncePercent ?? 0),
    PEBBLE_AUTHZREUSE: String(options.authorizationReusePercent ?? 0),
    PEBBLE_CHAIN_LENGTH: String(options.chainLength ?? 1),
    PEBBLE_ALTERNATE_ROOTS: String(options.alternateRoots ?? 0),
  };
}

// Its two listeners start separately. Another server on these ports would not have our certificate.
async function probe(directoryUrl: string, managementUrl: string, caPem: string): Promise<void> {
  await Promise.all([get(directoryUrl, caPem), get(`${managementUrl}/roots/0`, caPem)]);
}

const get = (url: string, caPem: string) => ask(url, caPem);

/** node:https takes a CA, fetch() does not. Pebble refuses a request without a user agent. */
function ask(url: string, caPem: string, body?: string): Promise<string> {
  const method = body === undefined ? 'GET' : 'POST';
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method, ca: caPem, agent: false, headers: USER_AGENT, timeout: 2_000 },
      (response) => {
        let answer = '';
        response.setEncoding('utf8');
        response.on('data', (text) => {
          answer += text;
        });
        response.on('end', () => {
          if (response.statusCode === 200) resolve(answer);
          else reject(new Error(`${url} answered ${response.statusCode}`));
        });
        response.on('error', reject);
      },
    );
    sent.on('timeout', () => sent.destroy(new Error(`${url} did not answer within 2 s`)));
    sent.on('error', reject);
    sent.end(body);
  });
}

async function stop(server: RunningProcess, folder: string): Promise<void> {
  await server.stop();
  await removeFolder(folder);
}
