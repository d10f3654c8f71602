import { describe, expect, it } from 'vitest';
import { createSearchOrder } from '../../../functions/resolver/search-order.ts';
import { NOW } from '../../support/builders.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const A = { host: '192.0.2.1', port: 53 };
const B = { host: '192.0.2.2', port: 53 };
const C = { host: '2001:db8::3', port: 5353 };

const MINUTE_MS = 60_000;

function orderAt(clock = createManualClock(NOW)) {
  return { clock, order: createSearchOrder(clock) };
}

describe('createSearchOrder', () => {
  it('keeps the order that was given, whoever answers', () => {
    const { order } = orderAt();
    order.note(C, false);
    order.note(A, false);

    expect(order.inOrder([A, B, C])).toEqual([A, B, C]);
  });

  it('puts silent ones last, in the order that was given among themselves', () => {
    const { order } = orderAt();
    order.note(B, true);
    expect(order.inOrder([A, B, C])).toEqual([A, C, B]);
    order.note(A, true);

    expect(order.inOrder([A, B, C])).toEqual([C, A, B]);
  });

  it('puts one back that answers again', () => {
    const { order } = orderAt();
    order.note(A, true);
    order.note(A, false);

    expect(order.inOrder([A, B, C])).toEqual([A, B, C]);
  });

  it('forgets a silence after the five minutes that a run takes', async () => {
    const { clock, order } = orderAt();
    order.note(A, true);

    clock.advance(5 * MINUTE_MS - 1);
    expect(order.inOrder([A, B, C])).toEqual([B, C, A]);
    clock.advance(1);
    expect(order.inOrder([A, B, C])).toEqual([A, B, C]);
  });

  it('does not mind servers that are not in it', () => {
    const { order } = orderAt();
    order.note({ host: '192.0.2.9', port: 53 }, true);

    expect(order.inOrder([A, B, C])).toEqual([A, B, C]);
  });

  it('frees whoever waits for a server when any question finds it silent', async () => {
    const { order } = orderAt();
    const never = new Promise<string>(() => {});
    const freed = order.orSilence(A, never);
    const beside = order.orSilence(B, new Promise<string>((resolve) => setImmediate(resolve, 'B answers')));

    order.note(A, true);

    expect(await freed).toBeUndefined();
    expect(await beside).toBe('B answers');
  });

  it('gives the outcome that comes before any silence, and its error', async () => {
    const { order } = orderAt();

    expect(await order.orSilence(A, Promise.resolve('answer'))).toBe('answer');
    await expect(order.orSilence(A, Promise.reject(new Error('too late')))).rejects.toThrow('too late');
  });
});
