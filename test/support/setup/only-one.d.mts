/**
 * Runs `task` while no other process holds `lockFolder`; `onWait` is told once if there is one to wait for.
 * Throws what the task throws, or an error after 15 minutes of waiting or when `signal` aborts the wait. The task
 * must bear running twice.
 */
export function onlyOne<T>(
  lockFolder: string,
  task: () => Promise<T>,
  onWait?: () => void,
  signal?: AbortSignal,
): Promise<T>;
