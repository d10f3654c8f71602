/** Ten thousand certificates at one renewer: most of their checks only ask the CA for its advice. */
import { describe, expect, it } from 'vitest';
import { NOW } from '../../../support/builders.ts';
import { type Member, runBacklog } from './backlog-world.ts';

/** In the middle of their life, and due for a check one after the other within so many hours. A check takes so many seconds. */
function asking(count: number, asksFor: number, checkWithin: number): Member[] {
  return Array.from({ length: count }, (_, index) => ({
    certificateName: `asking-${index}`,
    old: 700,
    left: 1_460,
    checkIn: (checkWithin * index) / count,
    asksFor,
  }));
}

/** Due for renewal an hour and a minute after the start: the next tick is nine minutes later. */
function renewing(count: number): Member[] {
  return Array.from({ length: count }, (_, index) => ({
    certificateName: `renewing-${index}`,
    old: 1_500 - index,
    left: 660 + index,
    checkIn: 61 / 60,
  }));
}

describe('a fleet of 10,000', () => {
  it('has 278 checks in each tick: all begin within 20 minutes of their time, at five runs', async () => {
    // What 10,000 certificates ask in 72 minutes, four times a day each.
    const { asked, mostAtOnce } = await runBacklog(asking(2_000, 0.8, 1.2), 2);

    expect(new Set(asked.map(({ certificateName }) => certificateName)).size).toBe(2_000);
    expect(Math.max(...asked.map(({ lateBy }) => lateBy))).toBeLessThan(20);
    expect(mostAtOnce).toBeLessThanOrEqual(5);
  });

  it('is checked at 2,000 a tick when it is due at once', async () => {
    const { asked } = await runBacklog(asking(4_000, 0.8, 0), 0.5);

    expect(new Set(asked.map(({ certificateName }) => certificateName)).size).toBe(4_000);
    expect(Math.max(...asked.map(({ lateBy }) => lateBy))).toBeLessThan(20);
  });

  it('lets no renewal wait behind such checks, though a CA that hangs makes each of them take 15 s', async () => {
    const { orders } = await runBacklog([...asking(4_000, 15, 1), ...renewing(5)], 1.5);

    expect(orders.map(({ certificateName }) => certificateName)).toEqual([
      'renewing-0',
      'renewing-1',
      'renewing-2',
      'renewing-3',
      'renewing-4',
    ]);
    // From the tick at 70 minutes, until a run that was under way has ended.
    const startMs = NOW.getTime();
    const minutes = orders.map(({ at }) => (at.getTime() - startMs) / 60_000);
    expect(Math.max(...minutes)).toBeLessThan(70.5);
  });

  it('gives each of them its turn while the CA hangs: none is asked a second time before all have been once', async () => {
    const { asked } = await runBacklog(asking(500, 15, 0), 1);

    const names = asked.map(({ certificateName }) => certificateName);
    expect(new Set(names.slice(0, 500)).size).toBe(500);
  });
});
