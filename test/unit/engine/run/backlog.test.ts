/** A fleet in which everything is due at once after an outage. */
import { describe, expect, it } from 'vitest';
import { NOW } from '../../../support/builders.ts';
import { type Backlog, type Member, runBacklog } from './backlog-world.ts';

const HOUR_MS = 3_600_000;

function members(count: number, kind: string, memberOf: (index: number) => Omit<Member, 'certificateName'>) {
  return Array.from(
    { length: count },
    (_, index): Member => ({
      certificateName: `${kind}-${index}`,
      ...memberOf(index),
    }),
  );
}

function names(kind: string, from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, index) => `${kind}-${from + index}`);
}

/** Of the orders in any three hours, the most. */
function mostInThreeHours(orders: Backlog['orders']): number {
  const atMs = orders.map(({ at }) => at.getTime());
  return Math.max(...atMs.map((from) => atMs.filter((at) => at >= from && at < from + 3 * HOUR_MS).length));
}

describe('300 certificates that are due at once', () => {
  const FLEET = [
    // Listed so that whatever keeps the order of the list is wrong.
    ...members(210, 'aged', (index) => ({ old: 1_760 - index, left: 400 + index })),
    ...members(20, 'new', () => ({})),
    ...members(60, 'late', (index) => ({ old: 150 - index / 10, left: 2 + index / 10 })),
    ...members(10, 'revoked', (index) => ({ old: 200 - index, left: 1_960 + index, isRevoked: true })),
  ];

  it('are ordered by urgency, five at a time, and none expires that was alive', async () => {
    const { orders, renewed, mostAtOnce } = await runBacklog(FLEET, 5);

    expect(orders.map(({ certificateName }) => certificateName)).toEqual([
      ...names('revoked', 0, 10),
      ...names('new', 0, 20),
      ...names('late', 0, 60),
      ...names('aged', 0, 210),
    ]);
    expect(renewed.size).toBe(300);
    expect([...renewed.values()].filter((hoursLeft) => hoursLeft <= 0)).toEqual([]);
    expect(mostAtOnce).toBe(5);
  });

  it('touch no limit: 200 orders in the first three hours where nothing is urgent any more, the rest after them', async () => {
    const { orders } = await runBacklog(FLEET, 5);

    const early = orders.filter(({ at }) => at.getTime() < NOW.getTime() + 3 * HOUR_MS);
    expect(early).toHaveLength(200);
    expect(orders.filter(({ isUrgent }) => isUrgent)).toHaveLength(70);
    expect(mostInThreeHours(orders)).toBeLessThanOrEqual(300);
  });

  it('are all ordered within the first three hours when all are urgent, and not one more', async () => {
    const urgent = members(320, 'late', (index) => ({ old: 150, left: 20 + index / 100 }));

    const { orders, renewed } = await runBacklog(urgent, 5);

    const early = orders.filter(({ at }) => at.getTime() < NOW.getTime() + 3 * HOUR_MS);
    expect(early.map(({ certificateName }) => certificateName)).toEqual(names('late', 0, 300));
    expect(mostInThreeHours(orders)).toBe(300);
    expect(renewed.size).toBe(320);
  });

  it('leave room for those that reach a sixth of their life while plain ones wait', async () => {
    const plain = members(300, 'aged', (index) => ({ old: 1_760 - index, left: 400 + index }));
    const soon = members(5, 'soon', () => ({ old: 133, left: 27, checkIn: 1 }));

    const { orders } = await runBacklog([...plain, ...soon], 3);

    expect(orders.map(({ certificateName }) => certificateName)).toEqual([
      ...names('aged', 0, 200),
      ...names('soon', 0, 5),
    ]);
  });

  it.each([
    [75, 0, 1.5],
    [150, 3, 0.5],
  ])(
    'are not starved by %i of them that hang for four minutes at every try, when 20 are due %i hours later',
    async (count, checkIn, longestHours) => {
      const hanging = members(count, 'hanging', (index) => ({
        old: 158,
        left: 30 + index / 100,
        hangs: true,
      }));
      const later = members(20, 'due', (index) => ({ old: 1_500 - index, left: 660 + index, checkIn }));

      const { orders } = await runBacklog([...hanging, ...later], 6);

      expect(orders.map(({ certificateName }) => certificateName)).toEqual(names('due', 0, 20));
      const waitedHours = orders.map(({ at }) => (at.getTime() - NOW.getTime()) / HOUR_MS - checkIn);
      expect(Math.max(...waitedHours)).toBeLessThan(longestHours);
    },
  );

  it('are not held up by those among them that fail', async () => {
    const fleet = [
      ...members(30, 'failing', () => ({ old: 158, left: 2, fails: true })),
      ...members(120, 'aged', (index) => ({ old: 1_760 - index, left: 400 + index })),
    ];

    const { orders, renewed } = await runBacklog(fleet, 3);

    expect([...renewed.keys()].sort()).toEqual(names('aged', 0, 120).sort());
    const tries = orders.filter(({ certificateName }) => certificateName.startsWith('failing'));
    // At once, 10 minutes later, 100 minutes after that; then daily.
    expect(tries).toHaveLength(90);
    const lastAged = orders.findLast(({ certificateName }) => certificateName.startsWith('aged'));
    expect(lastAged?.at.getTime()).toBeLessThan(NOW.getTime() + HOUR_MS);
  });
});
