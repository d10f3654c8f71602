/**
 * The tags that a user gives to what a run makes: certificates in ACM, account keys in Secrets Manager. The rules are those that
 * both services share, in their API references; two of ACM's 50 tags are ours. Pure.
 */
import * as z from 'zod/mini';
import { parseJson } from '../json.ts';
import { describeFaults } from './faults.ts';

/** Values by key. */
export type Tags = Record<string, string>;

const MOST_TAGS = 48;
const RESERVED = /^(aws:|dnscale-certs:)/i;
const LETTERS = 'letters, digits, blanks and _ . : / = + - @';

const key = z.string().check(
  z.regex(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,127}$/u, { error: `1 to 127 ${LETTERS}` }),
  z.refine((name) => !RESERVED.test(name), { error: 'a key without aws: or dnscale-certs: before it' }),
);

const VALUE = `a text of at most 255 ${LETTERS}`;
const value = z
  .string({ error: VALUE })
  .check(z.regex(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,255}$/u, { error: VALUE }));

export const TAGS = z
  .record(key, value, { error: 'an object with the value of each tag under its key' })
  .check(z.refine((tags) => Object.keys(tags).length <= MOST_TAGS, { error: `at most ${MOST_TAGS} tags` }));

/** What is wrong with them, a line each. */
export function checkTags(tags: Tags): string[] {
  const parsed = z.safeParse(z.object({ tags: TAGS }), { tags });
  return parsed.success ? [] : describeFaults(parsed.error.issues, { tags });
}

/** An environment variable that holds tags as JSON; an absent one has none. */
export function tagsVariable() {
  return z.pipe(z.pipe(z._default(z.string(), '{}'), z.transform(parseJson)), TAGS);
}

/** As AWS's APIs take them, by key, so that equal tags are equal lists. */
export function tagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags)
    .map(([Key, Value]) => ({ Key, Value }))
    .sort((a, b) => (a.Key < b.Key ? -1 : 1));
}
