import { describe, expect, it } from 'vitest';
import { conditionOf } from '../../../../support/world/models/condition.ts';

const names = { '#a': 'a', '#b': 'b', '#at': 'at' };
const values = { ':low': 1, ':high': 9, ':text': '2027' };

function holds(expression: string, item: Record<string, unknown>): boolean {
  return conditionOf(expression)(item, { names, values });
}

describe('conditionOf', () => {
  it('binds AND more closely than OR', () => {
    const expression = 'attribute_not_exists(#a) OR #a = :low AND #b = :high';

    expect(holds(expression, {})).toBe(true);
    expect(holds(expression, { a: 1, b: 9 })).toBe(true);
    expect(holds(expression, { a: 1, b: 8 })).toBe(false);
  });

  it('knows what an item has', () => {
    expect(holds('attribute_exists(#a)', { a: 1 })).toBe(true);
    expect(holds('attribute_exists(#a)', {})).toBe(false);
  });

  it('respects parentheses', () => {
    const expression = '(attribute_not_exists(#a) OR #a = :low) AND #b = :high';

    expect(holds(expression, { b: 9 })).toBe(true);
    expect(holds(expression, { b: 8 })).toBe(false);
  });

  it('never holds for an absent attribute, or for a text and a number', () => {
    expect(holds('#a < :high', {})).toBe(false);
    expect(holds('#a < :high', { a: '1' })).toBe(false);
    expect(holds('#a <= :text', { a: '2026' })).toBe(true);
  });

  it('knows the type of an attribute, and the opposite of a condition', () => {
    const isText = 'attribute_type(#a, :text)';
    const type = (item: Record<string, unknown>, text: string) =>
      conditionOf(isText)(item, { names, values: { ':text': text } });

    expect(type({ a: 'x' }, 'S')).toBe(true);
    expect(type({ a: 1 }, 'S')).toBe(false);
    expect(type({}, 'S')).toBe(false);
    expect(type({ a: null }, 'NULL')).toBe(true);
    expect(holds('NOT #a = :low AND NOT #b = :low', { a: 2, b: 2 })).toBe(true);
    expect(holds('NOT #a = :low AND NOT #b = :low', { a: 2, b: 1 })).toBe(false);
  });

  it('follows a path', () => {
    expect(holds('#b.#at < :text', { b: { at: '2026' } })).toBe(true);
    expect(holds('#b.#at < :text', { b: {} })).toBe(false);
  });

  it('fails for what it does not know, and for a value that is not given', () => {
    expect(() => conditionOf('begins_with(#a, :text)')).toThrow('"begins_with" is no operand');
    expect(() => conditionOf('#a = :low NOT #b = :high')).toThrow('does not understand');
    expect(() => holds('#a = :nothing', { a: 1 })).toThrow(':nothing has no value');
  });
});
