/**
 * A ready order (RFC 8555 §7.4): sends the CSR of the journal, then waits until the CA has issued. It downloads nothing. A
 * run may be killed after the request: a later run finds the order `processing` or `valid`.
 */
import { RenewerError } from '../errors.ts';
import { ownValue } from '../own-value.ts';
import type { AcmeServer, CreateCsr, Order } from '../ports/acme.ts';
import type { EventSink } from '../ports/events.ts';
import type { Clock } from '../ports/time.ts';
import type { ArchivedKey, IssuanceJob } from './issuance-job.ts';
import { countIssuance } from './own-limits.ts';
import { pollOrder } from './poll-order.ts';

export type FinalizePorts = {
  acme: Pick<AcmeServer, 'finalizeOrder' | 'getOrder'>;
  createCsr: CreateCsr;
  clock: Clock;
  events: EventSink;
};

/** The order as the CA shows it after it got the CSR. */
export async function finalizeOrder(
  { url }: Order,
  key: ArchivedKey,
  job: IssuanceJob,
  ports: FinalizePorts,
): Promise<Order> {
  const csr = await csrOf(key, job, ports);
  await noteIssuance(key, job, ports);
  const order = await sendCsr(url, csr, job, ports);
  // The answer may still show the status from before the CSR.
  const isStale = order.status === 'ready' || order.status === 'pending';
  return isStale ? { ...order, status: 'processing' } : order;
}

async function sendCsr(
  url: string,
  csr: Uint8Array,
  { deadline }: IssuanceJob,
  { acme }: FinalizePorts,
): Promise<Order> {
  try {
    return await acme.finalizeOrder(url, csr, deadline);
  } catch (thrown) {
    if (!(thrown instanceof RenewerError) || thrown.code !== 'order-refused') throw thrown;
    // If the order moved on although the CA refused the CSR, the order counts, not the refusal.
    const order = await acme.getOrder(url, deadline);
    if (order.status === 'ready') throw thrown;
    return order;
  }
}

/** The order once the CA has issued or given up. For a moment the CA may still show the old status. */
export function awaitIssuance(
  { url }: Order,
  { deadline }: IssuanceJob,
  ports: Pick<FinalizePorts, 'acme' | 'clock' | 'events'>,
): Promise<Order> {
  return pollOrder(url, ['pending', 'ready', 'processing'], { ...ports, deadline });
}

/** The journals of early releases hold no CSR. */
async function csrOf(
  { privateKeyPem, journal }: ArchivedKey,
  { definition }: IssuanceJob,
  { createCsr }: FinalizePorts,
): Promise<Uint8Array> {
  if (journal.csr !== undefined) return Buffer.from(journal.csr, 'base64url');
  return createCsr(privateKeyPem, definition.domainNames);
}

/** Before the CA is asked for it, so that the certificate of a killed run counts too; once for each version. */
async function noteIssuance(
  { version, journal }: ArchivedKey,
  { definition, claim, deadline }: IssuanceJob,
  { clock }: FinalizePorts,
): Promise<void> {
  const { issuances } = claim.state;
  if (ownValue(issuances, version)) return;
  const { domainNames } = definition;
  const issuance = { at: clock.now(), domainNames, exempt: journal.exempt ?? false };
  await claim.write({ issuances: countIssuance(issuances, version, issuance) }, deadline);
}
