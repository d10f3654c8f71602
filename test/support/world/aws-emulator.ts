/**
 * Runs ministack on a free port of loopback, in a temporary folder of its own, with Node 24 for its Lambdas whatever
 * runtime they ask for. Each setting and the order of the stop answers a trap of ministack 1.5.33; read its
 * core/lambda_runtime.py before you change one.
 */
import { fileURLToPath } from 'node:url';
import { Agent, request } from 'undici';
import { NODE_MODULES } from '../setup/places.ts';
import { type Authorization, prepareAuthorization } from './aws-authorization.ts';
import { onFreePorts } from './ports.ts';
import { hostEnvironment, type RunningProcess, startProcess, waitUntilReady } from './processes.ts';
import { makeTemporaryFolder, removeFolder } from './temporary-folder.ts';

export type EmulatorOptions = {
  /** The Python that has ministack. */
  python: string;
  region: string;
  /** For every Lambda. */
  environment: Record<string, string>;
  /** Evaluate IAM and serve TLS; else everything is allowed to everybody. */
  authorization: boolean;
};

export type Emulator = {
  /** SQS wants "localhost", as its queue URLs say; S3 an address, else the bucket becomes a host name. */
  endpoints: { AWS_ENDPOINT_URL: string; AWS_ENDPOINT_URL_S3: string };
  /** Set with `authorization`: clients must trust its CA. */
  authorization: Authorization | undefined;
  logPath: string;
  output(): string;
  stop(): Promise<void>;
};

/** Asks the emulator itself; the answer is its status. Rejects when there is none in time. */
type Ask = (method: 'GET' | 'POST', path: string, timeoutMs: number) => Promise<number>;

const NAME = 'The AWS emulator';
const PROGRAM = fileURLToPath(new URL('./start-ministack.py', import.meta.url));
const READY_TIMEOUT_MS = 30_000;
const RESET_TIMEOUT_MS = 3_000;

export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const folder = await makeTemporaryFolder('aws');
  try {
    const { NODE_EXTRA_CA_CERTS } = options.environment;
    const authorization = options.authorization
      ? await prepareAuthorization(folder, NODE_EXTRA_CA_CERTS)
      : undefined;
    return await onFreePorts(1, ([port]) => launch(folder, Number(port), authorization, options));
  } catch (error) {
    await removeFolder(folder);
    throw error;
  }
}

async function launch(
  folder: string,
  port: number,
  authorization: Authorization | undefined,
  options: EmulatorOptions,
): Promise<Emulator> {
  const scheme = authorization ? 'https' : 'http';
  const address = `${scheme}://127.0.0.1:${port}`;
  const endpoints = { AWS_ENDPOINT_URL: `${scheme}://localhost:${port}`, AWS_ENDPOINT_URL_S3: address };
  const ask = asker(address, authorization?.caCertificatePem);
  const server = startProcess({
    name: NAME,
    command: options.python,
    args: ['-I', PROGRAM],
    environment: {
      ...hostEnvironment(folder),
      ...settings(port, options.region),
      ...endpoints,
      ...options.environment,
      ...authorization?.environment,
    },
    folder,
  });
  try {
    await waitUntilReady(server, () => probe(server, address, ask), {
      name: NAME,
      timeoutMs: READY_TIMEOUT_MS,
    });
  } catch (error) {
    await server.stop(0);
    throw error;
  }
  return {
    endpoints,
    authorization,
    logPath: server.logPath,
    output: server.output,
    stop: () => stop(server, ask, folder),
  };
}

/** With undici itself, because fetch() takes no CA. */
function asker(address: string, ca: string | undefined): Ask {
  const dispatcher = new Agent({ connect: { ca } });
  return async (method, path, timeoutMs) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const { statusCode, body } = await request(`${address}${path}`, { method, dispatcher, signal });
    await body.dump();
    return statusCode;
  };
}

function settings(port: number, region: string): Record<string, string> {
  return {
    GATEWAY_PORT: String(port),
    BIND_HOST: '127.0.0.1',
    IOT_MTLS_ENABLED: '0', // would open port 8883
    SFTP_ENABLED: '0',
    MINISTACK_REGION: region,
    LOG_LEVEL: 'INFO', // the probe reads the log
    // CDK's own handlers `require` the SDK: without this they get stand-ins that ignore the region.
    NODE_PATH: NODE_MODULES,
  };
}

// "Running on" is written after the bind; an answer alone could be another emulator's on the same port.
async function probe(server: RunningProcess, address: string, ask: Ask): Promise<void> {
  if (!server.output().includes(`Running on ${address}`)) throw new Error('it does not listen yet');
  const status = await ask('GET', '/_ministack/ready', 2_000);
  if (status !== 200) throw new Error(`it answered ${status}`);
}

/**
 * The reset comes first: it ends the Lambdas, which SIGTERM leaves running, and a custom resource that hangs, which would
 * delay the SIGTERM. The last resort is SIGKILL to the whole group.
 */
async function stop(server: RunningProcess, ask: Ask, folder: string): Promise<void> {
  if (!server.hasEnded()) await ask('POST', '/_ministack/reset', RESET_TIMEOUT_MS).catch(() => {});
  await server.stop();
  await removeFolder(folder);
}
