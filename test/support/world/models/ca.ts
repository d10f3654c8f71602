/**
 * A CA with Let's Encrypt's rules, in memory and on the virtual clock, behind the engine's own port. It keeps a ledger of
 * what it issued and of every limit that was touched, and judges nothing.
 */
import { createPublicKey, X509Certificate } from 'node:crypto';
import type { RenewerError } from '../../../../functions/engine/errors.ts';
import type { AcmeServer, CreateCsr, RevocationReason } from '../../../../functions/engine/ports/acme.ts';
import type { Deadline } from '../../../../functions/engine/ports/time.ts';
import { type Admission, createAdmission, nameSet } from './ca-admission.ts';
import {
  createIssuer,
  type Issue,
  type IssuedCertificate,
  PROFILES,
  type Profile,
  renewalWindow,
} from './ca-certificates.ts';
import {
  type CaOrder,
  createOrderBook,
  type OrderBook,
  type OrderBookOptions,
  shownOrder,
  statusOf,
} from './ca-orders.ts';
import { createQuestions, type Questions } from './ca-questions.ts';
import { outOfReach, type Refused, refusal, revocationRefused } from './ca-refusals.ts';
import type { Party, Troubles } from './troubles.ts';

export type CaModel = Pick<Admission, 'limits' | 'breaches'> & {
  acme: AcmeServer;
  issued: IssuedCertificate[];
  /** Those that were asked for, once each. */
  revoked: Revoked[];
  /** The questions for renewal information. */
  questions: Questions;
  /** Revokes everything that is valid, at once. @param isMeant @default - all of it */
  revokeAll(isMeant?: (certificate: IssuedCertificate) => boolean): void;
  /** From now on it says that nobody may revoke anything, or stops saying so. */
  refuseRevocations(refuses: boolean): void;
};

type Revoked = { serial: string; reason: RevocationReason; at: Date };

export type CaOptions = Omit<OrderBookOptions, 'onFailure'> & {
  troubles: Troubles;
  /** From the request to the certificate. @default its usual times */
  issuingTakesMs?: number | undefined;
  /** How old a name's first certificate is when it is issued: a fleet that has lived for long. @default - new */
  backdatedMs?(certificate: Pick<IssuedCertificate, 'domainNames' | 'profile'>): number;
  /** Whether its limits count nothing now. @default - they always count */
  countsNothing?(): boolean;
};

type Ca = CaOptions & {
  refusesToRevoke: boolean;
  admission: Admission;
  book: OrderBook;
  issue: Issue;
  issued: IssuedCertificate[];
  revoked: Revoked[];
  questions: Questions;
};

const RETRY_AFTER_MS = 6 * 60 * 60 * 1000;

export async function createCa(options: CaOptions): Promise<CaModel> {
  const { clock } = options;
  const admission = createAdmission(clock, options.countsNothing);
  const book = createOrderBook({
    ...options,
    onFailure: (domainName) => admission.limits.count('failures', domainName),
  });
  const ca: Ca = {
    ...options,
    admission,
    book,
    issue: await createIssuer(),
    issued: [],
    revoked: [],
    refusesToRevoke: false,
    questions: createQuestions(clock),
  };
  const { limits, breaches } = admission;
  return {
    limits,
    breaches,
    issued: ca.issued,
    revoked: ca.revoked,
    questions: ca.questions,
    acme: { ...aboutTheCa(ca), ...orderMethods(ca), ...authorizationMethods(ca), ...revocationMethods(ca) },
    refuseRevocations: (refuses) => {
      ca.refusesToRevoke = refuses;
    },
    revokeAll: (isMeant = () => true) => {
      const now = clock.now();
      const valid = ca.issued.filter((one) => !one.revokedAt && now < one.notAfter && isMeant(one));
      for (const certificate of valid) certificate.revokedAt = now;
    },
  };
}

/** A request without a signature: the modelled CA believes what it says. */
export const createModelCsr: CreateCsr = async (privateKeyPem, domainNames) => {
  const publicKeyPem = createPublicKey(privateKeyPem).export({ type: 'spki', format: 'pem' }).toString();
  return Buffer.from(JSON.stringify({ publicKeyPem, domainNames }));
};

async function request(
  { clock, random, troubles }: Ca,
  deadline: Deadline,
  ends: readonly Party[] = ['ca'],
): Promise<void> {
  await clock.sleep(random.between(40, 150), deadline);
  if (ends.some((party) => troubles.isIn(party, clock.now()))) throw outOfReach();
}

function notFound(resource: Refused['resource'], { clock }: Ca): RenewerError {
  return refusal({ resource, status: 404, type: 'malformed', detail: 'there is none' }, clock.now());
}

function aboutTheCa(
  ca: Ca,
): Pick<AcmeServer, 'readMeta' | 'readAccountUrl' | 'findAccount' | 'readRenewalInfo'> {
  return {
    readMeta: async (deadline) => {
      await request(ca, deadline);
      return { profiles: Object.keys(PROFILES), caaIdentities: ['ca.test'], externalAccountRequired: false };
    },
    readAccountUrl: async () => 'https://ca.test/account/1',
    findAccount: async (deadline) => {
      await request(ca, deadline);
      return 'https://ca.test/account/1';
    },
    readRenewalInfo: async (certId, deadline) => {
      await request(ca, deadline, ['ca', 'ari']);
      const certificate = ca.admission.find(certId);
      if (!certificate) throw notFound('renewalInfo', ca);
      ca.questions.asked(certId, certificate.revokedAt !== undefined);
      const askAgainAt = new Date(ca.clock.now().getTime() + RETRY_AFTER_MS);
      return { window: renewalWindow(certificate), askAgainAt };
    },
  };
}

type OrderMethods = Pick<
  AcmeServer,
  'createOrder' | 'getOrder' | 'finalizeOrder' | 'downloadCertificate' | 'downloadAlternates'
>;

function orderMethods(ca: Ca): OrderMethods {
  const { admission, book, clock, random, issuingTakesMs } = ca;
  const find = async (url: string, deadline: Deadline): Promise<CaOrder> => {
    await request(ca, deadline);
    const order = book.find(url);
    if (!order) throw notFound('order', ca);
    return order;
  };
  return {
    createOrder: async (asked, deadline) => {
      await request(ca, deadline);
      const exempt = admission.admit(asked);
      const { domainNames, profile = 'classic', replaces } = asked;
      const order = book.open({ domainNames, profile: profile as Profile, exempt });
      if (replaces !== undefined) admission.noteReplacement(replaces, order);
      return shownOrder(order);
    },
    getOrder: async (url, deadline) => shownOrder(await find(url, deadline)),
    finalizeOrder: async (url, csr, deadline) => {
      const order = await find(url, deadline);
      // The real adapter reads the order in this case: the answer to an earlier try may have been lost.
      if (statusOf(order) !== 'ready') return shownOrder(order);
      const { publicKeyPem, domainNames } = JSON.parse(Buffer.from(csr).toString());
      if (nameSet(domainNames) !== nameSet(order.domainNames)) {
        throw refusal(
          { resource: 'finalize', status: 400, type: 'badCSR', detail: 'other names' },
          clock.now(),
        );
      }
      order.stage = 'processing';
      clock.later(issuingTakesMs ?? random.between(500, 4_000), () => finish(order, publicKeyPem, ca));
      return shownOrder(order);
    },
    downloadCertificate: async (url, deadline) => {
      const { pem } = await find(url, deadline);
      if (pem === undefined) throw notFound('certificate', ca);
      return pem;
    },
    downloadAlternates: async () => [],
  };
}

function finish(order: CaOrder, publicKeyPem: string, ca: Ca): void {
  const { admission, issue, issued, clock, backdatedMs } = ca;
  const ageMs = backdatedMs && !admission.knows(order.domainNames) ? backdatedMs(order) : 0;
  const certificate = issue(order, publicKeyPem, new Date(clock.now().getTime() - ageMs));
  admission.noteIssuance(certificate);
  issued.push(certificate);
  order.stage = 'valid';
  order.pem = certificate.pem;
}

function revocationMethods(ca: Ca): Pick<AcmeServer, 'revokeCertificate'> {
  return {
    revokeCertificate: async ({ certificatePem, reason }, deadline) => {
      await request(ca, deadline);
      const serial = new X509Certificate(certificatePem).serialNumber.toLowerCase();
      const certificate = ca.issued.find((one) => one.serial === serial);
      if (!certificate) throw notFound('revokeCert', ca);
      const { refusesToRevoke, clock, revoked } = ca;
      if (refusesToRevoke) throw revocationRefused(serial);
      // The real adapter takes "already revoked" for done. Boulder lets a leaked key take the place of another reason.
      const before = revoked.filter((one) => one.serial === serial);
      const isNews = reason === 'keyCompromise' && before.every((one) => one.reason !== 'keyCompromise');
      if (certificate.revokedAt && !isNews) return;
      certificate.revokedAt ??= clock.now();
      revoked.push({ serial, reason, at: clock.now() });
    },
  };
}

function authorizationMethods(ca: Ca): Pick<AcmeServer, 'getAuthorization' | 'respondToChallenge'> {
  return {
    getAuthorization: async (url, deadline) => {
      await request(ca, deadline);
      const authorization = ca.book.findAuthorization(url);
      if (!authorization) throw notFound('authorization', ca);
      return { ...authorization };
    },
    respondToChallenge: async (challengeUrl, deadline) => {
      await request(ca, deadline);
      const authorization = ca.book.findAuthorization(challengeUrl.replace('/challenge/', '/authorization/'));
      if (!authorization) throw notFound('challenge', ca);
      ca.book.validate(authorization);
    },
  };
}
