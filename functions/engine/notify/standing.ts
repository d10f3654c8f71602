/**
 * What is (not) down, and until when: the same facts for the message, for the mail and for its subject. Pure. What a server still
 * presents counts where it is older than what is live.
 */
import { shareOfLifeLeft } from '../renewal/share-of-life.ts';
import type { Notice } from './notice.ts';
import { dayText, instantText, roundTime, shortTime } from './time-words.ts';

type Standing = Pick<Notice, 'kind' | 'validity' | 'undone' | 'revokedAt' | 'isUnread'>;

/** Follows the name of the certificate: `expires in 3 d 4 h (2027-02-21 08:12 UTC, 3% of its life left). Nothing is down.` */
export function standing({ kind, validity, revokedAt, isUnread }: Standing, now: Date): string {
  if (revokedAt) return `is REVOKED since ${instantText(revokedAt)}: clients that ask its CA refuse it.`;
  if (!validity && kind === 'not-served') return 'is renewed but NOT seen to be served.';
  if (isUnread) return 'has a record that cannot be read: the end of its certificate is not known.';
  if (!validity) return 'has no certificate yet: nothing can serve its names.';
  const { notAfter } = validity;
  const subject = kind === 'not-served' ? 'is renewed but NOT served. What is served ' : '';
  const leftMs = notAfter.getTime() - now.getTime();
  if (leftMs <= 0) {
    return `${subject}EXPIRED ${shortTime(-leftMs)} ago (${instantText(notAfter)}): clients refuse it.`;
  }
  const share = percent(shareOfLifeLeft(validity, now));
  return `${subject}expires in ${shortTime(leftMs)} (${instantText(notAfter)}, ${share} of its life left). Nothing is down.`;
}

/** As the first sentence of a mail. */
export function standingSentence(
  { kind, validity, undone, revokedAt, isUnread }: Standing,
  now: Date,
): string {
  if (revokedAt) {
    return `The live certificate is REVOKED since ${dayText(revokedAt, now)}: clients that ask its CA refuse it.`;
  }
  if (!validity && kind === 'not-served') return 'The live certificate is not seen to be served.';
  if (isUnread) return 'Its record cannot be read: the end of its certificate is not known.';
  if (!validity) return 'No certificate was issued yet: nothing can serve its names.';
  const when = dayText(validity.notAfter, now);
  const live = undone === 'import' ? 'What is in use' : 'The live certificate';
  const what = kind === 'not-served' ? 'What is served is not the live certificate. It' : live;
  return validity.notAfter <= now
    ? `${what} EXPIRED on ${when}: clients refuse it.`
    : `${what} works until ${when}. Nothing is down.`;
}

/** As the end of a subject: `2 days left`. */
export function lifeLeft({ kind, validity, revokedAt, isUnread }: Standing, now: Date): string {
  if (revokedAt) return 'REVOKED';
  if (isUnread) return 'its end is not known';
  if (!validity) return kind === 'not-served' ? 'none is seen' : 'there is none yet';
  const leftMs = validity.notAfter.getTime() - now.getTime();
  return leftMs <= 0 ? 'EXPIRED' : `${roundTime(leftMs)} left`;
}

function percent(share: number): string {
  const hundredths = Math.floor(share * 100);
  return hundredths < 1 ? 'less than 1%' : `${hundredths}%`;
}
