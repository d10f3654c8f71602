/** What the renew function logs beside the events of its runs: the words first, then the facts under their own names. */
import type { RenewerError } from '../engine/errors.ts';
import type { TriedToken } from '../engine/ports/token-trials.ts';

export function rejectedLine(detail: string) {
  return { message: `A message was rejected: ${detail}`, event: 'message-rejected', detail };
}

export function lostLine(certificateName: string, { code, message: detail }: RenewerError) {
  const message = `${certificateName}: the run could not report (${code}): ${detail}`;
  return { message, event: 'run-lost', certificateName, code, detail };
}

export function triedLine({ ok, code, message: detail, zoneCount, zonesLost }: TriedToken) {
  const found = ok ? `works, for ${zoneCount} zones` : `does not work (${code}): ${detail}`;
  const lost = zonesLost.length === 0 ? '' : `; it no longer sees ${zonesLost.join(', ')}`;
  const message = `The token of DNScale ${found}${lost}`;
  return { message, event: 'token-tried', ok, code, detail, zoneCount, zonesLost };
}

export function untriedLine({ code, message: detail }: RenewerError) {
  return {
    message: `The token of DNScale could not be tried (${code}): ${detail}`,
    event: 'token-untried',
    code,
    detail,
  };
}
