/**
 * DNScale's own Python SDK, called from a test: one Python process, one line of JSON for each call and each
 * result. An exception of the SDK is thrown here under its Python name. The process ends when its stdin does.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ensureRealClients } from '../setup/tools.ts';
import { hostEnvironment } from '../world/processes.ts';
import { makeTemporaryFolder, removeFolder } from '../world/temporary-folder.ts';

export type Sdk = {
  /**
   * `records.create` with positional and named arguments, as in Python; models come back as the SDK writes them to
   * JSON. Throws an SdkError for whatever Python raises.
   */
  call(token: string, method: string, args?: unknown[], named?: Record<string, unknown>): Promise<SdkResult>;
  stop(): Promise<void>;
};

/** Every field that an expectation reads, as if each result had it. */
export type SdkResult = SdkRecord & {
  pagination: object;
  zones: { name: string }[];
  records: SdkRecord[];
  [Symbol.iterator](): Iterator<SdkRecord>;
};
type SdkRecord = { id: string; name: string; content: string; ttl: number; status: string };

const SCRIPT = fileURLToPath(new URL('./sdk.py', import.meta.url));
const GRACE_MS = 3_000;

export async function startSdk(apiUrl: string): Promise<Sdk> {
  const python = await ensureRealClients();
  const folder = await makeTemporaryFolder('sdk');
  const child = spawn(python, ['-I', SCRIPT, apiUrl], { cwd: folder, env: hostEnvironment(folder) });
  const ended = once(child, 'close');
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    complaint += text;
  });
  child.stdin.on('error', () => {}); // it has ended: `call` tells it
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  return {
    async call(token, method, args = [], named = {}) {
      child.stdin.write(`${JSON.stringify({ token, call: method, args, named })}\n`);
      const { value: line, done } = await lines.next();
      if (done) throw new Error(`the SDK's process ended. Its output:\n${complaint || '(nothing)'}`);
      const { value, error } = JSON.parse(line);
      if (error) throw new SdkError(error);
      return value;
    },
    async stop() {
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
      await ended;
      clearTimeout(timer);
      await removeFolder(folder);
    },
  };
}

/** What Python raised: `name` is the class, the rest the fields of the SDK's APIError. */
class SdkError extends Error {
  constructor({ type, message, ...fields }: { type: string; message: string }) {
    super(message);
    this.name = type;
    Object.assign(this, fields);
  }
}
