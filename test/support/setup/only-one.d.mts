/**
 * Runs `task` while no other process holds `lockFolder`; calls `onWait` once if it has to wait for one. Throws what the task
 * throws, or an error after 15 minutes of waiting or when `signal` aborts the wait. Running the task twice must do no harm.
 */
export function onlyOne<T>(
  lockFolder: string,
  task: () => Promise<T>,
  onWait?: () => void,
  signal?: AbortSignal,
): Promise<T>;
