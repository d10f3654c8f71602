/**
 * A ready order (RFC 8555 §7.4): finalize it with the CSR of the journal, and wait until the CA has issued. It downloads
 * nothing. A run that was killed behind the request is no trouble: a later run finds the order `processing` or `valid`.
 */
import { RenewerError } from '../errors.ts';
import type { AcmeServer, CreateCsr, Order } from '../ports/acme.ts';
import type { Clock } from '../ports/time.ts';
import type { ArchivedKey, IssuanceJob } from './issuance-job.ts';
import { countIssuance } from './own-limits.ts';
import { pollOrder } from './poll-order.ts';

export type FinalizePorts = {
  acme: Pick<AcmeServer, 'finalizeOrder' | 'getOrder'>;
  createCsr: CreateCsr;
  clock: Clock;
};

/** The order as the CA shows it behind the CSR. */
export async function finalizeOrder(
  { url }: Order,
  key: ArchivedKey,
  job: IssuanceJob,
  ports: FinalizePorts,
): Promise<Order> {
  const csr = await csrOf(key, job, ports);
  await noteIssuance(key, job, ports);
  const order = await sendCsr(url, csr, job, ports);
  return order.status === 'ready' ? awaitIssuance(order, job, ports) : order;
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
    // A CA that refused the CSR and issues all the same is not believed.
    const order = await acme.getOrder(url, deadline);
    if (order.status === 'ready') throw thrown;
    return order;
  }
}

/** The order once the CA has issued, or given up. For a moment it may still show what was before the CSR came. */
export function awaitIssuance(
  { url }: Order,
  { deadline }: IssuanceJob,
  ports: Pick<FinalizePorts, 'acme' | 'clock'>,
): Promise<Order> {
  return pollOrder(url, ['ready', 'processing'], { ...ports, deadline });
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
  if (issuances?.[version]) return;
  const { domainNames } = definition;
  const issuance = { at: clock.now(), domainNames, exempt: journal.exempt ?? false };
  await claim.write({ issuances: countIssuance(issuances, version, issuance) }, deadline);
}
