/** Which process is at the other end of a connection on loopback. Read from /proc, so on Linux only. */
import { readdir, readFile, readlink } from 'node:fs/promises';

/** @param port of that process's end. Throws when no process has it. */
export async function findConnectionOwner(port: number): Promise<number> {
  const inode = await findInode(port);
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const sockets = await openFiles(pid);
    if (sockets.includes(`socket:[${inode}]`)) return Number(pid);
  }
  throw new Error(`no process has the connection from port ${port}`);
}

/** Columns of /proc/net/tcp (proc_pid_net(5)): number, local address, remote address, state, …, the tenth is the inode. */
const ESTABLISHED = '01';

async function findInode(port: number): Promise<string> {
  const [, ...lines] = (await readFile('/proc/net/tcp', 'utf8')).trim().split('\n');
  const loopback = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  // A closed connection that lingers from the same port (TIME_WAIT) belongs to no process any more.
  const found = lines
    .map((line) => line.trim().split(/\s+/))
    .find(([, local, , state]) => local === loopback && state === ESTABLISHED);
  const inode = found?.[9];
  if (inode === undefined) throw new Error(`there is no connection from port ${port}`);
  return inode;
}

async function openFiles(pid: string): Promise<string[]> {
  try {
    const names = await readdir(`/proc/${pid}/fd`);
    return await Promise.all(names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')));
  } catch {
    return []; // it has ended, or is not ours
  }
}
