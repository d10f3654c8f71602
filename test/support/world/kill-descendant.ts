/**
 * Kills a process that descends from this one: what a server of the local world has started for itself, as the AWS emulator its
 * Lambdas. Whatever number it is given, it touches no process of anybody else. Read from /proc, so on Linux only.
 */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** It may stand in a system call on a busy machine. */
const GONE_WITHIN_MS = 30_000;

/** SIGKILL; resolves when it is gone. Throws when it is no descendant, or does not go. */
export async function killDescendant(pid: number): Promise<void> {
  const startedAt = (await readStat(pid))?.startedAt;
  if (startedAt === undefined || !(await descends(pid)))
    throw new Error(`the process ${pid} was not started from here: it is not killed`);
  process.kill(pid, 'SIGKILL');
  const giveUpAt = Date.now() + GONE_WITHIN_MS;
  while (await isAlive(pid, startedAt)) {
    if (Date.now() > giveUpAt) throw new Error(`the process ${pid} still runs after SIGKILL`);
    await sleep(5);
  }
}

async function descends(pid: number): Promise<boolean> {
  const parent = (await readStat(pid))?.parent;
  if (parent === undefined || parent <= 1) return false;
  return parent === process.pid || descends(parent);
}

/** A dead process that its parent has not collected yet has the state Z; another one may have its number by now. */
async function isAlive(pid: number, startedAt: string): Promise<boolean> {
  const stat = await readStat(pid);
  return stat !== undefined && stat.startedAt === startedAt && !'ZX'.includes(stat.state);
}

type Stat = { state: string; parent: number; startedAt: string };

/** Behind the name, which may hold anything: state, parent, …, the twentieth is the start, in clock ticks (proc_pid_stat(5)). */
async function readStat(pid: number): Promise<Stat | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  if (!fields) return undefined;
  const { 0: state = '', 1: parent = '', 19: startedAt = '' } = fields;
  return { state, parent: Number(parent), startedAt };
}
