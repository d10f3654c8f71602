/** What uses a certificate, by the target that it is used from. Pure. */
import type { Certificate } from './chosen.ts';

export type Target = Certificate['targets'][number];
export type Use = Certificate['words']['uses'][number];

/** Of one region alone there is no question; a role of IAM, for example, has none. */
export function usesOf({ kind, region }: Target, { targets, words: { uses } }: Certificate): readonly Use[] {
  if (kind !== 'acm') return [];
  const inAcm = targets.filter((one) => one.kind === 'acm');
  return inAcm.length === 1 ? uses : uses.filter((use) => use.region === region);
}

/** Those of no target: the target is gone, or the ARN does not say where it is used. */
export function otherUses(certificate: Certificate): readonly Use[] {
  const { targets, words } = certificate;
  const shown = targets.flatMap((target) => usesOf(target, certificate));
  return words.uses.filter((use) => !shown.includes(use));
}
