/**
 * What is told by mail, over any sequence of failures, recoveries and times: judged by the mails alone, never by what decided
 * them.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideMails } from '../../../functions/engine/notify/decide-mails.ts';
import type { ToldCause } from '../../../functions/engine/notify/told.ts';
import type { CertificateState } from '../../../functions/engine/renewal/state.ts';
import { aFailure, aState, DAY_MS, daysLater, PLACE, standingsOf } from '../engine/notify/notify-world.ts';

const NAMES = ['cert-one', 'cert-two', 'cert-three'];
const CODES = ['caa-forbids', 'acme-account', 'dnscale-unauthorized'] as const;
type Code = (typeof CODES)[number];

/** `away` mends itself within the day; `unread` is any, and was not read at this tick. */
type Lot = Code | 'well' | 'away' | 'gone' | 'unread';
type Step = { afterDays: number; lots: Lot[] };

/** Days left at the begin, of 90. */
const LIVES = [90, 12, 3];
const LOT = fc.constantFrom<Lot>(...CODES, 'well', 'well', 'away', 'gone', 'unread');
const STEPS = fc.array(
  fc.record({
    afterDays: fc.constantFrom(0.01, 0.01, 0.3, 1, 8),
    lots: fc.tuple(LOT, LOT, LOT).map((lots) => [...lots]),
  }),
  { maxLength: 25 },
);

function stateOf(name: string, lot: Lot, endsInDays: number, now: Date): CertificateState | undefined {
  if (lot === 'gone') return undefined;
  if (lot === 'well') return aState(name, endsInDays + 900);
  const subject = 'what all of them need';
  if (lot !== 'away') return aState(name, endsInDays, { failure: aFailure({ code: lot as Code, subject }) });
  const failure = aFailure({ code: 'acme-unavailable', disposition: 'next-run', since: now, subject: 'ca' });
  return aState(name, endsInDays + 900, { failure });
}

/** One who reads the mails, and knows how the certificates really are. */
function createReader() {
  const told: ToldCause[] = [];
  const lastTold = new Map<string, number>();
  let before: { lots: Lot[]; stages: number[] } = { lots: [], stages: [] };
  /** Those whose trouble somebody was told of, and whose recovery nobody was. */
  const waiting = new Set<string>();

  function read(now: Date, lots: Lot[], daysLeft: number[]) {
    const present = lots.flatMap((lot, i) => {
      const name = NAMES[i] ?? '';
      return lot === 'unread' ? [] : [[name, stateOf(name, lot, LIVES[i] ?? 0, now)] as const];
    });
    const tellings = decideMails(standingsOf(Object.fromEntries(present), now), [...told], {
      now,
      place: PLACE,
    });
    const stages = daysLeft.map((days) => [15, 7.5, 3.75, 0].filter((limit) => days <= limit).length);
    for (const { key, told: after, mail } of tellings) {
      const place = told.findIndex((cause) => cause.key === key);
      if (place !== -1) told.splice(place, 1);
      if (after) told.push(after);
      if (mail) judge(mail.subject, mail.text, { now, lots, stages });
    }
    check(now, lots, stages);
    before = { lots, stages };
  }

  function judge(
    subject: string,
    text: string,
    { now, lots, stages }: { now: Date; lots: Lot[]; stages: number[] },
  ) {
    const named = NAMES.filter((name) => `${subject} ${text}`.includes(name));
    expect(named.length).toBeGreaterThan(0);
    if (/renews? again/.test(subject)) return judgeRecovery(named, text, lots);
    const code = lots[NAMES.indexOf(named[0] ?? '')] as string;
    for (const name of named) expect(lots[NAMES.indexOf(name)]).toBe(code);
    const since = lastTold.get(code);
    const worst = worstStage(code, lots, stages);
    const isNew = since === undefined || !before.lots.includes(code as Lot);
    const isWorse = worst > worstStage(code, before.lots, before.stages);
    const isDue = since !== undefined && now.getTime() - since >= (worst === 0 ? 7 : 1) * DAY_MS;
    expect(isNew || isWorse || isDue).toBe(true);
    lastTold.set(code, now.getTime());
  }

  function judgeRecovery(named: string[], text: string, lots: Lot[]) {
    for (const name of named) {
      expect(lots[NAMES.indexOf(name)]).toBe('well');
      expect([...waiting]).toContain(name);
      waiting.delete(name);
    }
    lastTold.delete(CODES.find((each) => text.includes(each)) ?? '');
  }

  /** Nobody's trouble is untold, and nobody waits who is well, unless others still have that trouble. */
  function check(now: Date, lots: Lot[], stages: number[]) {
    lots.forEach((lot, i) => {
      const name = NAMES[i] ?? '';
      if (lot === 'gone') waiting.delete(name);
      if (!(CODES as readonly string[]).includes(lot)) return;
      const since = lastTold.get(lot) ?? 0;
      const pause = worstStage(lot, lots, stages) === 0 ? 7 : 1;
      expect(now.getTime() - since).toBeLessThan(pause * DAY_MS);
      waiting.add(name);
    });
    if (lots.every((lot) => lot === 'well')) expect([...waiting]).toEqual([]);
  }

  return { read };
}

function worstStage(code: string, lots: Lot[], stages: number[]): number {
  return Math.max(0, ...lots.map((lot, i) => (lot === code ? (stages[i] ?? 0) : 0)));
}

describe('decideMails', () => {
  it('tells no cause twice without a change, loses none, and tells each recovery exactly once', () => {
    fc.assert(
      fc.property(STEPS, (steps: Step[]) => {
        const reader = createReader();
        let days = 0;
        for (const { afterDays, lots } of steps) {
          days += afterDays;
          reader.read(
            daysLater(days),
            lots,
            LIVES.map((life) => life - days),
          );
        }
        const end = new Date(daysLater(days).getTime() + 600_000);
        const well: Lot[] = ['well', 'well', 'well'];
        reader.read(end, well, [90, 90, 90]);
        reader.read(new Date(end.getTime() + 600_000), well, [90, 90, 90]);
      }),
      { numRuns: 2_000 },
    );
  });
});
