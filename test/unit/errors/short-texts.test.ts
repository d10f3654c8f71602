/** What is left of every error for a person in the line that CloudFormation shows: what is wrong, and what to do. */
import { beforeAll, describe, expect, it } from 'vitest';
import { shortSentence } from '../../../functions/engine/declare/short-sentence.ts';
import { errorOf } from './error-sites.ts';
import { ADVICE } from './short-advice.ts';
import { TEXTS } from './texts/all.ts';

/** With a command, or with all that a token needs. */
const LONGER = [
  'Nobody has tagged an existing ARN.',
  'Another renewer has an existing ARN.',
  'A certificate is declared again, and its ARN was handed over meanwhile.',
  'There is no secret with the external account.',
  'It has no value.',
  'It is other JSON.',
  'A part of its HMAC key is missing.',
  'The token may not write.',
  'The token is for other zones, or the zone is gone.',
  'CAA lets this CA in for another account only.',
  'Weeks before a renewal: somebody took a tag of ours off the ARN.',
];

describe('shortSentence', () => {
  const told: { when: string; message: string; short: string }[] = [];

  beforeAll(async () => {
    for (const [when, bringAbout] of TEXTS) {
      const { message, advice, disposition } = await errorOf(bringAbout);
      if (disposition === 'person') told.push({ when, message, short: shortSentence(message, advice) });
    }
  });

  it('keeps the begin of every error', () => {
    for (const { message, short } of told) {
      expect(short.slice(0, 35)).toBe(message.replace(/\s/g, ' ').slice(0, 35));
    }
  });

  it('has more than 300 characters only where the first sentence of the advice is long', () => {
    expect(told.filter(({ short }) => short.length > 300).map(({ when }) => when)).toEqual(LONGER);
  });

  it('keeps the advice of every error that is cut', () => {
    const cut = told.filter(({ message, short }) => short.replaceAll('npx dnscale', 'dnscale') !== message);

    expect(cut.map(({ when }) => when)).toEqual([...ADVICE.keys()]);
    for (const { when, short } of cut) expect(short).toContain(ADVICE.get(when));
  });
});
