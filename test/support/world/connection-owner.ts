/** Which process is at the other end of a connection on loopback. Read from /proc, so on Linux only. */
import { readdir, readFile, readlink } from 'node:fs/promises';

/** The ports of a connection. One end alone names none: two processes may be connected from one port to two servers. */
export type Connection = {
  /** The client's end. */
  readonly from: number;
  /** The server's end. */
  readonly to: number;
};

/** The client's process. Throws when no process has this end. */
export async function findConnectionOwner(connection: Connection): Promise<number> {
  const inode = await findInode(connection);
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const sockets = await openFiles(pid);
    if (sockets.includes(`socket:[${inode}]`)) return Number(pid);
  }
  throw new Error(`no process has the connection ${describe(connection)}`);
}

/** Columns of /proc/net/tcp (proc_pid_net(5)): number, local address, remote address, state, …, the tenth is the inode. */
const ESTABLISHED = '01';

async function findInode(connection: Connection): Promise<string> {
  const [, ...lines] = (await readFile('/proc/net/tcp', 'utf8')).trim().split('\n');
  const [from, to] = [loopback(connection.from), loopback(connection.to)];
  // A closed connection that lingers from the same port (TIME_WAIT) belongs to no process any more.
  const found = lines
    .map((line) => line.trim().split(/\s+/))
    .find(([, local, remote, state]) => local === from && remote === to && state === ESTABLISHED);
  const inode = found?.[9];
  if (inode === undefined) throw new Error(`there is no connection ${describe(connection)}`);
  return inode;
}

function loopback(port: number): string {
  return `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
}

function describe({ from, to }: Connection): string {
  return `from port ${from} to port ${to}`;
}

async function openFiles(pid: string): Promise<string[]> {
  try {
    const names = await readdir(`/proc/${pid}/fd`);
    return await Promise.all(names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')));
  } catch {
    return []; // it has ended, or is not ours
  }
}
