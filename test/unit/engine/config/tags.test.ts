import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { checkTags, tagList, tagsVariable } from '../../../../functions/engine/config/tags.ts';

describe('checkTags', () => {
  it('takes what ACM and Secrets Manager both take', () => {
    expect(checkTags({ 'cost-center': 'web+mail @ 50 = half', größe: '', 'a:b': '/=' })).toEqual([]);
    expect(checkTags({ ['k'.repeat(127)]: 'v'.repeat(255) })).toEqual([]);
  });

  it.each([
    [
      { 'aws:team': 'web' },
      'tags.aws:team: the name is at fault; expected: a key without aws: or dnscale-certs: before it',
    ],
    [
      { 'AWS:team': 'web' },
      'tags.AWS:team: the name is at fault; expected: a key without aws: or dnscale-certs: before it',
    ],
    [
      { 'dnscale-certs:renewer': 'eu-west-1/Other' },
      'tags.dnscale-certs:renewer: the name is at fault; expected: a key without aws: or dnscale-certs: before it',
    ],
    [
      { team: 'a*b' },
      'tags.team: given "a*b"; expected: a text of at most 255 letters, digits, blanks and _ . : / = + - @',
    ],
    [
      { 'te#am': 'web' },
      'tags.te#am: the name is at fault; expected: 1 to 127 letters, digits, blanks and _ . : / = + - @',
    ],
  ])('refuses %j', (tags, fault) => {
    expect(checkTags(tags)).toEqual([fault]);
  });

  it('leaves room for our own two of the fifty', () => {
    const tags = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`t${i}`, '']));

    expect(checkTags(tags(48))).toEqual([]);
    expect(checkTags(tags(49))[0]).toContain('expected: at most 48 tags');
  });
});

describe('tagList', () => {
  it('is the same for the same tags in another order', () => {
    const list = [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ];
    expect(tagList({ b: '2', a: '1' })).toEqual(list);
    expect(tagList({ a: '1', b: '2' })).toEqual(list);
  });
});

describe('tagsVariable', () => {
  it('reads JSON, and nothing else', () => {
    const read = (text: string | undefined) => z.safeParse(tagsVariable(), text);

    expect(read('{"team":"web"}').data).toEqual({ team: 'web' });
    expect(read(undefined).data).toEqual({});
    for (const text of ['', 'null', '[]', '{"team":1}', '{"aws:team":"web"}'])
      expect(read(text).success).toBe(false);
  });
});
