/**
 * TXT values that outlive their run, against Pebble and DNScale's emulator: they stay listed in the state, and a later run
 * removes them.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createEngine, type EngineWorld, startEngineWorld } from '../support/world/engine-world.ts';
import { forNames } from './fail-run.ts';

let world: EngineWorld;

beforeAll(async () => {
  world = await startEngineWorld();
  world.dnscale.addZone('example.com');
});
afterAll(() => world?.stop());
afterEach(() => world.dnscale.faults.clear());

describe('renewCertificate, when DNScale refuses to remove a value', () => {
  it('lists a TXT value that cannot be removed, and removes it in the next run', async () => {
    const engine = createEngine(world, forNames('left.example.com'));
    world.dnscale.faults.add({ method: 'DELETE', times: 1_000, reply: { status: 500, body: 'no' } });

    await engine.run();
    const left = world.dnscale.txtValues('_acme-challenge.left.example.com');
    expect(left).toHaveLength(1);
    expect(engine.records.state.txtRecords.map(({ value }) => value)).toEqual(left);
    expect(engine.records.state.failure).toMatchObject({ code: 'clean-up-failed', disposition: 'next-run' });
    expect(engine.records.state.certificate?.domainNames).toEqual(['left.example.com']);

    world.dnscale.faults.clear();
    await engine.run();
    expect(world.dnscale.txtValues('_acme-challenge.left.example.com')).toEqual([]);
    expect(engine.records.state).toMatchObject({ txtRecords: [], failure: undefined });
    expect(engine.events.named('order-created')).toHaveLength(1);
  });
});

describe('renewCertificate, when DNScale carries out a write after the run has ended', () => {
  const NAME = '_acme-challenge.late.example.com';

  it('keeps the value listed although the clean-up saw nothing, and removes it in the next run', async () => {
    world.dnscale.faults.add({ method: 'POST', delayMs: 2_500 });
    const engine = createEngine(world, forNames('late.example.com'));

    await engine.run(1_500);

    expect(world.dnscale.txtValues(NAME)).toEqual([]);
    expect(engine.records.state.failure).toMatchObject({ code: 'deadline-exceeded', step: 'present' });
    const [listed] = engine.records.state.txtRecords;
    expect(engine.records.state.txtRecords).toEqual([expect.objectContaining({ name: NAME })]);
    await vi.waitFor(() => expect(world.dnscale.txtValues(NAME)).toEqual([listed?.value]), 5_000);

    await engine.run();

    expect(engine.records.state).toMatchObject({ txtRecords: [], failure: undefined });
    expect(world.dnscale.txtValues(NAME)).toEqual([]);
  });

  it('forgets a value that never came, after one more run', async () => {
    world.dnscale.faults.add({ method: 'POST', times: 99, reply: 'reset' });
    const engine = createEngine(world, forNames('late.example.com'));
    await engine.run();
    expect(engine.records.state.txtRecords).toHaveLength(1);
    engine.records.definition = undefined;

    await engine.run();

    expect(engine.records.state).toMatchObject({ txtRecords: [], failure: undefined });
  });
});

describe('renewCertificate, with a state that names records of others', () => {
  const ACME_VALUE = 'XM0DgL21KU-EFDcwge4V0yro0qjmwm5F_EthWocabKs';

  it('removes none of them, says so, and still removes what can be ours', async () => {
    const { id: zoneId } = world.dnscale.addZone('victim.test');
    const txt = (name: string, content: string) =>
      world.dnscale.addRecord('victim.test', { name, type: 'TXT', content });
    txt('@', 'v=spf1 -all');
    txt('_dmarc', 'v=DMARC1; p=reject');
    txt('@', ACME_VALUE);
    txt('_acme-challenge', 'a note of another client');
    const foreign = world.dnscale.records('victim.test');
    txt('_acme-challenge.old', ACME_VALUE);
    const engine = createEngine(world, forNames('poisoned.example.com'));
    engine.records.state.txtRecords = [
      ...foreign.map((record) => ({
        zoneId,
        zoneName: 'victim.test',
        name: record.name,
        value: record.content,
        recordId: record.id,
      })),
      // A value of the right form, with the ids of records that must stay.
      ...foreign.map((record) => ({
        zoneId,
        zoneName: 'victim.test',
        name: '_acme-challenge.old.victim.test',
        value: ACME_VALUE,
        recordId: record.id,
      })),
    ];

    await engine.run();

    expect(world.dnscale.records('victim.test')).toEqual(foreign);
    expect(engine.records.state).toMatchObject({ txtRecords: [], failure: undefined });
    expect(engine.events.named('warning').map(({ subject }) => subject)).toEqual([
      'victim.test',
      '_dmarc.victim.test',
      'victim.test',
      '_acme-challenge.victim.test',
    ]);
  });
});
