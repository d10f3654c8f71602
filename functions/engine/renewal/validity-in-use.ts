/**
 * Until when what clients meet works, while targets lack the live version. A newer certificate in S3 helps nobody whose load balancer
 * presents the one that ACM still holds. Pure.
 */
import type { Validity } from './share-of-life.ts';
import type { CertificateState } from './state.ts';

type Held = Pick<CertificateState, 'certificate' | 'installations' | 'secret' | 'failure'>;

/**
 * Of the target's certificate that ends first, where one ends before the live version. Undefined else, and where no run fails: a target
 * that no definition asks for any more keeps its old certificate, and that is no trouble. Of one that had ended before the runs
 * began to fail, the same is true.
 */
export function validityInUse({ certificate, installations, secret, failure }: Held): Validity | undefined {
  if (!certificate || !failure) return undefined;
  const { notBefore, notAfter } = certificate;
  const failingSince = failure.since ?? failure.at;
  const ends = [...Object.values(installations), ...(secret ? [secret] : [])]
    .flatMap((held) => (held.notAfter && !held.released && !held.keptAt ? [held.notAfter.getTime()] : []))
    .filter((end) => end > failingSince.getTime() && end < notAfter.getTime());
  if (ends.length === 0) return undefined;
  const first = Math.min(...ends);
  // A state keeps no begin of it: its life is that of its successor, but for a change of the profile.
  const lifeMs = notAfter.getTime() - notBefore.getTime();
  return { notBefore: new Date(first - lifeMs), notAfter: new Date(first) };
}
