/** A run that is expected to fail, and what must hold after every failed run. */
import { expect } from 'vitest';
import { aStoredCertificate } from './builders.ts';
import { createEngine, type EngineOptions, type EngineWorld } from './engine-in-world.ts';

const MINUTE_MS = 60_000;

/**
 * Runs a certificate that is due although an older version is live. Asserts that the failure is told once and that
 * the live version is untouched; returns what the run left behind.
 */
export async function failRun(world: EngineWorld, options: EngineOptions = {}, workMs?: number) {
  const engine = createEngine(world, options);
  const live = aStoredCertificate({ domainNames: ['old.example.com'] });
  engine.records.state = { ...engine.records.state, certificate: live };
  engine.store.live = live;
  const startedMs = Date.now();

  await engine.run(workMs);

  const { next, state } = engine.records;
  const inMs = next && next !== 'never' ? next.nextCheckAt.getTime() - startedMs : Number.NaN;
  expect(engine.events.named('run-failed')).toHaveLength(1);
  expect(engine.store.live).toBe(live);
  expect(state.certificate).toBe(live);
  return { engine, failure: state.failure, next, inMinutes: Math.floor(inMs / MINUTE_MS) };
}

export function forNames(...domainNames: string[]): EngineOptions {
  return { definition: { domainNames } };
}
