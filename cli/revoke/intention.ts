/** What a person has revoked by a command, or why there is nothing to revoke. Pure. */
import { CERTIFICATE_AUTHORITIES } from '../../functions/engine/config/defaults.ts';
import { printable } from '../../functions/engine/errors.ts';
import type { RevocationReason } from '../../functions/engine/ports/acme.ts';
import type { KnownCertificate } from '../../functions/engine/ports/renewers.ts';
import type { Revocation } from '../../functions/engine/renewal/state.ts';
import { isDone, isOver } from '../../functions/engine/revocation/revocations.ts';
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

/**
 * Without a serial number, it is what is live, also while the revocation of another one hangs: that one is finished by itself, and a
 * leaked key is that of what is live.
 */
export function intentionOf(
  { state }: KnownCertificate,
  { reason, now, serial: wanted }: Wish,
  at: Date,
): Intention | { nothing: string } {
  const { certificate, revocations = [] } = state ?? {};
  const hanging = hangingIn(state, at);
  const serial = wanted ?? certificate?.serial ?? hanging[0]?.serial;
  if (serial === undefined) return { nothing: 'No certificate was issued yet.' };
  const isLive = serial === certificate?.serial;
  const common = { serial, reason, isAtOnce: now === true, isLive };
  if (hanging.some((one) => one.serial === serial)) return { ...common, isAgain: true };
  const before = revocations.find((one) => one.serial === serial);
  // Of a key that has leaked the CA is told, whatever it was told before.
  if (before?.revokedAt && isDone({ serial, reason }, [before])) {
    return { nothing: `It is revoked since ${dayAndTime(before.revokedAt)}, and is being replaced.` };
  }
  if (isLive && certificate.notAfter <= at) {
    return { nothing: `It expired on ${dayAndTime(certificate.notAfter)}: nobody accepts it any more.` };
  }
  if (isLive && certificate.certificateAuthority === CERTIFICATE_AUTHORITIES['letsencrypt-staging']) {
    return { nothing: 'It is of Let’s Encrypt’s staging: nobody trusts it.' };
  }
  return { ...common, isAgain: false };
}

/** Of what hangs beside what is meant: whoever gave no serial number may have meant that. Each ends with the command for it. */
export function othersHanging(
  { certificateName, state }: KnownCertificate,
  { serial: wanted }: Wish,
  at: Date,
): string[] {
  if (wanted !== undefined || !state?.certificate) return [];
  const live = state.certificate.serial;
  return hangingIn(state, at)
    .filter(({ serial }) => serial !== live)
    .map(({ askedAt, ...one }) => {
      const [serial, reason] = [printable(one.serial), printable(one.reason)];
      return (
        `${serial}, which is not live, is not revoked yet (${reason}, asked ${dayAndTime(askedAt)}). This is not about that one; ` +
        `to ask for it again:  dnscale-certs revoke ${certificateName} --reason ${reason} --serial ${serial}`
      );
    });
}

function hangingIn(state: KnownCertificate['state'], at: Date): Revocation[] {
  return (state?.revocations ?? []).filter((one) => !isOver(one, at));
}
