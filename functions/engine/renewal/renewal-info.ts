/**
 * What the CA's advice on renewal (ARI, RFC 9773 §4.2) comes to: is it to be believed, and at which instant of the
 * suggested window is the certificate renewed? Pure. The instant is drawn from a hash of certificate and window: the
 * same at every look without being written down, and evenly spread over all certificates, as the RFC asks. A new draw
 * at each look would put a renewal off for ever.
 */
import { createHash } from 'node:crypto';
import type { RenewalWindow } from '../ports/acme.ts';
import type { StoredCertificate } from '../ports/store.ts';
import type { KnownRenewalInfo } from './state.ts';

export type RenewalAdvice = {
  window: RenewalWindow;
  /** Never before the window begins, and early enough in it for a second try. */
  renewAt: Date;
  explanationUrl?: string | undefined;
};

/** Kept free at the end of the window: for the next looks of the schedule, and for one failure with its back-off. */
const RESERVE_MS = 30 * 60 * 1000;

/** Undefined without advice, for advice on another certificate, and for a window that cannot be meant. */
export function adviceOn(
  { certId, notBefore }: StoredCertificate,
  info: KnownRenewalInfo | undefined,
): RenewalAdvice | undefined {
  const { window, explanationUrl } = info ?? {};
  if (certId === undefined || info?.certId !== certId || !window) return undefined;
  if (!(window.startsAt < window.endsAt) || window.endsAt <= notBefore) return undefined;
  return { window, renewAt: instantIn(window, certId), explanationUrl };
}

/** A window that is over has an instant that is over: such a certificate is replaced at once (§4.2). */
function instantIn({ startsAt, endsAt }: RenewalWindow, certId: string): Date {
  const widthMs = endsAt.getTime() - startsAt.getTime();
  const reserveMs = Math.min(RESERVE_MS, widthMs / 2);
  const seed = `${certId} ${startsAt.toISOString()} ${endsAt.toISOString()}`;
  const share = createHash('sha256').update(seed).digest().readUIntBE(0, 6) / 2 ** 48;
  return new Date(startsAt.getTime() + Math.floor(share * (widthMs - reserveMs)));
}
