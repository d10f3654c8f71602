/** Lets so many in at once; the others wait in the order they came. It knows nothing of what they do inside. */
export type Gate = {
  /** Resolves with the function to leave by, which MUST be called once. Rejects with the signal's reason. */
  enter(signal?: AbortSignal): Promise<() => void>;
};

export function createGate(most: number): Gate {
  const waiting = new Set<() => void>();
  let inside = 0;

  function leave(): void {
    inside -= 1;
    const [next] = waiting;
    next?.();
  }

  return {
    enter: (signal) =>
      new Promise((resolve, reject) => {
        const letIn = () => {
          waiting.delete(letIn);
          signal?.removeEventListener('abort', giveUp);
          inside += 1;
          resolve(leave);
        };
        const giveUp = () => {
          waiting.delete(letIn);
          reject(signal?.reason);
        };
        if (signal?.aborted) return reject(signal.reason);
        if (inside < most) return letIn();
        waiting.add(letIn);
        signal?.addEventListener('abort', giveUp, { once: true });
      }),
  };
}
