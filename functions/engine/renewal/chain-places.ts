/** Where a certificate goes as the last steps of its chain: its targets, and the places that its probes see. Pure. */
import { shortInstant } from '../notify/time-words.ts';
import type { SeenPlace } from '../ports/probes.ts';
import type { KnownCertificate } from '../ports/renewers.ts';
import { placeAttentionAt } from '../probe/judge-place.ts';
import { type ChainStep, failedAt, failedStep } from './chain-step.ts';
import type { Failure } from './state.ts';
import { type Target, targetsOf } from './targets.ts';

export function targetSteps({ definition, state }: KnownCertificate): ChainStep[] {
  const targets = targetsOf(definition, state);
  const failure = failedAt('target', state?.failure);
  const failed = failure ? failedTargets(targets, failure) : [];
  return targets.map((target) => {
    const seen =
      failure && failed.includes(target)
        ? failedStep(failure)
        : { ...seenAt(target), at: target.installedAt };
    return { step: 'target', of: target.region ?? 'Secrets Manager', ...seen };
  });
}

/** Its subject may be the region or the ARN; else it is about those that lack the live certificate. */
function failedTargets(targets: readonly Target[], { subject }: Failure): readonly Target[] {
  const own = targets.filter(({ region, arn }) => subject !== undefined && [region, arn].includes(subject));
  const lacking = targets.filter(({ isLive, isDeclared }) => isDeclared && !isLive);
  return [own, lacking].find((some) => some.length > 0) ?? targets;
}

function seenAt({ isDeclared, isLive, arn, serial }: Target): Pick<ChainStep, 'is' | 'saw'> {
  if (!isDeclared) return { is: 'open', saw: 'no longer asked for, and left there' };
  if (isLive) return { is: 'done', saw: 'holds the live certificate' };
  if (arn === undefined) return { is: 'open', saw: 'nothing is there yet' };
  return { is: 'warning', saw: `holds another one: serial ${serial}` };
}

export function probeSteps({ definition, served }: KnownCertificate, now: Date): ChainStep[] {
  return (definition?.probe ?? []).map((place) => {
    const seen = served?.places.find((one) => one.place === place);
    if (!served || !seen) return { step: 'probe', of: place, is: 'open', saw: 'not probed yet' };
    const attentionAt = placeAttentionAt(seen, served.live);
    const isLate = attentionAt !== undefined && attentionAt <= now;
    const is = seen.standing === 'served' ? 'done' : isLate ? 'failed' : 'warning';
    return { step: 'probe', of: place, is, saw: placeWords(seen, now), at: served.at };
  });
}

function placeWords({ standing, since, leaf, reason }: SeenPlace, now: Date): string {
  const ending = leaf ? ` until ${shortInstant(leaf.notAfter, now)}` : '';
  switch (standing) {
    case 'served':
      return `serves it since ${shortInstant(since, now)}`;
    case 'stale':
      return `serves an earlier one${ending}`;
    case 'foreign':
      return `serves one of others${ending}`;
    case 'unreachable':
      return `not reached: ${reason ?? 'no answer'}`;
  }
}
