/** When a certificate is probed, and what is kept of it: the observation before and what its places answered now. Pure. */
import { type ProbeTarget, probeText } from '../config/probe.ts';
import type { Leaf, ProbeAnswer, Served } from '../ports/probes.ts';
import type { Validity } from '../renewal/share-of-life.ts';
import type { CertificateState } from '../renewal/state.ts';
import { attentionAtOf, seePlace } from './judge-place.ts';

const MINUTE_MS = 60 * 1000;
const HOUR_MS = 60 * MINUTE_MS;

/** What two ticks may differ by. */
const SLACK_MS = 5 * MINUTE_MS;

const USUAL_MS = HOUR_MS - SLACK_MS;

/** Since it was made live, every tick asks where it is not served yet. */
const HASTE_MS = HOUR_MS + SLACK_MS;

const MOST_EARLIER = 20;

export type Wanted = {
  /** Of the definition. */
  targets: readonly ProbeTarget[];
  /** Of the live certificate. */
  validity: Validity;
};

/** @param before what was seen last. */
export function isProbeDue(before: Served | undefined, { targets, validity }: Wanted, now: Date): boolean {
  if (!before) return true;
  const lastMs = now.getTime() - before.at.getTime();
  // The second: a clock that was wrong may have written a time to come.
  if (lastMs >= USUAL_MS || lastMs < -HOUR_MS) return true;
  if (before.live.notBefore.getTime() !== validity.notBefore.getTime()) return true;
  if (targets.map(probeText).join() !== before.places.map(({ place }) => place).join()) return true;
  const isFresh = now.getTime() - before.liveSince.getTime() < HASTE_MS;
  return isFresh && before.places.some(({ standing }) => standing !== 'served');
}

/** Of the live certificate; undefined while there is none. */
export function liveLeaf({ certificate }: CertificateState): Leaf | undefined {
  if (!certificate) return undefined;
  const { serial, sha256, notBefore, notAfter } = certificate;
  return { serial, sha256, notBefore, notAfter };
}

export type Answers = readonly { place: string; answer: ProbeAnswer }[];

export function seeServed(
  before: Served | undefined,
  { state, live, answers }: { state: CertificateState; live: Leaf; answers: Answers },
  now: Date,
): Served {
  const earlier = earlierOf(before, state, live);
  const isNew = before?.live.serial !== live.serial;
  const places = answers.map(({ place, answer }) =>
    seePlace(place, answer, {
      compared: { live, earlier },
      before: before?.places.find((one) => one.place === place),
      now,
    }),
  );
  return {
    certificateName: state.certificateName,
    at: now,
    live,
    liveSince: isNew ? now : before.liveSince,
    earlier,
    places,
    attentionAt: attentionAtOf(places, live),
    told: before?.told,
  };
}

/** What the history of the runs and the probes before remember. */
function earlierOf(before: Served | undefined, { history = [] }: CertificateState, live: Leaf): string[] {
  const issued = history.flatMap(({ serial }) => serial ?? []).toReversed();
  const seen = before ? [before.live.serial, ...before.earlier] : [];
  const serials = new Set([...issued, ...seen]);
  serials.delete(live.serial);
  return [...serials].slice(0, MOST_EARLIER);
}
