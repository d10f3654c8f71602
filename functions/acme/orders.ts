/** Orders (RFC 8555 §7.4): creates, reads and finalizes them, with one request each. It does not poll. */
import { printable, RenewerError } from '../engine/errors.ts';
import type { AcmeServer, Order } from '../engine/ports/acme.ts';
import type { Clock, Deadline } from '../engine/ports/time.ts';
import { caUnavailable } from './ca-errors.ts';
import type { AcmeAnswer } from './cage.ts';
import { type CertificateMethods, createCertificateMethods } from './certificates.ts';
import type { Conversation } from './conversation.ts';
import { OrderMessage, parseMessage, toOrder } from './messages.ts';
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
    const message = parseMessage(OrderMessage, data, 'order', host);
    const order = toOrder(url, message, pollAfterMsOf(headers['retry-after'], clock.now()));
    known.set(url, { order, message });
    const [oldest] = known.keys();
    if (oldest !== undefined && known.size > MOST_KNOWN_ORDERS) known.delete(oldest);
    return { order, message };
  }

  async function read(url: string, deadline: Deadline): Promise<KnownOrder> {
    return remember(url, await callRepeatedly('order', deadline, ({ api }) => api.getOrder(url)));
  }

  async function certificateUrl(url: string, deadline: Deadline): Promise<string> {
    const seen = known.get(url);
    const { message } = seen?.message.certificate ? seen : await read(url, deadline);
    if (message.certificate) return message.certificate;
    throw caUnavailable(host, `its order is ${message.status} and names no certificate yet`);
  }

  return {
    createOrder: async ({ domainNames, profile, replaces }, deadline) => {
      const identifiers = domainNames.map((value) => ({ type: 'dns' as const, value }));
      const request = {
        identifiers,
        ...(profile !== undefined && { profile }),
        ...(replaces !== undefined && { replaces }),
      };
      // An order whose answer was lost stays pending until it expires: only finalizing it makes a certificate.
      const answer = await callRepeatedly('newOrder', deadline, ({ api }) => api.createOrder(request));
      const url = answer.headers.location;
      if (!url) throw caUnavailable(host, 'it names no address for the order');
      const { order, message } = remember(url, answer);
      checkIdentifiers(domainNames, message, host);
      return order;
    },

    getOrder: async (url, deadline) => (await read(url, deadline)).order,

    finalizeOrder: async (url, csrDer, deadline) => {
      const { message } = known.get(url) ?? (await read(url, deadline));
      const request = { csr: Buffer.from(csrDer).toString('base64url') };
      const finalize = async () => {
        const answer = await call('finalize', deadline, ({ api }) =>
          api.finalizeOrder(message.finalize, request),
        );
        return remember(url, answer).order;
      };
      /** The CA may have carried the request out and the answer is lost: the order itself says how far it is. */
      const orderAfterFailure = async (error: unknown) => {
        const isNotReady = isCausedBy(error, 'orderNotReady');
        if (!isNotReady && !isOutOfReach(error)) throw error;
        const { order } = await read(url, deadline);
        if (order.status !== 'ready') return order;
        if (isNotReady) return finalize();
        throw error;
      };
      return repeated(() => finalize().catch(orderAfterFailure), clock, deadline);
    },

    ...createCertificateMethods(conversation, certificateUrl),
  };
}

/** The CA may list them in any order, but must certify exactly the names that we asked for. */
function checkIdentifiers(asked: readonly string[], { identifiers }: OrderMessage, host: string): void {
  const got = new Set(identifiers.map(({ value }) => value.toLowerCase()));
  if (got.size === new Set(asked).size && asked.every((name) => got.has(name))) return;
  throw new RenewerError({
    code: 'order-refused',
    disposition: 'next-run',
    subject: asked.join(', '),
    message: `The CA at ${host} made an order for other names (${printable([...got].join(', '))}) than asked (${asked.join(', ')}). The order is dropped.`,
  });
}
