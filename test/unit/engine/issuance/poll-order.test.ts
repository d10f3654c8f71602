import { describe, expect, it } from 'vitest';
import { deadlineExceeded } from '../../../../functions/engine/deadline.ts';
import { pollOrder } from '../../../../functions/engine/issuance/poll-order.ts';
import type { Order } from '../../../../functions/engine/ports/acme.ts';
import { anOrder, NOW, noDeadline } from '../../../support/builders.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import { createRecordedEvents } from '../../../support/memory-ports.ts';

/** Answers with these orders in turn, then always with the last one; notes when it was asked. */
function aCa(clock: { now(): Date }, ...answers: Order[]) {
  const askedAtMs: number[] = [];
  return {
    askedAtMs,
    getOrder: async () => {
      askedAtMs.push(clock.now().getTime() - NOW.getTime());
      return answers[Math.min(askedAtMs.length, answers.length) - 1] ?? anOrder();
    },
  };
}

describe('pollOrder', () => {
  it('asks at once, then with growing pauses, until the order leaves the waiting states', async () => {
    const clock = createManualClock(NOW);
    const acme = aCa(clock, anOrder(), anOrder(), anOrder(), anOrder(), anOrder({ status: 'ready' }));

    const order = await pollOrder('https://ca.test/order/1', ['pending'], {
      acme,
      clock,
      events: createRecordedEvents(),
      deadline: noDeadline(),
    });

    expect(order.status).toBe('ready');
    expect(acme.askedAtMs).toEqual([0, 10, 30, 80, 145]);
  });

  it.each([
    [1_000, 1_222, 11],
    [2_000, 2_160, 13],
    [5_000, 6_425, 17],
  ])('sees a validation of %d ms at %d ms, with %d questions', async (tookMs, seenAtMs, questions) => {
    const clock = createManualClock(NOW);
    const asked: number[] = [];
    const getOrder = async () => {
      asked.push(clock.now().getTime() - NOW.getTime());
      return anOrder({ status: (asked.at(-1) ?? 0) >= tookMs ? 'ready' : 'pending' });
    };
    const poll = { acme: { getOrder }, clock, events: createRecordedEvents(), deadline: noDeadline() };

    await pollOrder('https://ca.test/order/1', ['pending'], poll);

    expect([asked.at(-1), asked.length]).toEqual([seenAtMs, questions]);
  });

  it('honours what the CA asks for, up to ten seconds', async () => {
    const clock = createManualClock(NOW);
    const waits = [anOrder({ status: 'processing', retryAfterMs: 3_000 }), anOrder({ retryAfterMs: 60_000 })];
    const acme = aCa(clock, ...waits, anOrder({ status: 'valid' }));

    await pollOrder('https://ca.test/order/1', ['pending', 'processing'], {
      acme,
      clock,
      events: createRecordedEvents(),
      deadline: noDeadline(),
    });

    expect(acme.askedAtMs).toEqual([0, 3_000, 13_000]);
  });

  it('tells once of a status that it does not know, and polls on', async () => {
    const clock = createManualClock(NOW);
    const events = createRecordedEvents();
    const url = 'https://ca.test/order/1';
    const odd = anOrder({ url, unknownStatus: 'on-hold' });
    const acme = aCa(clock, odd, odd, anOrder({ url, status: 'ready' }));

    const order = await pollOrder(url, ['pending'], { acme, clock, events, deadline: noDeadline() });

    expect(order.status).toBe('ready');
    expect(events.all).toEqual([
      {
        event: 'warning',
        subject: 'ca.test',
        message:
          'The CA at ca.test gives https://ca.test/order/1 the status "on-hold", which the renewer does not know. ' +
          'It is taken for pending.',
      },
    ]);
  });

  it('fails with deadline-exceeded when the order never leaves them', async () => {
    const clock = createManualClock(NOW);
    const controller = new AbortController();
    const deadline = { at: new Date(NOW.getTime() + 1_000), signal: controller.signal };
    const acme = {
      getOrder: async () => {
        if (clock.now() >= deadline.at) controller.abort(deadlineExceeded('this run'));
        return anOrder();
      },
    };

    const polling = pollOrder('https://ca.test/order/1', ['pending'], {
      acme,
      clock,
      events: createRecordedEvents(),
      deadline,
    });

    await expect(polling).rejects.toMatchObject({ code: 'deadline-exceeded' });
  });
});
