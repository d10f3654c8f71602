import { describe, expect, it } from 'vitest';
import { createGate } from '../../../functions/engine/gate.ts';

describe('createGate', () => {
  it('lets two in, and the next one when one leaves', async () => {
    const gate = createGate(2);
    const inside: string[] = [];
    const enter = async (who: string, signal?: AbortSignal) => {
      const leave = await gate.enter(signal);
      inside.push(who);
      return leave;
    };
    const [leaveFirst] = await Promise.all([enter('first'), enter('second')]);
    const third = enter('third');
    await Promise.resolve();
    expect(inside).toEqual(['first', 'second']);

    leaveFirst?.();
    await third;

    expect(inside).toEqual(['first', 'second', 'third']);
  });

  it('lets nobody in who has given up, and keeps no place for him', async () => {
    const gate = createGate(1);
    const leave = await gate.enter();
    const given = new AbortController();
    const waiting = gate.enter(given.signal);
    const next = gate.enter();

    given.abort(new Error('out of time'));
    await expect(waiting).rejects.toThrow('out of time');
    leave();

    await expect(next).resolves.toBeTypeOf('function');
  });

  it('refuses at once who comes too late', async () => {
    await expect(createGate(1).enter(AbortSignal.abort(new Error('out of time')))).rejects.toThrow(
      'out of time',
    );
  });
});
