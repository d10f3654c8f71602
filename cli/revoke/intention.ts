/** What a person has revoked by a command, or why there is nothing to revoke. Pure. */
import { CERTIFICATE_AUTHORITIES } from '../../functions/engine/config/defaults.ts';
import type { RevocationReason } from '../../functions/engine/ports/acme.ts';
import type { KnownCertificate } from '../../functions/engine/ports/renewers.ts';
import { isOver } from '../../functions/engine/revocation/revocations.ts';
import { dayAndTime } from '../status/instant-text.ts';

export type Wish = { reason: RevocationReason; now?: true; serial?: string };

export type Intention = {
  serial: string;
  reason: RevocationReason;
  isAtOnce: boolean;
  /** What is live, to be replaced; undefined for any other. */
  isLive: boolean;
  /** It was asked for before, and is not done yet. */
  isAgain: boolean;
};

/** Without a serial number, what hangs comes before what is live: who asks once more means the same. */
export function intentionOf(
  { state }: KnownCertificate,
  { reason, now, serial: wanted }: Wish,
  at: Date,
): Intention | { nothing: string } {
  const { certificate, revocations = [] } = state ?? {};
  const hanging = revocations.filter((one) => !isOver(one, at));
  const serial = wanted ?? hanging[0]?.serial ?? certificate?.serial;
  if (serial === undefined) return { nothing: 'No certificate was issued yet.' };
  const isLive = serial === certificate?.serial;
  const common = { serial, reason, isAtOnce: now === true, isLive };
  if (hanging.some((one) => one.serial === serial)) return { ...common, isAgain: true };
  const done = revocations.find((one) => one.serial === serial)?.revokedAt;
  if (done) return { nothing: `It is revoked since ${dayAndTime(done)}, and is being replaced.` };
  if (isLive && certificate.notAfter <= at) {
    return { nothing: `It expired on ${dayAndTime(certificate.notAfter)}: nobody accepts it any more.` };
  }
  if (isLive && certificate.certificateAuthority === CERTIFICATE_AUTHORITIES['letsencrypt-staging']) {
    return { nothing: 'It is of Let’s Encrypt’s staging: nobody trusts it.' };
  }
  return { ...common, isAgain: false };
}
