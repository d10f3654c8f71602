import { describe, expect, it } from 'vitest';
import { startInParts } from '../../../support/world/started-parts.ts';

describe('startInParts', () => {
  it('ends the parts in the opposite order, once', async () => {
    const ended: string[] = [];
    const { name, stop } = await startInParts(async (ends) => {
      ends.push(async () => ended.push('first'));
      ends.push(async () => ended.push('second'));
      return { name: 'world', stop: async () => void ended.push('its own') };
    });

    await stop();
    await stop();

    expect([name, ...ended]).toEqual(['world', 'second', 'first']);
  });

  it('ends what was started where a later part does not start', async () => {
    const ended: string[] = [];
    const started = startInParts(async (ends) => {
      ends.push(async () => ended.push('first'));
      throw new Error('the second one did not start');
    });

    await expect(started).rejects.toThrow('the second one did not start');
    expect(ended).toEqual(['first']);
  });
});
