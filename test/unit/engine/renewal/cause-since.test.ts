import { describe, expect, it } from 'vitest';
import { causeSince } from '../../../../functions/engine/renewal/cause-since.ts';
import { NOW } from '../../../support/builders.ts';

const EARLIER = new Date('2026-11-20T06:00:00Z');
const LAST = new Date('2026-11-23T05:00:00Z');

describe('causeSince', () => {
  it.each([
    ['the first failure', undefined, NOW],
    [
      'another code',
      { code: 'aws-failed', subject: 'example.com', since: EARLIER, causeSince: EARLIER },
      NOW,
    ],
    ['another subject', { code: 'caa-forbids', subject: 'example.org', since: EARLIER }, NOW],
    ['no subject any more', { code: 'caa-forbids', since: EARLIER }, NOW],
    [
      'the same again, in a row that began with another',
      { code: 'caa-forbids', subject: 'example.com', since: EARLIER, causeSince: LAST },
      LAST,
    ],
    [
      'the same, as an earlier release wrote it',
      { code: 'caa-forbids', subject: 'example.com', at: LAST, since: EARLIER },
      EARLIER,
    ],
    ['the same, of a release before that', { code: 'caa-forbids', subject: 'example.com', at: LAST }, LAST],
  ] as const)('is right for %s', (_, before, since) => {
    expect(causeSince({ code: 'caa-forbids', subject: 'example.com' }, before, NOW)).toEqual(since);
  });
});
