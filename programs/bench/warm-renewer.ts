/**
 * The renew function as Lambda keeps it warm: the shipped bundle in a process that takes one message after the other,
 * behind proxies of its own, so that every call is known to belong to the run that makes it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { NODE_COMMANDS } from '../../test/support/setup/places.ts';
import type { Script } from '../../test/support/world/proxy/acts.ts';
import { createRequestLog } from '../../test/support/world/proxy/request-log.ts';
import type { RenewerOptions } from '../proofs/proxied-renewer.ts';

const PROGRAM = join(import.meta.dirname, 'serve-renewals.ts');
/** Lambda's limit for the renew function. */
const LIMIT_MS = 300_000;
const OUTPUT_KEPT = 4_000;

export type WarmRenewer = {
  directoryUrl: string;
  /** Resolves at the end of the invocation. @throws when the process is gone. */
  run(certificateName: string): Promise<void>;
  stop(): Promise<void>;
};

export async function openWarmRenewer(options: RenewerOptions, script: Script): Promise<WarmRenewer> {
  const proxies = await options.startProxies({
    log: createRequestLog(),
    script,
    keepsCaConnections: true,
  });
  const child = spawn(join(NODE_COMMANDS, 'node'), [PROGRAM, options.bundle, String(LIMIT_MS)], {
    env: {
      ...options.environment,
      AWS_ENDPOINT_URL: proxies.awsUrl,
      DNSCALE_API_URL: proxies.apiUrl,
      CERTIFICATE_AUTHORITIES: proxies.directoryUrl,
      STACK_NAME: 'Bench',
      RENEWER: 'eu-central-1/Bench',
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  let output = '';
  const keep = (text: string) => {
    output = `${output}${text}\n`.slice(-OUTPUT_KEPT);
  };
  child.stderr.setEncoding('utf8').on('data', keep);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  async function until(message: string): Promise<void> {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`a renewer's process has ended: ${output}`);
      if (value.includes(`"message":"${message}"`)) return;
      keep(value);
    }
  }

  await until('ready');
  return {
    directoryUrl: proxies.directoryUrl,
    run: (certificateName) => {
      child.stdin.write(`${certificateName}\n`);
      return until('invocation-ended');
    },
    stop: async () => {
      child.stdin.end();
      await closed;
      await proxies.stop();
    },
  };
}
