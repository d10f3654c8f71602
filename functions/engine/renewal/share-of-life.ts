/** How much of a certificate's life is left: the one measure by which lives of 6 and of 90 days compare. Pure. */

export type Validity = { notBefore: Date; notAfter: Date };

/** 1 when it becomes valid, 0 when it ends, below 0 once it has expired. */
export function shareOfLifeLeft({ notBefore, notAfter }: Validity, now: Date): number {
  const lifeMs = notAfter.getTime() - notBefore.getTime();
  // A life without length is over: it must not come out as NaN, which sorts nowhere.
  if (lifeMs <= 0) return Number.NEGATIVE_INFINITY;
  return (notAfter.getTime() - now.getTime()) / lifeMs;
}
