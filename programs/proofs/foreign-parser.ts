/** What the fuzz run needs to know of one parser. */
import type fc from 'fast-check';
import { foreignJson, foreignText } from './foreign-text.ts';

export type ForeignParser = {
  name: string;
  inputs: fc.Arbitrary<unknown>;
  /** May be async. What it gives does not count, only how it ends. */
  read(input: unknown): unknown;
  /** For a parser of text: the same, for text of any length. */
  readText?: (text: string) => unknown;
  samples?: readonly string[];
};

/** A parser that gets a text as it is. */
export function ofText(
  name: string,
  samples: readonly string[],
  readText: (text: string) => unknown,
): ForeignParser {
  return { name, samples, inputs: foreignText(samples), read: (input) => readText(String(input)), readText };
}

/** A parser that gets a value that others have made. */
export function ofValue(
  name: string,
  samples: readonly unknown[],
  read: (value: unknown) => unknown,
): ForeignParser {
  return { name, inputs: foreignJson(samples), read };
}
