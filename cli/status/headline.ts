/** How one certificate is, in a sentence or two, and what to do about it: the begin of its screen. Times are in UTC. */

import { factsOf } from '../../functions/engine/errors.ts';
import { shortInstant } from '../../functions/engine/notify/time-words.ts';
import { type CertificateStatus, isLeftInUse } from '../../functions/engine/renewal/certificate-status.ts';
import type { StatusWord } from '../../functions/engine/renewal/status-word.ts';
import { revocationOfLive } from '../../functions/engine/revocation/revocations.ts';
import { becauseText } from './cells.ts';

type Words = (status: CertificateStatus, now: Date) => string;

const HEADLINES: Record<StatusWord, Words> = {
  unreadable: () => 'Its record cannot be read.',
  removed: (status, now) =>
    `Nobody declares it any more${isLeftInUse(status) ? ', and it was in use' : ''}: it is not renewed. ${liveText(status, now)}`,
  revoked: (status, now) => {
    const revokedAt = status.known.state && revocationOfLive(status.known.state)?.revokedAt;
    return `Revoked${sinceText(revokedAt, now)}, and not replaced yet. ${liveText(status, now)}`;
  },
  expired: (status, now) =>
    `Expired ${status.certificate ? shortInstant(status.certificate.notAfter, now) : ''}. ${failingText(status, now)}`,
  'needs-you': (status, now) => `${failingText(status, now)} ${liveText(status, now)}`,
  failing: (status, now) => `${failingText(status, now)} ${liveText(status, now)}`,
  unchecked: (status, now) => `Not checked${sinceText(status.error?.at, now)}. ${liveText(status, now)}`,
  'at-risk': (status, now) => {
    const { readiness, renewsAt } = status;
    const when = renewsAt && renewsAt > now ? ` on ${shortInstant(renewsAt, now)}` : '';
    return `Its renewal${when} would fail${sinceText(readiness?.failure?.since, now)}. ${liveText(status, now)}`;
  },
  'not-served': (status, now) => {
    const { served } = status;
    const places = served ? ` at ${served.all - served.ok} of ${served.all} places` : '';
    return `Not served${places}. ${liveText(status, now)}`;
  },
  renewing: (status, now) => `A run works on it now. ${liveText(status, now)}`,
  waiting: () => 'Not issued yet: the first run is to come.',
  ok: (status, now) => {
    const { renewsAt } = status;
    if (!renewsAt) return liveText(status, now);
    const renews = renewsAt > now ? `Renews ${shortInstant(renewsAt, now)}` : 'Is renewed at its next check';
    return `${liveText(status, now)} ${renews} (${becauseText(status)}).`;
  },
};

export function headline(status: CertificateStatus, now: Date): string {
  return HEADLINES[status.word](status, now).trim();
}

/** What is wrong, without what to do. */
export function whyText({ error }: CertificateStatus): string | undefined {
  return error && factsOf(error);
}

/** What a person does about it; undefined where nobody has to do anything. */
export function doText(status: CertificateStatus, options = ''): string | undefined {
  const { error, needsYou, word, certificateName } = status;
  if (isLeftInUse(status)) return 'Declare it again, or give what uses it another certificate.';
  if (word === 'removed') return 'Nothing, unless what is left of it is to go.';
  if (!error) return undefined;
  if (error.advice !== undefined) return error.advice;
  if (word === 'unreadable') return undefined;
  return needsYou
    ? `See what the runs saw:  dnscale-certs logs ${certificateName}${options}`
    : 'Nothing: the next run tries again.';
}

/** A run that was asked for shows at once whether it helped; what is left of one goes when a person says so. */
const RENEWED: readonly StatusWord[] = ['needs-you', 'failing', 'expired', 'at-risk', 'revoked'];

export function thenCommand(
  { word, certificateName }: CertificateStatus,
  options: string,
): string | undefined {
  if (word === 'removed') return `dnscale-certs remove ${certificateName}${options}`;
  return RENEWED.includes(word) ? `dnscale-certs renew ${certificateName}${options}` : undefined;
}

/** What comes by itself. */
export function nextText({ word, nextCheckAt }: CertificateStatus, now: Date): string | undefined {
  if (word === 'removed') return undefined;
  if (word === 'not-served') return 'its probes ask again every hour';
  if (!nextCheckAt || word === 'unreadable') return undefined;
  if (nextCheckAt <= now)
    return word === 'renewing' ? undefined : 'by itself at the next tick, within 10 minutes';
  return `by itself ${atText(nextCheckAt, now)}`;
}

function failingText({ certificate, known, error }: CertificateStatus, now: Date): string {
  const failure = known.state?.failure;
  if (!failure && !error) return 'Not renewed.';
  const since = sinceText(failure?.since ?? failure?.at ?? error?.at, now);
  const tries = failure && failure.count > 1 ? ` (${failure.count} tries)` : '';
  return `Not ${certificate ? 'renewed' : 'issued'}${since}${tries}.`;
}

function liveText({ certificate }: CertificateStatus, now: Date): string {
  if (!certificate) return 'None is live yet.';
  const verb = certificate.notAfter > now ? 'Live until' : 'It expired';
  return `${verb} ${shortInstant(certificate.notAfter, now)}.`;
}

function sinceText(at: Date | undefined, now: Date): string {
  return at ? ` since ${shortInstant(at, now)}` : '';
}

/** Today only the time. */
function atText(at: Date, now: Date): string {
  const isToday = at.toISOString().slice(0, 10) === now.toISOString().slice(0, 10);
  return isToday ? `at ${at.toISOString().slice(11, 16)}` : `on ${shortInstant(at, now)}`;
}
