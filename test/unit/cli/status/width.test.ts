import { describe, expect, it } from 'vitest';
import { cut, padded, widthOf, wrapped } from '../../../../cli/status/width.ts';

describe('widthOf', () => {
  it.each<[string, number]>([
    ['abc', 3],
    ['Let’s', 5],
    ['例え', 4],
    ['한글', 4],
    ['e\u0301', 1],
    ['🔒', 2],
    ['ＡＢ', 4],
    ['█░', 2],
  ])('counts the columns of %s', (text, columns) => {
    expect(widthOf(text)).toBe(columns);
  });
});

it('cuts between letters, and leaves room for the sign', () => {
  expect(cut('example', 7)).toBe('example');
  expect(cut('example', 5)).toBe('exam…');
  expect(cut('例え例え', 6)).toBe('例え…');
});

it('pads by columns', () => {
  expect(`${padded('例', 4)}|`).toBe('例  |');
});

it('breaks lines between words, and keeps a long word whole', () => {
  expect(wrapped('one two three', 10, '  ')).toBe('  one two\n  three');
  expect(wrapped('例え 例え 例え', 10, '')).toBe('例え 例え\n例え');
  expect(wrapped('a dnscale-certs-renew', 6, '')).toBe('a\ndnscale-certs-renew');
});
