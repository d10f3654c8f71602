/** A run that is expected to fail, and what must hold after every failed run. */
import { expect } from 'vitest';
import { aStoredCertificate } from '../support/builders.ts';
import { createEngine, type EngineOptions, type EngineWorld } from '../support/world/engine-world.ts';

const MINUTE_MS = 60_000;

/**
 * Runs a certificate that is due although an older version is live. Asserts that the failure is told once and that
 * the live version is untouched; returns what the run left behind.
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

export function forNames(...domainNames: string[]): EngineOptions {
  return { definition: { domainNames } };
}
