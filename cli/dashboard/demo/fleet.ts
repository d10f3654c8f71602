/**
 * A recorded fleet, for whoever wants to see the page without AWS. The records stand in fleet.json as the tables have them
 * (test/unit/cli/dashboard/demo-fleet makes it); what the page shows is made of them by the same code as for a real fleet. All
 * instants go with `now`.
 */
import { createHash } from 'node:crypto';
import type { RenewerDescriptor } from '../../../functions/engine/config/descriptor.ts';
import type { OrderCounts } from '../../../functions/engine/issuance/order-window.ts';
import type { KnownCertificate } from '../../../functions/engine/ports/renewers.ts';
import type { TriedToken } from '../../../functions/engine/ports/token-trials.ts';
import { byUrgency, certificateStatus } from '../../../functions/engine/renewal/certificate-status.ts';
import { statusJson } from '../../status/status-json.ts';
import type { StatusDocument } from '../page-document.ts';
import recorded from './fleet.json' with { type: 'json' };

const MINUTE_MS = 60_000;

export function demoFleet(now: Date): StatusDocument {
  const begin = new Date(Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS);
  const { renewer, token, certificates } = demoRecords(begin);
  const statuses = certificates.map((known) => certificateStatus(known, now)).toSorted(byUrgency);
  const bundleUrlOf = (name: string) => `s3://${renewer.bucketName}/live/${name}/bundle.pem`;
  return statusJson([{ renewer, statuses, isComplete: true, token, bundleUrlOf }], [], now);
}

type Records = { renewer: RenewerDescriptor; token: TriedToken; certificates: KnownCertificate[] };

/** As the tables would have them if the recording had ended `at`. */
export function demoRecords(at: Date): Records {
  const { ordersAtCa, certificates, ...renewer } = valuesAt(recorded, at);
  return { ...renewer, certificates: certificates.map((known) => ({ ...known, ordersAtCa })) };
}

function valuesAt(record: unknown, at: Date): Records & { ordersAtCa: OrderCounts } {
  const text = JSON.stringify(record).replaceAll(/\{([xuvdt])(-?\d*):([^}]*)\}/g, (_, kind, number, seed) =>
    madeOf(kind, number, seed, at),
  );
  return JSON.parse(text, (_, value) => (typeof value === 'string' ? instantOr(value, at) : value));
}

function instantOr(text: string, at: Date): string | Date {
  const [, minutes] = /^@(-?\d+)$/.exec(text) ?? [];
  return minutes === undefined ? text : after(minutes, at);
}

/** `x`: so many hexadecimal digits; `u`: a UUID; `v`: the name of a version of then; `d`, `t`: a day or an
 * instant in a text. */
function madeOf(kind: string, number: string, seed: string, at: Date): string {
  const digits = createHash('sha256').update(seed).digest('hex');
  switch (kind) {
    case 'x':
      return digits.slice(0, Number(number));
    case 'u':
      return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
    case 'v': {
      const began = after(number, at).toISOString().replaceAll(/[-:.]/g, '');
      return `${began}-${digits.slice(0, 8)}`;
    }
    case 'd':
      return after(number, at).toISOString().slice(0, 10);
    default:
      return after(number, at).toISOString();
  }
}

function after(minutes: string, at: Date): Date {
  return new Date(at.getTime() + Number(minutes) * MINUTE_MS);
}
