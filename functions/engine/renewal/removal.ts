/** What the state says of the removal of a certificate that nobody declares (docs/decisions/0044-removing-what-is-left.md). Pure. */

/** What stays of it. */
export type Kept = {
  arn: string;
  /** In words: `it is in use, so it was not deleted`. */
  why: string;
  /** ARNs of what uses it. @default - nobody has said */
  usedBy?: string[] | undefined;
};

/** A person has asked for all that is left of it to go. */
export type Removal = {
  askedAt: Date;
  /** When a run has done it. @default - it is still to be done */
  endedAt?: Date | undefined;
  /** What stayed then. @default - nothing: the certificate is gone */
  kept?: Kept[] | undefined;
};

/** Nothing is left of it but what counts towards the CA's limits. */
export function isGone({
  definition,
  state,
}: {
  definition?: unknown;
  state?: { removal?: Removal | undefined } | undefined;
}): boolean {
  const { endedAt, kept = [] } = state?.removal ?? {};
  return definition === undefined && endedAt !== undefined && kept.length === 0;
}
