/**
 * What the machine adds to a measurement: how much of its processors was idle, and how late this process (which answers for
 * DNScale, the name servers, ACM and all proxies) was at its own timers.
 */
import { cpus } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';

export type MachineShare = {
  /** From 0 to 1, over all processors. */
  idle: number;
  /** How late a timer of this process was, in milliseconds. */
  lateness: { p50: number; p99: number; most: number };
};

const TIMER_MS = 10;
const NS = 1e6;

/** Begins at once; the returned function ends it. */
export function watchMachine(): () => MachineShare {
  const before = processorTimes();
  const delays = monitorEventLoopDelay({ resolution: TIMER_MS });
  delays.enable();
  return () => {
    delays.disable();
    const after = processorTimes();
    const late = (ns: number) => Math.max(0, ns / NS - TIMER_MS);
    return {
      idle: (after.idle - before.idle) / (after.all - before.all),
      lateness: {
        p50: late(delays.percentile(50)),
        p99: late(delays.percentile(99)),
        most: late(delays.max),
      },
    };
  };
}

function processorTimes(): { idle: number; all: number } {
  const times = cpus().map((cpu) => cpu.times);
  const all = times.flatMap(({ user, nice, sys, idle, irq }) => [user, nice, sys, idle, irq]);
  return { idle: sum(times.map(({ idle }) => idle)), all: sum(all) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
