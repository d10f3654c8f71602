/**
 * Says what is wrong with an input, one line a fault: its path, what was given, what is expected. The
 * `error` of our schemas holds what is expected; for unknown keys, the allowed ones (see `strictSection`).
 */
import * as z from 'zod/mini';
import { printable } from '../errors.ts';

export type Issue = z.core.$ZodIssue;
export type Path = readonly PropertyKey[];

/** The faults in words, in the order of the schema. */
export function describeFaults(issues: readonly Issue[], input: unknown): string[] {
  return issues.flatMap((issue) => describeIssue(issue, input));
}

/** An object that takes no other keys than these; `describeFaults` hints at the nearest one. */
export function strictSection<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const allowedKeys = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? allowedKeys : `an object with ${allowedKeys}`),
  });
}

/** An issue whose text already names what was given. */
export function wholeSentence(message: string) {
  return { code: 'custom', message, params: { wholeSentence: true } } as const;
}

function describeIssue(issue: Issue, input: unknown): string[] {
  if (issue.code === 'unrecognized_keys') {
    const allowed = issue.message.split(', ');
    return issue.keys.map((key) => unknownKey([...issue.path, key], allowed));
  }
  const path = pathText(issue.path);
  if (issue.code === 'invalid_key') return [`${path}: the name is at fault; expected: ${messageOf(issue)}`];
  if (issue.code === 'custom' && issue.params?.wholeSentence) return [`${path}: ${issue.message}`];
  return [wrongValue(issue.path, valueAt(input, issue.path), issue.message)];
}

/** @param path ends in the key. */
export function unknownKey(path: Path, allowed: readonly string[]): string {
  return `${pathText(path)}: unknown key${hint(String(path.at(-1)), allowed)}`;
}

export function wrongValue(path: Path, given: unknown, expected: string): string {
  return `${pathText(path)}: ${givenText(given)}; expected: ${expected}`;
}

function messageOf({ issues }: z.core.$ZodIssueInvalidKey): string {
  return issues.map(({ message }) => message).join('; ');
}

export function pathText(path: Path): string {
  const text = path.map(partText).join('');
  return printable(text.replace(/^\./, ''), 200) || 'configuration';
}

/** A name that has dots in it is quoted. */
function partText(part: PropertyKey): string {
  if (typeof part === 'number') return `[${part}]`;
  const key = String(part);
  return key.includes('.') ? `["${key}"]` : `.${key}`;
}

function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, part) => (isObject(value) ? value[part] : undefined), input);
}

function isObject(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null;
}

function givenText(value: unknown): string {
  if (value === undefined) return 'missing';
  return `given ${printable(jsonOf(value), 80)}`;
}

/** A thing that has a class, such as a construct, by that: its JSON is long, or there is none. */
function jsonOf(value: unknown): string {
  const { name } = (isObject(value) && value.constructor) || {};
  // CDK's bundles put a number behind a name that they have twice.
  if (typeof name === 'string' && !['Object', 'Array'].includes(name)) return `a ${name.replace(/\d+$/, '')}`;
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return typeof value;
  }
}

function hint(key: string, allowed: readonly string[]): string {
  const [nearest = ''] = allowed.toSorted((a, b) => editDistance(key, a) - editDistance(key, b));
  const isNear = editDistance(key, nearest) <= Math.max(2, nearest.length / 3);
  const meant = isNear ? nearest : allowed.find((name) => key.length > 2 && name.startsWith(key));
  return meant === undefined ? `; allowed: ${allowed.join(', ')}` : `; did you mean ${meant}?`;
}

/** Levenshtein's distance, letters compared without case. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [line, letter] of [...a.toLowerCase()].entries()) {
    let diagonal = line;
    row = row.reduce<number[]>((next, above, column) => {
      if (column === 0) return [line + 1];
      const same = letter === b[column - 1]?.toLowerCase();
      next.push(Math.min(above + 1, (next[column - 1] ?? 0) + 1, diagonal + (same ? 0 : 1)));
      diagonal = above;
      return next;
    }, []);
  }
  return row[b.length] ?? b.length;
}
