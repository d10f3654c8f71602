/**
 * Says what is wrong with an input, one line a fault: its path, what was given, what is expected. The
 * `error` of our schemas holds what is expected; for unknown keys, the allowed ones (see `strictSection`).
 */
import * as z from 'zod/mini';
import { printable } from '../errors.ts';
import { nearestTo } from './nearest.ts';

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
  const meant = nearestTo(key, allowed);
  return meant === undefined ? `; allowed: ${allowed.join(', ')}` : `; did you mean ${meant}?`;
}
