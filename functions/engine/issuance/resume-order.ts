/**
 * Goes on with the order that an earlier run left (RFC 8555 §7.1.6): its key is in the archive, its URL in the
 * journal. An order for another definition, one that the CA has dropped, or one whose key is gone is abandoned.
 */
import type { Order } from '../ports.ts';
import type { OrderJournal } from '../renewal/state.ts';
import { isAboutTheOrder } from './ca-answer.ts';
import type { BegunOrder, IssuanceJob, IssuancePorts } from './issue-certificate.ts';

/** Whether an order that was begun is for this definition and got as far as the CA. */
export function isResumable(journal: OrderJournal | undefined, definitionHash: string): boolean {
  return journal?.url !== undefined && journal.definitionHash === definitionHash;
}

/** The order as the CA has it now, with its key; undefined when there is none to go on with. */
export async function resumeOrder(job: IssuanceJob, ports: IssuancePorts): Promise<BegunOrder | undefined> {
  const { definition, definitionHash, claim, deadline } = job;
  const journal = claim.state.order;
  if (journal?.url === undefined || !isResumable(journal, definitionHash)) return undefined;
  job.enter('resume');
  const { version, url } = journal;
  const privateKeyPem = await ports.store.readKey(definition.certificateName, version, deadline);
  const order = privateKeyPem === undefined ? undefined : await readOrder(url, job, ports);
  if (privateKeyPem === undefined || order === undefined || order.status === 'invalid') return undefined;
  ports.events.emit({ event: 'order-resumed', orderUrl: url, status: order.status });
  return { order, key: { version, privateKeyPem, journal } };
}

async function readOrder(
  url: string,
  { deadline }: IssuanceJob,
  { acme }: IssuancePorts,
): Promise<Order | undefined> {
  try {
    return await acme.getOrder(url, deadline);
  } catch (thrown) {
    // An account key that cannot be read says nothing of the order, which may be a certificate by now.
    if (isAboutTheOrder(thrown)) return undefined;
    throw thrown;
  }
}
