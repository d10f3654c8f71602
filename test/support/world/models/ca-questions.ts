/** When the modelled CA was asked for renewal information, and how long after the question before about the same certificate. */

export type Gap = { atMs: number; gapMs: number };

export interface Questions {
  asked(certId: string, isRevoked: boolean): void;
  readonly count: number;
  /** From each certificate's second question on. What is revoked waits for its order, not for advice: it has no gaps. */
  gaps(): Gap[];
}

export function createQuestions(clock: { now(): Date }): Questions {
  const last = new Map<string, number>();
  // A month of ten thousand certificates has more than a million of them.
  const times: number[] = [];
  const gaps: number[] = [];
  let count = 0;
  return {
    asked: (certId, isRevoked) => {
      const atMs = clock.now().getTime();
      const before = last.get(certId);
      last.set(certId, atMs);
      count += 1;
      if (before === undefined || isRevoked) return;
      times.push(atMs);
      gaps.push(atMs - before);
    },
    get count() {
      return count;
    },
    gaps: () => times.map((atMs, index) => ({ atMs, gapMs: gaps[index] ?? 0 })),
  };
}
