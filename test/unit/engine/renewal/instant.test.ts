import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { INSTANT, INSTANT_OR_NONE } from '../../../../functions/engine/renewal/instant.ts';

const DAMAGED = ['2026-11-23', '2026-99-99T06:00:00.000Z', '2026-11-23T06:00:00+01:00', 'soon', 7, null];

describe('INSTANT', () => {
  it('is read and written as ISO 8601 text in UTC', () => {
    const at = new Date('2026-11-23T06:00:00.123Z');

    expect(z.parse(INSTANT, '2026-11-23T06:00:00.123Z')).toEqual(at);
    expect(z.encode(INSTANT, at)).toBe('2026-11-23T06:00:00.123Z');
  });

  it.each(DAMAGED)('is not read from %j', (value) => {
    expect(z.safeParse(INSTANT, value).success).toBe(false);
  });
});

describe('INSTANT_OR_NONE', () => {
  it.each([...DAMAGED, undefined])('is none for %j', (value) => {
    expect(z.parse(z.object({ at: INSTANT_OR_NONE }), { at: value }).at).toBeUndefined();
  });

  it('is read like the other', () => {
    expect(z.parse(INSTANT_OR_NONE, '2026-11-23T06:00:00.123Z')).toEqual(
      new Date('2026-11-23T06:00:00.123Z'),
    );
  });
});
