/**
 * Judges the CA's advice on renewal (ARI, RFC 9773 §4.2): whether to believe it, and at which instant of the suggested
 * window to renew. Pure. The instant comes from a hash of certificate and window: every check computes the same one,
 * although nothing is written down, and all certificates are spread evenly, as the RFC asks. With a new draw at each
 * check, a renewal could be put off without end.
 */
import { createHash } from 'node:crypto';
import type { RenewalWindow } from '../ports/acme.ts';
import type { StoredCertificate } from '../ports/store.ts';
import type { KnownRenewalInfo } from './state.ts';

export type RenewalAdvice = {
  /** As the CA gave it. */
  window: RenewalWindow;
  /** Never before the window begins, and early enough in it for a second try. */
  renewAt: Date;
  /** Where the CA says why. */
  explanationUrl?: string | undefined;
};

/** Kept free at the end of the window for the next checks of the schedule, and for two failures with their back-off. */
const RESERVE_MS = 60 * 60 * 1000;

/** Undefined without advice, for advice on another certificate, and for a window that cannot be right. */
export function adviceOn(
  { certId, notBefore }: StoredCertificate,
  info: KnownRenewalInfo | undefined,
): RenewalAdvice | undefined {
  const { window, explanationUrl } = info ?? {};
  if (certId === undefined || info?.certId !== certId || !window) return undefined;
  if (!(window.startsAt < window.endsAt) || window.endsAt <= notBefore) return undefined;
  return { window, renewAt: instantIn(window, certId), explanationUrl };
}

/** The CA's window, from its beginning to its end. */
export function openWindow(
  certificate: StoredCertificate | undefined,
  info: KnownRenewalInfo | undefined,
  now: Date,
): RenewalWindow | undefined {
  const { window } = (certificate && adviceOn(certificate, info)) ?? {};
  return window && window.startsAt <= now && now < window.endsAt ? window : undefined;
}

/** If the window is over, the instant has passed too, so the certificate is replaced now (§4.2). */
function instantIn({ startsAt, endsAt }: RenewalWindow, certId: string): Date {
  const widthMs = endsAt.getTime() - startsAt.getTime();
  const reserveMs = Math.min(RESERVE_MS, widthMs / 2);
  const seed = `${certId} ${startsAt.toISOString()} ${endsAt.toISOString()}`;
  const share = createHash('sha256').update(seed).digest().readUIntBE(0, 6) / 2 ** 48;
  return new Date(startsAt.getTime() + Math.floor(share * (widthMs - reserveMs)));
}
