import { describe, expect, it } from 'vitest';
import { withRun } from '../../../../functions/engine/renewal/history.ts';
import type { HistoryEntry } from '../../../../functions/engine/renewal/state.ts';

const NOW = new Date('2026-11-23T06:00:00Z');
const HOUR_MS = 3_600_000;

const hoursLater = (hours: number) => new Date(NOW.getTime() + hours * HOUR_MS);

function aRun(changes: Partial<HistoryEntry> = {}): HistoryEntry {
  return { at: NOW, outcome: 'unchanged', tookMs: 900, ...changes };
}

describe('withRun', () => {
  it('begins a history', () => {
    const steps = [{ step: 'gather' as const, tookMs: 40 }];

    const history = withRun(
      undefined,
      aRun({ outcome: 'renewed', serial: '0a', notAfter: hoursLater(2160), steps }),
    );

    expect(history).toEqual([
      {
        at: NOW,
        outcome: 'renewed',
        tookMs: 900,
        serial: '0a',
        notAfter: new Date('2027-02-21T06:00:00Z'),
        steps,
      },
    ]);
  });

  it('keeps ten of the certificates that a run has had revoked: a leaked key may be that of a hundred', () => {
    const revoked = Array.from({ length: 100 }, (_, i) => ({
      serial: `${i}`,
      reason: 'keyCompromise' as const,
    }));

    const [entry] = withRun([], aRun({ outcome: 'revoked', revoked }));

    expect(entry?.revoked?.map(({ serial }) => serial)).toEqual([
      '0',
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
      '8',
      '9',
    ]);
  });

  it('makes one entry of unchanged runs in a row, and keeps no steps of them', () => {
    const steps = [{ step: 'gather' as const, tookMs: 40 }];
    const first = withRun([], aRun({ steps }));

    const history = withRun(
      withRun(first, aRun({ at: hoursLater(6), steps })),
      aRun({ at: hoursLater(12), steps }),
    );

    expect(history).toEqual([
      { at: new Date('2026-11-23T18:00:00Z'), outcome: 'unchanged', tookMs: 900, since: NOW, count: 3 },
    ]);
  });

  it('keeps apart the runs that saw a risk: from when to when', () => {
    const run = (hours: number, code?: HistoryEntry['code']) =>
      aRun({ at: hoursLater(hours), ...(code && { code }) });

    const history = [run(0), run(1, 'caa-forbids'), run(2, 'caa-forbids'), run(3)].reduce<HistoryEntry[]>(
      withRun,
      [],
    );

    expect(history.map(({ code, count = 1 }) => [code, count])).toEqual([
      [undefined, 1],
      ['caa-forbids', 2],
      [undefined, 1],
    ]);
  });

  it('keeps apart the failed run that has issued a certificate', () => {
    const failed = (hours: number, issued: Partial<HistoryEntry> = {}) =>
      aRun({ at: hoursLater(hours), outcome: 'failed', code: 'clean-up-failed', message: 'a', ...issued });
    const runs = [failed(0), failed(1, { serial: '0a', notAfter: hoursLater(2160) }), failed(2), failed(3)];

    const history = runs.reduce<HistoryEntry[]>(withRun, []);

    expect(history.map(({ serial, count = 1 }) => [serial, count])).toEqual([
      [undefined, 1],
      ['0a', 1],
      [undefined, 2],
    ]);
  });

  it('makes one entry of failures in a row that have one code, with the last message', () => {
    const failed = (hours: number, code: HistoryEntry['code'], message: string) =>
      aRun({ at: hoursLater(hours), outcome: 'failed', code, message });

    const history = [
      failed(0, 'caa-forbids', 'a'),
      failed(1, 'caa-forbids', 'b'),
      failed(2, 'dnscale-unavailable', 'c'),
    ].reduce<HistoryEntry[]>(withRun, []);

    expect(history).toMatchObject([
      { code: 'caa-forbids', message: 'b', count: 2, since: NOW },
      { code: 'dnscale-unavailable', message: 'c' },
    ]);
  });

  it('keeps renewals apart', () => {
    const once = withRun([], aRun({ outcome: 'renewed' }));

    expect(withRun(once, aRun({ outcome: 'renewed', at: hoursLater(1) }))).toHaveLength(2);
  });

  it('forgets what is older than 30 days', () => {
    const old = aRun({ outcome: 'renewed', at: hoursLater(-30 * 24) });
    const younger = aRun({ outcome: 'installed', at: hoursLater(-30 * 24 + 1) });

    const history = withRun([old, younger], aRun());

    expect(history.map(({ outcome }) => outcome)).toEqual(['installed', 'unchanged']);
  });

  it('stays far below the size of an item of the table, whatever the CA writes and however often the cause changes', () => {
    const steps = Array.from({ length: 500 }, () => ({
      step: 'waitForPropagation' as const,
      tookMs: 123_456,
      saw: '\u{1F512}'.repeat(60),
    }));
    const challenges = Array.from({ length: 100 }, (_, i) => ({
      name: `_acme-challenge.${i}${'x'.repeat(230)}`,
      showing: 4,
      servers: 4,
      tookMs: i,
    }));
    const message = '\u{1F512}'.repeat(10_000);
    let history: HistoryEntry[] = [];

    for (let hour = 0; hour < 500; hour += 1) {
      const code = hour % 2 === 0 ? 'caa-forbids' : 'challenge-invalid';
      history = withRun(
        history,
        aRun({ at: hoursLater(hour), outcome: 'failed', code, message, steps, challenges }),
      );
    }

    expect(history).toHaveLength(40);
    expect(history.every(({ message: text = '' }) => text.length <= 300)).toBe(true);
    expect(Buffer.byteLength(JSON.stringify(history))).toBeLessThan(134_000);
  });

  it('keeps what the steps saw of the latest runs, and drops that of older ones first', () => {
    const steps = [{ step: 'store' as const, tookMs: 40, saw: 'x'.repeat(120) }];
    const challenges = [{ name: '_acme-challenge.example.com', showing: 4, servers: 4, tookMs: 6204 }];
    const runs = Array.from({ length: 40 }, (_, day) => {
      const longer = day === 20 ? Array.from({ length: 30 }, () => steps).flat() : steps;
      return aRun({ at: hoursLater(day), outcome: 'renewed', steps: longer, challenges });
    });
    const all = Array.from({ length: 5 }, () => runs.slice(16, 24)).flat();

    const history = [...runs, ...all].reduce<HistoryEntry[]>(withRun, []);

    const [first, last] = [history.at(0), history.at(-1)];
    expect(last).toMatchObject({ steps, challenges });
    expect(first?.steps?.[0]).toEqual({ step: 'store', tookMs: 40 });
    expect(first).not.toHaveProperty('challenges');
  });

  it('keeps the ten challenges that took longest, and first those that never were everywhere', () => {
    const challenges = Array.from({ length: 12 }, (_, i) => ({
      name: `${i}.test`,
      showing: 2,
      servers: 2,
      ...(i !== 3 && { tookMs: i }),
    }));

    const [run] = withRun([], aRun({ outcome: 'renewed', challenges }));

    expect(run?.challenges?.map(({ name }) => name)).toEqual([
      '3.test',
      '11.test',
      '10.test',
      '9.test',
      '8.test',
      '7.test',
      '6.test',
      '5.test',
      '4.test',
      '2.test',
    ]);
  });
});
