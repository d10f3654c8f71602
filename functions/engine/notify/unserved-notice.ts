/**
 * What is told of a certificate that is not served where it should be: one notice for all of its places. For events when it
 * changes, and for mails while it lasts. Pure.
 */
import { listed } from '../errors.ts';
import type { Leaf, SeenPlace, Served } from '../ports/probes.ts';
import { placeAttentionAt } from '../probe/judge-place.ts';
import { servedAt, servedAtText } from '../probe/served-at.ts';
import type { Notice, Severity } from './notice.ts';
import { type NoticeContext, noticeOf, type ToldCertificate } from './notice-of.ts';
import { shortTime } from './time-words.ts';

const MOST_PLACES = 5;

/** Undefined while nobody has to know: everywhere it is served, or may still be. */
export function unservedNotice(
  served: Served,
  known: ToldCertificate,
  context: NoticeContext,
): Notice | undefined {
  const places = placesToTell(served, context.now);
  const [first] = places;
  if (!first) return undefined;
  const { now } = context;
  const more = places.length - MOST_PLACES;
  const seen = places.slice(0, MOST_PLACES).map((place) => placeWords(place, now));
  const cause = [
    `The live certificate has the serial number ${serialText(served.live)} (until ${day(served.live.notAfter)}).`,
    ...seen,
    ...(more > 0 ? [`And ${more} places more.`] : []),
    `It is ${servedAtText(servedAt(served))}.`,
  ].join(' ');
  return noticeOf(
    known,
    {
      kind: 'not-served',
      cause,
      advice: adviceFor(places),
      next: 'The places are asked again every hour.',
      trouble: {
        subject: first.place,
        since: first.since,
        validity: first.leaf && { notBefore: first.leaf.notBefore, notAfter: first.leaf.notAfter },
      },
    },
    context,
  );
}

/** @param served with the severity that was told before; the one to keep comes back, with what is to be announced. */
export function changeOfServed(
  served: Served,
  known: ToldCertificate,
  context: NoticeContext,
): { told?: Severity | undefined; notice?: Notice | undefined } {
  const { told } = served;
  const notice = unservedNotice(served, known, context);
  if (notice) {
    const isWorse = told === undefined || (told !== 'page' && notice.severity === 'page');
    return isWorse ? { told: notice.severity, notice } : { told };
  }
  // Where what is wrong has changed into something that may still end by itself, it has not ended.
  if (told === undefined || served.attentionAt) return { told };
  return { notice: servedAgainNotice(served, known, context) };
}

export function servedAgainNotice(served: Served, known: ToldCertificate, context: NoticeContext): Notice {
  const places = served.places.map(({ place }) => place);
  const cause = `The live certificate, ${serialText(served.live)}, is what ${listed(places, MOST_PLACES)} present${places.length === 1 ? 's' : ''}.`;
  return noticeOf(
    known,
    { kind: 'served-again', cause, next: 'The places are asked again every hour.' },
    context,
  );
}

/** Those of which somebody has to know now: first what ends first, and last what is not seen at all. */
function placesToTell({ places, live }: Served, now: Date): SeenPlace[] {
  const endOf = ({ leaf }: SeenPlace) => leaf?.notAfter.getTime() ?? Number.MAX_SAFE_INTEGER;
  return places
    .filter((place) => {
      const at = placeAttentionAt(place, live);
      return at !== undefined && at <= now;
    })
    .toSorted((a, b) => endOf(a) - endOf(b));
}

function placeWords({ place, standing, leaf, reason = '' }: SeenPlace, now: Date): string {
  if (!leaf) return `${place} is unreachable: ${reason}.`;
  const leftMs = leaf.notAfter.getTime() - now.getTime();
  const end = leftMs > 0 ? `expires in ${shortTime(leftMs)}` : `expired ${shortTime(-leftMs)} ago`;
  const what = standing === 'stale' ? 'still presents an earlier one' : 'presents one that is not ours';
  return `${place} ${what}, ${serialText(leaf)}, which ${end}.`;
}

function adviceFor(places: readonly SeenPlace[]): string {
  const of = (standing: SeenPlace['standing']) =>
    places.filter((one) => one.standing === standing).map(({ place }) => place);
  const [stale, foreign, unreachable] = [of('stale'), of('foreign'), of('unreachable')];
  const sentences = [
    stale.length > 0 &&
      `On the host of ${listed(stale, MOST_PLACES)}, fetch the live files from the bucket and reload the server.`,
    foreign.length > 0 &&
      `See whose certificate ${listed(foreign, MOST_PLACES)} presents and install the live one there, or take that place out of \`probe\`.`,
    unreachable.length > 0 &&
      `See whether ${listed(unreachable, MOST_PLACES)} answers to the network of the renewer, or take that place out of \`probe\`.`,
  ];
  return sentences.filter((sentence) => sentence !== false).join(' ');
}

/** `04:af:…:11`: enough to compare with what a browser shows. */
function serialText({ serial }: Leaf): string {
  const octets = serial.padStart(serial.length + (serial.length % 2), '0').match(/../g) ?? [];
  const shown = octets.length > 4 ? [...octets.slice(0, 2), '…', ...octets.slice(-1)] : octets;
  return shown.join(':');
}

function day(at: Date): string {
  return at.toISOString().slice(0, 10);
}
