/**
 * A new order (RFC 8555 §7.4). Before it exists, our own limits allow it, the journal holds key and CSR, and the archive
 * holds the key. The journal gets the order's URL as soon as the CA answers. This publishes and answers nothing.
 */

import type { KeyAlgorithm } from '../config/definition.ts';
import { orderHash } from '../config/definition-hash.ts';
import { isCaAway, type RenewerError } from '../errors.ts';
import type { AcmeServer, CreateCsr, Order, OrderRequest } from '../ports/acme.ts';
import type { EventSink } from '../ports/events.ts';
import type { CertificateStore } from '../ports/store.ts';
import type { CertificateState, OrderJournal } from '../renewal/state.ts';
import { readArchivedKey } from './archived-key.ts';
import { type CountPorts, countOrder, expectRoom, isUrgentOrder, type RoomPorts } from './count-order.ts';
import { isNewOrderRefused } from './failure-cost.ts';
import type { ArchivedKey, BegunOrder, IssuanceJob } from './issuance-job.ts';
import { type AccountPorts, noteAccount } from './note-account.ts';
import { expectWithinLimits } from './own-limits.ts';
import { isOrderFor } from './resume-order.ts';

export type BeginPorts = CountPorts &
  AccountPorts & {
    acme: Pick<AcmeServer, 'createOrder'>;
    store: Pick<CertificateStore, 'readKey' | 'liveVersion' | 'archiveKey'>;
    events: EventSink;
    /** A new private key, PKCS#8 in PEM. */
    createKey(keyAlgorithm: KeyAlgorithm): Promise<string>;
    createCsr: CreateCsr;
    /** A name for a new archive version: unique, and sorted by time. */
    newVersion(now: Date): string;
  };

/** A new private key and its CSR, in no archive yet. */
export type NewKey = { privateKeyPem: string; csr: string };

/** @throws RenewerError where our own limits allow no order: neither key nor preflight is needed then. */
export async function expectOrderAllowed(job: IssuanceJob, ports: RoomPorts): Promise<void> {
  const exempt = replacementIn(job, ports.clock.now())?.exempt ?? false;
  checkLimits(exempt, job, ports);
  if (!exempt) await expectRoom(job, ports);
}

/**
 * Made beside the preflight, which waits for others most of its time: an RSA key may take seconds. When the preflight fails,
 * the key is forgotten. Where an earlier run has left one, it is made only once that turns out to be lost.
 */
export function makeKey(
  job: Pick<IssuanceJob, 'definition' | 'definitionHash' | 'claim'>,
  { createKey, createCsr }: Pick<BeginPorts, 'createKey' | 'createCsr'>,
): () => Promise<NewKey> {
  const { keyAlgorithm, domainNames } = job.definition;
  const make = async () => {
    const privateKeyPem = await createKey(keyAlgorithm);
    const csr = await createCsr(privateKeyPem, domainNames);
    return { privateKeyPem, csr: Buffer.from(csr).toString('base64url') };
  };
  if (begunJournal(job)) return make;
  const made = make();
  // Whoever awaits it gets the error; nobody does after a preflight that failed.
  made.catch(() => undefined);
  return () => made;
}

/** @param newKey is taken unless an earlier run has left a key. */
export async function beginOrder(
  job: IssuanceJob,
  newKey: () => Promise<NewKey>,
  ports: BeginPorts,
): Promise<BegunOrder> {
  // Once more: the window in which the CA counts nothing may have ended during the preflight.
  const replacement = replacementIn(job, ports.clock.now());
  checkLimits(replacement?.exempt ?? false, job, ports);
  job.steps.enter('createKey');
  const key = (await takeBegunKey(job, ports)) ?? (await archiveNewKey(newKey, job, ports));
  job.steps.enter('newOrder');
  return openOrder(key, replacement, job, ports);
}

/** The key of an earlier run that was killed before the CA knew of its order. */
async function takeBegunKey(job: IssuanceJob, { store }: BeginPorts): Promise<ArchivedKey | undefined> {
  const journal = begunJournal(job);
  if (!journal) return undefined;
  const { definition, deadline } = job;
  const { version } = journal;
  const privateKeyPem = await readArchivedKey(journal, job, store);
  if (privateKeyPem === undefined) return undefined;
  // The store checks more than the key. A fault that it finds only after the order would cost a certificate.
  await store.archiveKey(definition.certificateName, version, privateKeyPem, deadline);
  return { version, privateKeyPem, journal };
}

function begunJournal({
  definition,
  definitionHash: hash,
  claim,
}: Pick<IssuanceJob, 'definition' | 'definitionHash' | 'claim'>): OrderJournal | undefined {
  const journal = claim.state.order;
  if (!journal || journal.url !== undefined) return undefined;
  return isOrderFor(journal, { definition, hash }) ? journal : undefined;
}

/** A bucket that refuses writes must fail before there is an order. */
async function archiveNewKey(
  newKey: () => Promise<NewKey>,
  job: IssuanceJob,
  ports: BeginPorts,
): Promise<ArchivedKey> {
  const { definition, definitionHash, claim, deadline } = job;
  const { certificateName, certificateAuthority } = definition;
  const startedAt = ports.clock.now();
  const version = ports.newVersion(startedAt);
  const { privateKeyPem, csr } = await newKey();
  const hashes = { definitionHash, orderHash: orderHash(definition) };
  const journal = { version, ...hashes, certificateAuthority, startedAt, csr };
  await claim.write({ order: journal }, deadline);
  await ports.store.archiveKey(certificateName, version, privateKeyPem, deadline);
  return { version, privateKeyPem, journal };
}

type Replacement = { replaces: string; exempt: boolean };

/** The live certificate, if the CA that will issue is the one that advises on it and one of its names stays. */
function replacementIn({ definition, claim }: IssuanceJob, now: Date): Replacement | undefined {
  const { certificate, renewalInfo } = claim.state;
  const { certificateAuthority, domainNames } = definition;
  const replaces = certificate?.certId;
  if (replaces === undefined || certificate?.certificateAuthority !== certificateAuthority) return undefined;
  if (!certificate.domainNames.some((name) => domainNames.includes(name))) return undefined;
  const window = renewalInfo?.certId === replaces ? renewalInfo.window : undefined;
  if (!window) return undefined;
  return { replaces, exempt: window.startsAt <= now && now < window.endsAt };
}

function checkLimits(
  exempt: boolean,
  { definition, claim, forced, unlimited }: IssuanceJob,
  { clock }: Pick<BeginPorts, 'clock'>,
) {
  const { certificateName, domainNames } = definition;
  const order = { certificateName, domainNames, exempt, forced, unlimited };
  expectWithinLimits(order, claim.state, clock.now());
}

async function openOrder(
  key: ArchivedKey,
  replacement: Replacement | undefined,
  job: IssuanceJob,
  ports: BeginPorts,
): Promise<BegunOrder> {
  const { domainNames, profile, certificateAuthority } = job.definition;
  const { order, taken } = await requestOrder({ domainNames, profile }, replacement, job, ports);
  const journal: OrderJournal = { ...key.journal, exempt: taken?.exempt, url: order.url };
  const noted = await noteAccount(job, ports);
  await job.claim.write({ ...noted, order: journal }, job.deadline);
  ports.events.emit({
    event: 'order-created',
    orderUrl: order.url,
    domainNames,
    certificateAuthority,
    ...(profile !== undefined && { profile }),
    ...(taken && { replaces: taken.replaces }),
  });
  return { order, key: { ...key, journal } };
}

/**
 * A CA may not know the predecessor, may think that another account owns it, or may have replaced it already (RFC 9773
 * §5). Whatever it says against the replacement, this asks for a plain order once.
 */
async function requestOrder(
  request: OrderRequest,
  replacement: Replacement | undefined,
  job: IssuanceJob,
  ports: BeginPorts,
): Promise<{ order: Order; taken: Replacement | undefined }> {
  const { acme } = ports;
  if (!replacement?.exempt) await countOrder(job, ports);
  if (!replacement) return { order: await acme.createOrder(request, job.deadline), taken: undefined };
  try {
    const { replaces } = replacement;
    return { order: await acme.createOrder({ ...request, replaces }, job.deadline), taken: replacement };
  } catch (thrown) {
    // A CA that breaks over a predecessor does so at every try. The certificate would never be renewed.
    if (!isNewOrderRefused(thrown) && !isLastResort(thrown, job, ports)) throw thrown;
    ports.events.emit(notTakenAsReplacement(thrown, job.claim.state));
    checkLimits(false, job, ports);
    if (replacement.exempt) await countOrder(job, ports);
    return { order: await acme.createOrder(request, job.deadline), taken: undefined };
  }
}

/**
 * A CA that is away over orders with a predecessor only cannot be told from one that is away. As long as there is time, a
 * plain order may cost more than it brings: it counts towards the limits.
 */
function isLastResort(
  thrown: unknown,
  job: IssuanceJob,
  { clock }: Pick<BeginPorts, 'clock'>,
): thrown is RenewerError {
  return isCaAway(thrown) && isUrgentOrder(job, clock.now());
}

function notTakenAsReplacement(refusal: RenewerError, { certificateName }: CertificateState) {
  // Only the CA's own words: the advice that follows them does not fit here.
  const said = refusal.cause instanceof Error ? `${refusal.cause.message}.` : refusal.message;
  return {
    event: 'warning' as const,
    subject: certificateName,
    message: `The CA did not take the order as the replacement of the live certificate: ${said} The renewer asks for a certificate without that, which counts towards the CA's limits.`,
  };
}
