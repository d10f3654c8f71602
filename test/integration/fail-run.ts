/** A run that is expected to fail, what must hold after every failed run, and the run that recovers. */
import { expect } from 'vitest';
import { aStoredCertificate } from '../support/builders.ts';
import { createEngine, type EngineOptions, type EngineWorld } from '../support/world/engine-world.ts';

const MINUTE_MS = 60_000;

/**
 * Runs a certificate that is due and has an older version live. Asserts that the failure is told once, that the live
 * version is untouched, and that every TXT value left is listed; returns what the run left behind.
 */
export async function failRun(
  world: EngineWorld,
  options: EngineOptions = {},
  workMs?: number,
  spoil: (engine: ReturnType<typeof createEngine>) => void = () => {},
) {
  const engine = createEngine(world, options);
  spoil(engine);
  const live = aStoredCertificate({ domainNames: ['old.example.com'] });
  engine.records.state = { ...engine.records.state, certificate: live };
  engine.store.live = live;
  const startedMs = Date.now();

  await engine.run(workMs);

  const { next, state } = engine.records;
  const listed = state.txtRecords.map(({ value }) => value);
  const published = engine.events.named('txt-published').map(({ name }) => name);
  const left = published.flatMap((name) => world.dnscale.txtValues(name));
  expect(left.filter((value) => !listed.includes(value))).toEqual([]);
  const inMs = next && next !== 'never' ? next.nextCheckAt.getTime() - startedMs : Number.NaN;
  expect(engine.events.named('run-failed')).toHaveLength(1);
  expect(engine.store.live).toBe(live);
  expect(state.certificate).toBe(live);
  return { engine, failure: state.failure, next, inMinutes: Math.floor(inMs / MINUTE_MS) };
}

/** The next run, with the trouble gone: it must renew, and leave nothing behind. */
export async function expectRenewed(
  world: EngineWorld,
  engine: ReturnType<typeof createEngine>,
): Promise<void> {
  const before = engine.store.live;

  await engine.run();

  expect(engine.events.all.at(-1)).toMatchObject({ event: 'run-finished', outcome: 'renewed' });
  expect(engine.records.state.failure).toBeUndefined();
  expect(engine.store.live).not.toBe(before);
  expect(engine.store.live?.domainNames).toEqual(engine.definition.domainNames);
  expect(engine.records.state.txtRecords).toEqual([]);
  const published = engine.events.named('txt-published').map(({ name }) => name);
  expect(published.flatMap((name) => world.dnscale.txtValues(name))).toEqual([]);
}

export function forNames(...domainNames: string[]): EngineOptions {
  return { definition: { domainNames } };
}
