/** The judge of the mails in the proof of a year, by mails that are as they should be, and by ones that are not. */
import { describe, expect, it } from 'vitest';
import { judgeMails } from '../../../../programs/proofs/year/mails.ts';
import { writeStory } from '../../../../programs/proofs/year/story.ts';
import type { SentMail } from '../../../support/world/modelled-mails.ts';
import { seededRandom } from '../../../support/world/models/seeded-random.ts';
import { listTroubles } from '../../../support/world/models/troubles.ts';

const HOUR_MS = 60 * 60 * 1000;
const START = new Date('2027-03-22T09:00:00Z');
const later = (hours: number) => new Date(START.getTime() + hours * HOUR_MS);
const TROUBLE = { party: 'caa', startsAt: START, endsAt: later(36) } as const;
const STORY = {
  ...writeStory({ days: 120, certificates: 1, random: seededRandom(1) }),
  troubles: listTroubles([TROUBLE]),
};

function mail(hours: number, changes: Partial<SentMail> = {}): SentMail {
  const told = { cause: 'caa-forbids|a.test', isEnd: false, severity: 'ticket' } as const;
  return { subject: 'a mail', text: '', at: later(hours), ...told, ...changes };
}

const FIRST = mail(2);
const END = mail(37, { isEnd: true, severity: undefined });

/** The figures that were missed. */
function missed(mails: SentMail[], seenAt = later(1.5)): string[] {
  return judgeMails(STORY, new Map([[TROUBLE, seenAt]]), mails)
    .filter(({ isMet }) => !isMet)
    .map(({ figure }) => figure);
}

const OTHER = { cause: 'caa-forbids|b.test' };

const TOLD = 'told: a CAA record forbids for 36 h';

describe('judgeMails', () => {
  it('takes one mail in time and one end', () => {
    expect(missed([FIRST, END])).toEqual([]);
  });

  it.each<[string, SentMail[], string[]]>([
    ['nobody was told', [], [TOLD]],
    ['it was told too late', [mail(2.6), END], [TOLD]],
    ['it was told twice', [FIRST, mail(9), END], [TOLD]],
    [
      'it was told for each certificate',
      [FIRST, mail(9, OTHER), END, mail(38, { ...OTHER, isEnd: true })],
      [TOLD],
    ],
    ['its end was told twice', [FIRST, END, mail(38, { isEnd: true })], [TOLD]],
    ['its end was told for nobody', [FIRST, mail(37, { isEnd: true, cause: 'caa-forbids|b.test' })], [TOLD]],
    ['its end was never told', [FIRST], [TOLD]],
    ['its end came too late', [FIRST, mail(39.5, { isEnd: true })], ['mails in healthy times', TOLD]],
    [
      'it was a page',
      [mail(2, { severity: 'page' }), END],
      ['pages although nothing was near its end', TOLD],
    ],
    ['a mail came in healthy times', [mail(-5), FIRST, END], ['mails in healthy times']],
    [
      'a mail was about something else',
      [FIRST, mail(3, { cause: 'acme-account|ca' }), END],
      ['mails in healthy times'],
    ],
  ])('finds that %s', (_, mails, expected) => {
    expect(missed(mails)).toEqual(expected);
  });

  it('finds that no check saw it within a day', () => {
    expect(missed([FIRST, END], later(25))).toEqual([TOLD]);
  });
});
