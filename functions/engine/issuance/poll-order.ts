/** Polls an ACME order (RFC 8555 §7.1.6) until its status is none of those that are waited for. */
import type { AcmeServer, Order } from '../ports/acme.ts';
import type { EventSink } from '../ports/events.ts';
import type { Clock, Deadline } from '../ports/time.ts';
import { tellUnknownStatus } from './unknown-status.ts';

export type OrderPoll = {
  acme: Pick<AcmeServer, 'getOrder'>;
  clock: Clock;
  events: EventSink;
  deadline: Deadline;
};

/** A CA that validates or issues at once has done so by then. Each pause after these is longer than the one before. */
const FIRST_PAUSES_MS = [10, 20, 50];
const LONGEST_PAUSE_MS = 2_000;
/** A validation of any length is seen when it is a third longer at the most: of 2 s with 13 questions. */
const PAUSE_GROWTH = 1.3;

/** The longest `Retry-After` that is obeyed here. The deadline bounds the whole wait. */
const LONGEST_HONOURED_MS = 10_000;

/**
 * The order as soon as its status is none of `waitingStates`.
 * @throws RenewerError `deadline-exceeded` when the run's time is used up first.
 */
export async function pollOrder(
  url: string,
  waitingStates: readonly Order['status'][],
  { acme, clock, events, deadline }: OrderPoll,
): Promise<Order> {
  const firstPausesMs = [...FIRST_PAUSES_MS];
  let pauseMs = 0;
  let told: string | undefined;
  for (;;) {
    const order = await acme.getOrder(url, deadline);
    if (order.unknownStatus !== told) tellUnknownStatus(order, events);
    told = order.unknownStatus;
    if (!waitingStates.includes(order.status)) return order;
    const askedMs = Math.min(order.retryAfterMs ?? 0, LONGEST_HONOURED_MS);
    pauseMs = firstPausesMs.shift() ?? Math.min(pauseMs * PAUSE_GROWTH, LONGEST_PAUSE_MS);
    await clock.sleep(Math.max(pauseMs, askedMs), deadline);
  }
}
