/** Times work by the processor time of this thread, which what else the machine does hardly changes. */

/** Returns how many milliseconds of work this thread has done since. */
export function startProcessorTime(): () => number {
  const before = process.threadCpuUsage();
  return () => {
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1_000;
  };
}
