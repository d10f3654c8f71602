/**
 * The CA's renewal information (RFC 9773 §4): one unsigned GET for each certificate. It reads dates and address as they
 * are; whether the window makes sense is for the engine to judge.
 */
import * as z from 'zod/mini';
import { printable } from '../engine/errors.ts';
import type { AcmeServer } from '../engine/ports/acme.ts';
import type { Clock } from '../engine/ports/time.ts';
import { parseMessage } from './messages.ts';
import { askAgainAtOf } from './retry-after.ts';
import type { Transport } from './transport.ts';

/** RFC 3339: a date without time, or one that only Date.parse would take, is no instant. */
const Instant = z.pipe(
  z
    .string()
    .check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/i), z.refine(isInstant)),
  z.transform((text) => new Date(text)),
);

const RenewalInfoMessage = z.object({
  suggestedWindow: z.object({ start: Instant, end: Instant }),
  explanationURL: z.catch(
    z.optional(z.string().check(z.maxLength(2_000), z.refine(isWebAddress))),
    undefined,
  ),
});

export function createRenewalInfoReader(
  host: string,
  transport: Transport,
  clock: Pick<Clock, 'now'>,
): AcmeServer['readRenewalInfo'] {
  return async (certId, deadline) => {
    const { renewalInfo } = await transport.readDirectory(deadline);
    if (renewalInfo === undefined) return undefined;
    const address = `${renewalInfo.replace(/\/$/, '')}/${certId}`;
    const { data, headers } = await transport.read('renewalInfo', address, deadline);
    const message = parseMessage(RenewalInfoMessage, data, 'renewal information', host);
    const { start: startsAt, end: endsAt } = message.suggestedWindow;
    return {
      window: { startsAt, endsAt },
      explanationUrl: message.explanationURL,
      askAgainAt: askAgainAtOf(headers['retry-after'], clock.now()),
    };
  };
}

function isInstant(text: string): boolean {
  return !Number.isNaN(Date.parse(text));
}

/** It is stored and shown to people: the URL of a page, with no characters that a terminal would obey. */
function isWebAddress(text: string): boolean {
  return ['https:', 'http:'].includes(URL.parse(text)?.protocol ?? '') && text === printable(text, 2_000);
}
