/**
 * What `try --json` writes: an object a line, each as it happens. Later releases may have events that these do not name: whoever
 * reads passes over them.
 */
import * as z from 'zod/mini';
import { INSTANT, SCHEMA_NUMBER } from '../json-parts.ts';

const text = z.string();
const number = z.number();
const optional = z.optional(text);

const LASTED = { tookMs: number, stepMs: z.record(text, number) };

export const TRY_JSON = z.discriminatedUnion('event', [
  line('run-started', { runId: text }),
  line('run-skipped', { reason: text }),
  line('state-moved', { from: text }),
  line('step-begun', { step: text }),
  line('warning', { subject: text, message: text }),
  line('challenge-delegated', { domainName: text, from: text, to: text, zoneName: text }),
  line('zones-checked', { zoneNames: z.array(text), nameServers: z.array(text) }),
  line('caa-checked', { foundAt: z.array(text), unasked: z.array(text) }),
  line('order-resumed', { orderUrl: text, status: text }),
  line('renewal-advised', {
    windowStartsAt: text,
    windowEndsAt: text,
    renewAt: text,
    askAgainAt: text,
    explanationUrl: optional,
  }),
  line('decided', { due: z.boolean(), reason: text, message: text, nextCheckAt: optional }),
  line('account-noted', { certificateAuthority: text, accountUrl: text, before: optional, message: text }),
  line('order-created', {
    orderUrl: text,
    domainNames: z.array(text),
    certificateAuthority: text,
    profile: optional,
    replaces: optional,
  }),
  line('txt-published', { name: text, value: text, zoneName: text }),
  line('propagation-seen', {
    name: text,
    nameServer: text,
    address: text,
    verdict: z.enum(['complete', 'lagging', 'failing']),
    detail: text,
    elapsedMs: number,
  }),
  line('propagated', { name: text, elapsedMs: number }),
  line('extra-wait', { name: text, waitMs: number }),
  line('challenge-answered', { domainName: text }),
  line('certificate-issued', { serial: text, notAfter: text, domainNames: z.array(text) }),
  line('certificate-stored', { version: text }),
  line('version-reinstalled', { version: text, copyOf: text, serial: text, notAfter: text }),
  line('certificate-imported', { region: text, certificateArn: text, serial: text }),
  line('secret-written', { secretArn: text, serial: text }),
  line('left-over-deleted', {
    from: z.enum(['acm', 'secrets-manager', 's3']),
    subject: text,
    restorableUntil: optional,
    wasAbsent: z.optional(z.literal(true)),
  }),
  line('certificate-revoked', { serial: text, reason: text, certificateAuthority: text }),
  line('txt-removed', { name: text, value: text, wasAbsent: z.optional(z.literal(true)) }),
  line('clean-up-postponed', { name: text, value: text, message: text }),
  line('readiness-proved', { tookMs: number }),
  line('readiness-failed', {
    code: text,
    disposition: text,
    message: text,
    subject: optional,
    since: text,
    tookMs: number,
  }),
  line('run-failed', {
    code: text,
    disposition: text,
    step: text,
    message: text,
    subject: optional,
    nextCheckAt: text,
    ...LASTED,
  }),
  line('run-finished', { outcome: text, nextCheckAt: optional, ...LASTED }),
  line('interrupted', {}),
  /** The last one, if all went well. */
  line('certificate-on-disk', { folder: text, serial: text, notAfter: INSTANT }),
]);

export type TryJson = z.output<typeof TRY_JSON>;

function line<Event extends string, Fields extends z.core.$ZodShape>(event: Event, fields: Fields) {
  return z.object({ schema: SCHEMA_NUMBER, time: INSTANT, event: z.literal(event), ...fields });
}
