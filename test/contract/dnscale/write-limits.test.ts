/** Many writes against the emulator as a DNScale that lets only a few through, by number or by rate. */
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../functions/engine/deadline.ts';
import type { PublishedTxtRecord } from '../../../functions/engine/ports/dns.ts';
import { type Dnscale, startDnscale } from '../../support/world/dnscale/dnscale.ts';
import { aDeadline, anAdapter, failureOf } from './dnscale-world.ts';

const NAME = '_acme-challenge.example.com';
const SLOW_DOWN = { status: 429, headers: { 'retry-after': '1' } };

let world: Dnscale;
let records: PublishedTxtRecord[];

beforeEach(async () => {
  world = await startDnscale({ latencyMs: 20 });
  const zoneId = world.addZone('example.com').id;
  records = Array.from({ length: 30 }, (_, i) => ({
    zoneId,
    zoneName: 'example.com',
    name: NAME,
    value: `value-${i}`,
  }));
});

afterEach(() => world.stop());

/** The adapter with its real pauses. */
function anUnhurriedAdapter() {
  const token = world.addToken();
  return anAdapter(world.apiUrl, { readToken: async () => token, clock: systemClock }).dnscale;
}

function timesOf(status: number): number[] {
  return world.requests.filter((request) => request.status === status).map(({ at }) => at.getTime());
}

describe('addValue and removeValue, when DNScale limits writes', () => {
  it('keep to what DNScale lets through at once, after three pauses that all of them share', async () => {
    // What is let through takes longer than a refusal, so that the refusals are known before the next write begins.
    world.faults.add(({ underWay }) => (underWay > 3 ? { reply: SLOW_DOWN } : { delayMs: 100 }));
    const dnscale = anUnhurriedAdapter();

    const published = await Promise.all(records.map((record) => dnscale.addValue(record, aDeadline())));
    const times = world.requests.map(({ at }) => at.getTime());
    const refusals = timesOf(429);
    await Promise.all(published.map((record) => dnscale.removeValue(record, aDeadline())));

    expect(new Set(published.map(({ recordId }) => recordId)).size).toBe(30);
    expect(world.records('example.com')).toEqual([]);
    const pauses = times.flatMap((time, i) => ((times[i + 1] ?? time) - time > 900 ? [i] : []));
    // After the first ten, and those that followed one that got through; after five; and after the four to which two have grown.
    expect(pauses).toHaveLength(3);
    expect(pauses[0]).toBeGreaterThanOrEqual(9);
    expect(pauses[0]).toBeLessThan(13);
    expect(refusals.filter((time) => time > (times[pauses[1] ?? 0] ?? 0))).toHaveLength(1);
    expect(timesOf(429)).toEqual(refusals);
    expect(world.requests).toHaveLength(60 + refusals.length);
  });

  it('get everything through where only so many writes a second are allowed', async () => {
    let allowed = 12;
    const refill = setInterval(() => {
      allowed = 12;
    }, 1_000);
    onTestFinished(() => clearInterval(refill));
    world.faults.add(() => {
      allowed--;
      return allowed < 0 ? { reply: SLOW_DOWN } : undefined;
    });
    const dnscale = anUnhurriedAdapter();

    await Promise.all(records.map((record) => dnscale.addValue(record, aDeadline())));

    expect(world.txtValues(NAME)).toHaveLength(30);
    expect(timesOf(201)).toHaveLength(30);
    // Eighteen of the twenty to which ten have grown after one round of good answers, and six of a later round.
    expect(timesOf(429).length).toBeLessThan(26);
  });

  it('fail all at once when the pause is longer than a run waits, with ten requests at most', async () => {
    const asked = { status: 429, headers: { 'retry-after': '600' } };
    world.faults.add({ times: 1_000, reply: asked });
    const dnscale = anUnhurriedAdapter();
    const startedAt = Date.now();

    const failures = await Promise.all(
      records.map((record) => failureOf(dnscale.addValue(record, aDeadline()))),
    );

    expect(new Set(failures.map(({ code, disposition }) => `${code} ${disposition}`))).toEqual(
      new Set(['dnscale-rate-limited not-before']),
    );
    const waits = failures.map(({ retryAt }) => (retryAt?.getTime() ?? 0) - startedAt);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(600_000);
    expect(Math.max(...waits)).toBeLessThan(605_000);
    expect(world.requests).toHaveLength(10);
  });
});
