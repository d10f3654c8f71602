/** Orders (RFC 8555 §7.4): creates, reads and finalizes them, with one request each. It does not poll. */
import { printable, RenewerError } from '../engine/errors.ts';
import type { AcmeServer, Order, OrderRequest } from '../engine/ports/acme.ts';
import type { Clock, Deadline } from '../engine/ports/time.ts';
import { brokeOverRequest, caUnavailable, isBreakdown } from './ca-errors.ts';
import type { AcmeAnswer } from './cage.ts';
import { type CertificateMethods, createCertificateMethods } from './certificates.ts';
import type { Conversation } from './conversation.ts';
import { type OrderMessage, parseIdentifiers, parseOrder, toOrder } from './messages.ts';
import { isCausedBy } from './problem.ts';
import { isOutOfReach, repeated } from './repeat.ts';
import { pollAfterMsOf } from './retry-after.ts';

export type OrderMethods = Pick<AcmeServer, 'createOrder' | 'getOrder' | 'finalizeOrder'> &
  CertificateMethods;

type KnownOrder = { order: Order; message: OrderMessage };

/** A warm function lives for hours and sees many orders. */
const MOST_KNOWN_ORDERS = 20;

export function createOrderMethods(conversation: Conversation, clock: Clock): OrderMethods {
  const { host, call, callRepeatedly } = conversation;
  /** Orders as last read, for their finalize and certificate URLs. An unknown order is read first. */
  const known = new Map<string, KnownOrder>();

  function remember(url: string, { data, headers }: AcmeAnswer): KnownOrder {
    const message = parseOrder(data, { url, host, earlier: known.get(url)?.message });
    const order = toOrder(url, message, pollAfterMsOf(headers['retry-after'], clock.now()));
    known.set(url, { order, message });
    const [oldest] = known.keys();
    if (oldest !== undefined && known.size > MOST_KNOWN_ORDERS) known.delete(oldest);
    return { order, message };
  }

  async function read(url: string, deadline: Deadline): Promise<KnownOrder> {
    return remember(url, await callRepeatedly('order', deadline, ({ api }) => api.getOrder(url)));
  }

  async function addressOf(
    member: 'finalize' | 'certificate',
    url: string,
    deadline: Deadline,
  ): Promise<string> {
    const seen = known.get(url);
    const { message } = seen?.message[member] ? seen : await read(url, deadline);
    const address = message[member];
    if (address) return address;
    throw caUnavailable(host, `its order is ${message.status} and has no address "${member}" yet`);
  }

  return {
    createOrder: async (wanted, deadline) => {
      const request = toNewOrder(wanted);
      const ask = () => call('newOrder', deadline, ({ api }) => api.createOrder(request));
      // An order whose answer was lost stays pending until it expires: only finalizing it makes a certificate.
      const patience = createPatience(wanted, host);
      const answer = await repeated(ask, clock, deadline, patience.isOver).catch(patience.inTheEnd);
      const url = answer.headers.location;
      if (!url) throw caUnavailable(host, 'it names no address for the order');
      const { order } = remember(url, answer);
      const names = parseIdentifiers(answer.data, host);
      if (names) checkIdentifiers(wanted.domainNames, names, host);
      return order;
    },

    getOrder: async (url, deadline) => (await read(url, deadline)).order,

    finalizeOrder: async (url, csrDer, deadline) => {
      const address = await addressOf('finalize', url, deadline);
      const request = { csr: Buffer.from(csrDer).toString('base64url') };
      const finalize = async () => {
        const answer = await call('finalize', deadline, ({ api }) => api.finalizeOrder(address, request));
        return remember(url, answer).order;
      };
      /** The CA may have carried the request out and the answer is lost: the order itself says how far it is. */
      const orderAfterFailure = async (error: unknown) => {
        const isNotReady = isCausedBy(error, 'orderNotReady');
        const isUnderWay = isCausedBy(error, 'conflict');
        if (!isNotReady && !isUnderWay && !isOutOfReach(error)) throw error;
        const { order } = await read(url, deadline);
        if (order.status !== 'ready' || isUnderWay) return order;
        if (isNotReady) return finalize();
        throw error;
      };
      return repeated(() => finalize().catch(orderAfterFailure), clock, deadline);
    },

    ...createCertificateMethods(conversation, (url, deadline) => addressOf('certificate', url, deadline)),
  };
}

/** How often a CA has to break over an order that replaces a certificate until it is taken at its word. */
const BREAKDOWNS_TO_BELIEVE = 2;

/**
 * Without `replaces` the order may well be made, so further tries of this one would only cost time: Pebble breaks at every try
 * over one serial number in 256.
 */
function createPatience({ replaces }: OrderRequest, host: string) {
  let breakdowns = 0;
  return {
    isOver: (thrown: unknown) => {
      if (replaces !== undefined && isBreakdown(thrown)) breakdowns += 1;
      return breakdowns >= BREAKDOWNS_TO_BELIEVE;
    },
    inTheEnd: (thrown: unknown): never => {
      if (replaces === undefined || !isBreakdown(thrown)) throw thrown;
      throw brokeOverRequest(host, 'newOrder', thrown);
    },
  };
}

function toNewOrder({ domainNames, profile, replaces }: OrderRequest) {
  return {
    identifiers: domainNames.map((value) => ({ type: 'dns' as const, value })),
    ...(profile !== undefined && { profile }),
    ...(replaces !== undefined && { replaces }),
  };
}

/**
 * The CA may list them in any order, and may add some of its own (`www`). An order that lacks one comes to a certificate
 * that lacks it.
 */
function checkIdentifiers(asked: readonly string[], got: readonly string[], host: string): void {
  const missing = asked.filter((name) => !got.includes(name));
  if (missing.length === 0) return;
  throw new RenewerError({
    code: 'names-missing',
    disposition: 'person',
    subject: missing.join(', '),
    message:
      `The CA at ${host} made an order for ${printable(got.join(', ')) || 'no names'}, which lacks ${missing.join(', ')}. ` +
      'The order is dropped.',
    advice: 'Ask the CA why, or take the name out of the certificate.',
    next: 'The live certificate stays.',
  });
}
