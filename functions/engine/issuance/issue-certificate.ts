/**
 * One issuance, in the words and the order of RFC 8555 §7.1. Each step journals in the state what it is about to do, so
 * that a later run knows of it. This decides no renewal and installs nothing.
 */
import type { Dns01Solver } from '../dns/dns01-solver.ts';
import type { RenewerError } from '../errors.ts';
import type { Order } from '../ports/acme.ts';
import type { StoredCertificate } from '../ports/store.ts';
import { type PreflightPorts, preflight } from '../preflight/preflight.ts';
import { type BeginPorts, beginOrder, expectOrderAllowed, makeKey } from './begin-order.ts';
import type { RoomPorts } from './count-order.ts';
import { orderCost, type Rung } from './failure-cost.ts';
import { awaitVerdicts } from './final-authorizations.ts';
import { awaitIssuance, type FinalizePorts, finalizeOrder } from './finalize-order.ts';
import { endInvalidOrder, type InvalidOrderPorts } from './invalid-order.ts';
import type { Answered, ArchivedKey, BegunOrder, ChallengeTargets, IssuanceJob } from './issuance-job.ts';
import { expectNamesCertified, noteMissingNames } from './missing-names.ts';
import { withoutIssuance } from './own-limits.ts';
import { type DownloadPorts, downloadChain } from './preferred-chain.ts';
import { type ResumePorts, resumeOrder } from './resume-order.ts';
import { type StorePorts, storeCertificate } from './store-certificate.ts';
import { type ValidatePorts, validateOrder } from './validate-order.ts';

export type IssuancePorts = PreflightPorts &
  ResumePorts &
  BeginPorts &
  RoomPorts &
  ValidatePorts &
  InvalidOrderPorts &
  FinalizePorts &
  DownloadPorts &
  StorePorts & { solver: Pick<Dns01Solver, 'cleanUp'> };

/** The removal of the TXT values may still be under way: the caller MUST await `cleanUp`, which never rejects. */
export type Issued = { certificate: StoredCertificate; cleanUp: Promise<RenewerError | undefined> };

/**
 * Climbs by the order's current status. The code is the same for a new order and for one that an earlier run left:
 *
 * 1. Take up the order that an earlier run left, as the CA shows it now (§7.1.6).
 * 2. Preflight: find every fault that shows before an order is spent.
 * 3. Where no order is left: key, CSR and newOrder (§7.4).
 * 4. `pending`: fetch the authorizations, publish the TXT values, wait until every name server shows them (§8.4).
 * 5. Answer the challenges and poll until the CA has validated them (§7.5.1); then clean up beside the other steps.
 * 6. `ready`: finalize with the CSR (§7.4).
 * 7. `processing`: poll until the CA has issued.
 * 8. `valid`: download the certificate (§7.4.2), check it and store it.
 *
 * @throws RenewerError of the step that failed; failure-cost.ts decides whether that gives the order up.
 */
export async function issueCertificate(job: IssuanceJob, ports: IssuancePorts): Promise<Issued> {
  expectNamesCertified(job, ports.clock.now());
  try {
    return await climb(job, ports);
  } catch (thrown) {
    await noteMissingNames(thrown, job, ports);
    throw thrown;
  }
}

async function climb(job: IssuanceJob, ports: IssuancePorts): Promise<Issued> {
  const { key, targets, isResumed, ...taken } = await takeOrder(job, ports);
  const answered: Answered = new Map();
  const end = (order: Order) => endInvalidOrder({ order, key, targets, answered, isResumed }, job, ports);
  let { order } = taken;
  let cleanUp: Issued['cleanUp'] | undefined;
  try {
    if (order.status === 'pending' && targets) {
      order = await validateOrder({ order, targets, answered }, job, ports);
    }
    if (order.status === 'invalid') throw await end(order);
    cleanUp = ports.solver.cleanUp(job.cleanUpDeadline);
    job.steps.enter('finalize');
    if (order.status === 'ready') order = await finalizeOrder(order, key, job, ports);
    if (order.status === 'processing') order = await awaitIssuance(order, job, ports);
    if (order.status === 'invalid') throw await end(order);
    const pem = await downloadChain(order.url, key, job, ports);
    const certificate = await storeCertificate(pem, key, job, ports);
    return { certificate, cleanUp };
  } catch (thrown) {
    const rung = { step: job.steps.current, status: order.status, takenUpAs: taken.order.status };
    await giveUpIfLost(thrown, rung, key, job);
    if (cleanUp) await cleanUp;
    else await awaitVerdicts(thrown, answered, job, ports);
    throw thrown;
  }
}

/** `targets` are absent for an order whose TXT values the CA has seen already. */
type TakenOrder = BegunOrder & { targets?: ChallengeTargets; isResumed: boolean };

async function takeOrder(job: IssuanceJob, ports: IssuancePorts): Promise<TakenOrder> {
  const left = await resumeOrder(job, ports);
  if (left && left.order.status !== 'pending') return { ...left, isResumed: true };
  job.steps.enter('preflight');
  if (!left) await expectOrderAllowed(job, ports);
  const checking = preflight(job.definition, job.claim.state, ports, job.deadline);
  if (left) return { ...left, targets: await checking, isResumed: true };
  const newKey = makeKey(job, ports);
  const targets = await checking;
  return { ...(await beginOrder(job, newKey, ports)), targets, isResumed: false };
}

async function giveUpIfLost(
  thrown: unknown,
  rung: Rung,
  { version }: ArchivedKey,
  { claim, deadline }: IssuanceJob,
): Promise<void> {
  const cost = orderCost(thrown, rung);
  const { order, issuances } = claim.state;
  if (cost === 'kept' || !order) return;
  const uncertified = cost === 'given-up-uncertified';
  const changes = uncertified ? { issuances: withoutIssuance(issuances, version) } : {};
  await claim.write({ ...changes, order: undefined }, deadline);
}
