/**
 * Takes up the order that an earlier run left (RFC 8555 §7.1.6): the archive holds its key, the journal its URL. It gives
 * up an order if the definition asks for something else, the CA dropped it, it is not at the CA, its key is gone, a later
 * version is live, or it is not valid after two days: a new one then takes its place in the journal. A state is foreign input.
 */
import { orderHash } from '../config/definition-hash.ts';
import { isCaAway, RenewerError } from '../errors.ts';
import type { AcmeServer, Order } from '../ports/acme.ts';
import type { EventSink } from '../ports/events.ts';
import type { StoredDefinition } from '../ports/records.ts';
import type { CertificateStore } from '../ports/store.ts';
import type { Clock } from '../ports/time.ts';
import type { OrderJournal } from '../renewal/state.ts';
import { readArchivedKey } from './archived-key.ts';
import { rejectedNames } from './failed-authorizations.ts';
import { isAboutTheOrder } from './failure-cost.ts';
import { awaitFinalAuthorizations } from './final-authorizations.ts';
import { countInvalidOrder, LONGEST_JUDGEMENT_MS, whyInvalid } from './invalid-order.ts';
import type { BegunOrder, IssuanceJob } from './issuance-job.ts';

export type ResumePorts = {
  acme: Pick<AcmeServer, 'getOrder' | 'getAuthorization' | 'readMeta'>;
  store: Pick<CertificateStore, 'readKey' | 'liveVersion'>;
  clock: Clock;
  events: EventSink;
};

/**
 * A CA may answer every question about one order with errors, or never finish it, and take new orders all the while. This
 * is long enough for every try of the first day, and short enough for certificates that live for six days.
 */
const LONGEST_ORDER_MS = 48 * 60 * 60 * 1000;

/** Clocks of two runs differ by less. An order that began later than this was not begun by us. */
const CLOCK_SKEW_MS = 10 * 60 * 1000;

/** A definition with its hash as the table has it. */
export type HashedDefinition = Pick<StoredDefinition, 'definition' | 'hash'>;

/** Whether an order that was begun is for what the definition asks for now. */
export function isOrderFor(journal: OrderJournal, { definition, hash }: HashedDefinition): boolean {
  if (journal.orderHash === undefined) return journal.definitionHash === hash;
  return journal.orderHash === orderHash(definition);
}

/** Whether the order fits the definition and the CA knows of it. */
export function isResumable(
  journal: OrderJournal | undefined,
  wanted: HashedDefinition,
): journal is OrderJournal & { url: string } {
  return journal?.url !== undefined && isOrderFor(journal, wanted);
}

/** The order as the CA shows it now, with its key; undefined when a new order is needed. */
export async function resumeOrder(job: IssuanceJob, ports: ResumePorts): Promise<BegunOrder | undefined> {
  const { definition, definitionHash: hash, claim } = job;
  const journal = claim.state.order;
  if (!isResumable(journal, { definition, hash })) return undefined;
  job.steps.enter('resume');
  const { version, url } = journal;
  const privateKeyPem = await readArchivedKey(journal, job, ports.store);
  const order = privateKeyPem === undefined ? undefined : await readOrder(url, journal, job, ports);
  if (privateKeyPem === undefined || order === undefined) return undefined;
  const resumed = { order, key: { version, privateKeyPem, journal } };
  if (order.status === 'invalid') return endOrderLeft(resumed, job, ports);
  if (order.status !== 'valid' && isStale(journal, ports)) return undefined;
  ports.events.emit({ event: 'order-resumed', orderUrl: url, status: order.status });
  return resumed;
}

async function readOrder(
  url: string,
  journal: OrderJournal,
  { deadline }: IssuanceJob,
  ports: ResumePorts,
): Promise<Order | undefined> {
  try {
    return await ports.acme.getOrder(url, deadline);
  } catch (thrown) {
    // An account key that cannot be read says nothing about the order, which may be a certificate by now.
    if (isAboutTheOrder(thrown)) return undefined;
    if (isCaAway(thrown) && isStale(journal, ports)) return undefined;
    throw thrown;
  }
}

/**
 * The run that answered the challenges did not see the CA's verdict, but the CA has counted it: this run ends with it, as that
 * one would have, so that the back-off counts it too. Where the CA has judged no name, or does not say, a new order follows
 * at once: one that is over must not hold it up.
 */
async function endOrderLeft(
  { order, key }: BegunOrder,
  job: IssuanceJob,
  { acme, clock }: ResumePorts,
): Promise<undefined> {
  const { deadline } = job;
  const authorizations = await awaitFinalAuthorizations(
    order,
    { acme, clock },
    () => LONGEST_JUDGEMENT_MS,
    deadline,
  ).catch((thrown) => {
    if (thrown instanceof RenewerError) return [];
    throw thrown;
  });
  await countInvalidOrder({ key }, authorizations, job, clock.now());
  if (rejectedNames(authorizations).length === 0) return;
  job.steps.enter('validate');
  throw await whyInvalid(order, authorizations, acme, deadline);
}

function isStale({ startedAt }: OrderJournal, { clock }: Pick<ResumePorts, 'clock'>): boolean {
  const ageMs = clock.now().getTime() - startedAt.getTime();
  return ageMs > LONGEST_ORDER_MS || ageMs < -CLOCK_SKEW_MS;
}
