/** The load on a server while its certificate is renewed. What a single request is: server-load-process.ts. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export type Load = {
  /** Requests that got a whole answer. */
  answered: number;
  /** By what went wrong: how often. */
  failures: Record<string, number>;
  /** By the serial number that was presented: how often. */
  serials: Record<string, number>;
};

export type RunningLoad = {
  /** So far. */
  seen(): Promise<Load>;
  /** Resolves once the last request has its answer. */
  end(): Promise<Load>;
};

const PROGRAM = fileURLToPath(new URL('./server-load-process.ts', import.meta.url));

export function startLoad({
  port,
  rootPem,
  connections,
  pauseMs,
}: {
  port: number;
  rootPem: string;
  connections: number;
  /** Of each connection, before its next request. */
  pauseMs: number;
}): RunningLoad {
  const child = fork(PROGRAM, [port, connections, pauseMs, rootPem].map(String));
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the load ended by itself (${code})`);
  });
  ended.catch(() => {});
  const ask = async (message: string): Promise<Load> => {
    const answer = once(child, 'message');
    child.send(message);
    const [load] = await Promise.race([answer, ended]);
    return load;
  };
  return {
    seen: () => ask('seen'),
    async end() {
      const load = await ask('end');
      child.disconnect();
      return load;
    },
  };
}
