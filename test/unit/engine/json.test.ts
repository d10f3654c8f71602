import { describe, expect, it } from 'vitest';
import { parseJson } from '../../../functions/engine/json.ts';

describe('parseJson', () => {
  it.each([
    ['{"a":[1]}', { a: [1] }],
    ['"text"', 'text'],
    ['null', null],
  ])('reads %s', (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  it.each(['', '<html>', '{"cut', 'undefined', '['.repeat(1_000_000)])('makes nothing of "%.20s"', (text) => {
    expect(parseJson(text)).toBeUndefined();
  });
});
