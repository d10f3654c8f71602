/**
 * Goes on with the order that an earlier run left (RFC 8555 §7.1.6): its key is in the archive, its URL in the
 * journal. An order for something else, one that the CA has dropped, one whose key is gone or whose version is
 * overtaken, or one that comes to nothing for days is abandoned.
 */
import { orderHash } from '../config/definition-hash.ts';
import { RenewerError } from '../errors.ts';
import type { Order } from '../ports/acme.ts';
import type { StoredDefinition } from '../ports/records.ts';
import type { OrderJournal } from '../renewal/state.ts';
import { readArchivedKey } from './archived-key.ts';
import { isAboutTheOrder } from './ca-answer.ts';
import { fetchAuthorizations, rejectedNames } from './challenges.ts';
import type { BegunOrder, IssuanceJob, IssuancePorts } from './issue-certificate.ts';
import { countFailedValidations, withoutIssuance } from './own-limits.ts';

/**
 * A CA may answer for one order with errors for ever, or never finish it, and take new ones all the while. Long enough for
 * every try of the first day to have failed, and short enough for certificates that live for six days.
 */
const LONGEST_ORDER_MS = 48 * 60 * 60 * 1000;

/** A definition with its hash as the table has it. */
export type Wanted = Pick<StoredDefinition, 'definition' | 'hash'>;

/** Whether an order that was begun is for what is wanted now. */
export function isOrderFor(journal: OrderJournal, { definition, hash }: Wanted): boolean {
  if (journal.orderHash === undefined) return journal.definitionHash === hash;
  return journal.orderHash === orderHash(definition);
}

/** Whether it also got as far as the CA. */
export function isResumable(
  journal: OrderJournal | undefined,
  wanted: Wanted,
): journal is OrderJournal & { url: string } {
  return journal?.url !== undefined && isOrderFor(journal, wanted);
}

/** The order as the CA has it now, with its key; undefined when there is none to go on with. */
export async function resumeOrder(job: IssuanceJob, ports: IssuancePorts): Promise<BegunOrder | undefined> {
  const { definition, definitionHash: hash, claim } = job;
  const journal = claim.state.order;
  if (!isResumable(journal, { definition, hash })) return undefined;
  job.enter('resume');
  const { version, url } = journal;
  const privateKeyPem = await readArchivedKey(journal, job, ports.store);
  const order = privateKeyPem === undefined ? undefined : await readOrder(url, journal, job, ports);
  if (privateKeyPem === undefined || order === undefined) return undefined;
  if (order.status === 'invalid') return noteInvalidOrder(order, version, job, ports);
  if (order.status !== 'valid' && isStale(journal, ports)) return undefined;
  ports.events.emit({ event: 'order-resumed', orderUrl: url, status: order.status });
  return { order, key: { version, privateKeyPem, journal } };
}

async function readOrder(
  url: string,
  journal: OrderJournal,
  { deadline }: IssuanceJob,
  ports: IssuancePorts,
): Promise<Order | undefined> {
  try {
    return await ports.acme.getOrder(url, deadline);
  } catch (thrown) {
    // An account key that cannot be read says nothing of the order, which may be a certificate by now.
    if (isAboutTheOrder(thrown)) return undefined;
    if (isOutOfReach(thrown) && isStale(journal, ports)) return undefined;
    throw thrown;
  }
}

/**
 * The run that answered the challenges did not see what came of them, but the CA has counted it. Where it does not say
 * which names failed, nothing is counted: an order that is over must not hold up the next. A certificate that was asked for
 * did not come of it, so that it no longer counts as one.
 */
async function noteInvalidOrder(
  order: Order,
  version: string,
  { claim, deadline }: IssuanceJob,
  { acme, clock }: IssuancePorts,
): Promise<undefined> {
  const authorizations = await fetchAuthorizations(order, acme, deadline).catch((thrown) => {
    if (thrown instanceof RenewerError) return [];
    throw thrown;
  });
  const names = rejectedNames(authorizations);
  const failedValidations = countFailedValidations(claim.state.failedValidations, names, clock.now());
  const issuances = withoutIssuance(claim.state.issuances, version);
  await claim.write({ failedValidations, issuances, order: undefined }, deadline);
}

function isOutOfReach(thrown: unknown): boolean {
  return thrown instanceof RenewerError && thrown.code === 'acme-unavailable';
}

function isStale({ startedAt }: OrderJournal, { clock }: Pick<IssuancePorts, 'clock'>): boolean {
  return clock.now().getTime() - startedAt.getTime() > LONGEST_ORDER_MS;
}
