/** The ticks of the probe function, as the schedule has them. */
import { describe, expect, it } from 'vitest';
import { noDeadline } from '../../../support/builders.ts';
import { ARN, FIRST, leaf, SECOND, useProbeWorld } from './probe-world.ts';

const world = useProbeWorld();

const told = () => world.announced.map(({ kind, severity }) => `${severity} ${kind}`);

describe('probeCertificates', () => {
  it('asks each place hourly, and nothing of certificates without probes or without a first version', async () => {
    world.declare('web', ['www.example.com:443', 'mail.example.com:465']);
    world.declare('plain', []);
    world.declare('new', ['new.example.com:443']);
    world.makeLive('web', FIRST);
    world.makeLive('plain', FIRST);
    world.presents = { 'www.example.com:443': { leaf: FIRST }, 'mail.example.com:465': { leaf: FIRST } };

    await world.tick();
    await world.ticksFor(180);

    expect(world.asked.toSorted()).toEqual([
      ...Array.from({ length: 4 }, () => 'mail.example.com:465'),
      ...Array.from({ length: 4 }, () => 'www.example.com:443'),
    ]);
    expect(world.announced).toEqual([]);
    expect(world.observed('served')).toMatchObject([{ certificateName: 'web', schema: 1 }]);
    expect(world.observed('served')[0]).not.toHaveProperty('attention');
  });

  it('asks at every tick after a renewal until it is served, and tells nobody meanwhile', async () => {
    world.declare('web', ['www.example.com:443']);
    world.makeLive('web', FIRST);
    world.presents = { 'www.example.com:443': { leaf: FIRST } };
    await world.tick();

    world.makeLive('web', SECOND);
    world.asked = [];
    await world.ticksFor(30);
    expect(world.asked).toHaveLength(3);
    expect(world.observed('served')).toMatchObject([{ places: [{ standing: 'stale' }], attention: 'yes' }]);

    world.presents = { 'www.example.com:443': { leaf: SECOND } };
    await world.ticksFor(70);

    expect(world.asked).toHaveLength(5);
    expect(world.observed('served')).toMatchObject([{ places: [{ standing: 'served' }] }]);
    expect(world.announced).toEqual([]);
  });

  it('asks hourly again after an hour, tells once what stays wrong, once more when it is a page, and its end', async () => {
    world.declare('web', ['www.example.com:443']);
    world.makeLive('web', FIRST);
    world.presents = { 'www.example.com:443': { leaf: FIRST } };
    await world.tick();
    world.makeLive('web', SECOND);

    await world.ticksFor(60);
    expect(world.asked).toHaveLength(7);
    await world.ticksFor(24 * 60);
    expect(world.asked.length).toBeLessThan(7 + 26);

    // A 24th of 90 days is 3 days 18 hours.
    await world.ticksFor(2 * 24 * 60);
    expect(told()).toEqual([]);
    expect(await world.ports.unserved.findUnserved(world.now(), noDeadline())).toEqual([]);
    await world.ticksFor(19 * 60);
    expect(told()).toEqual(['ticket not-served']);
    expect(await world.ports.unserved.findUnserved(world.now(), noDeadline())).toEqual(['web']);

    // The last sixth of the first one begins on 8 December.
    await world.ticksFor(12 * 24 * 60);
    expect(told()).toEqual(['ticket not-served', 'page not-served']);

    world.presents = { 'www.example.com:443': { leaf: SECOND } };
    await world.ticksFor(70);
    expect(told()).toEqual(['ticket not-served', 'page not-served', 'info served-again']);
    expect(await world.ports.unserved.findUnserved(world.now(), noDeadline())).toEqual([]);
    expect(world.announced[1]?.message).toContain('PAGE web');
    expect(world.announced[0]).toMatchObject({
      certificateArns: { 'eu-central-1': ARN },
      subject: 'www.example.com:443',
      cause:
        'The live certificate has the serial number 02 (until 2027-02-21). www.example.com:443 still presents an earlier one, 01, which expires in 26 d. It is served at 0 of 1 place.',
    });
  });

  it('takes a place that is away for an hour for no recovery, and for no new trouble', async () => {
    world.declare('web', ['www.example.com:443']);
    world.makeLive('web', FIRST);
    const foreign = { leaf: leaf('99', '2026-11-01T00:00:00Z', '2027-01-30T00:00:00Z') };
    world.presents = { 'www.example.com:443': foreign };
    await world.tick();
    await world.ticksFor(130);
    expect(told()).toEqual(['ticket not-served']);

    world.presents = {};
    await world.ticksFor(60);
    world.presents = { 'www.example.com:443': foreign };
    await world.ticksFor(120);

    expect(told()).toEqual(['ticket not-served']);
  });

  it('begins no more probes near the end of its time, and takes those first at the next tick', async () => {
    for (let index = 0; index < 20; index += 1) {
      world.declare(`web-${index}`, [`www${index}.example.com:443`]);
      world.makeLive(`web-${index}`, FIRST);
    }
    const { probe } = world.ports.prober;
    world.ports.prober.probe = (target, deadline) => {
      world.advance(10_000);
      return probe(target, deadline);
    };

    expect(await world.tick(60_000)).toEqual({ probed: 7, usesRead: 0 });
    const first = [...world.asked];
    world.asked = [];
    expect(await world.tick()).toEqual({ probed: 20, usesRead: 20 });

    expect(world.asked.slice(0, 13).filter((place) => first.includes(place))).toEqual([]);
  });

  it('passes over a probe that only a later release can read', async () => {
    world.declare('web', ['www.example.com:443', 'ldap://dc.example.com']);
    world.makeLive('web', FIRST);
    world.presents = { 'www.example.com:443': { leaf: FIRST } };

    await world.tick();
    await world.ticksFor(30);

    expect(world.asked).toEqual(['www.example.com:443']);
  });

  it('forgets what was seen once nobody asks for it', async () => {
    world.declare('web', ['www.example.com:443']);
    world.makeLive('web', FIRST);
    await world.tick();
    expect(world.observed('served')).toHaveLength(1);

    world.declare('web', []);
    await world.tick();

    expect(world.observed('served')).toEqual([]);
  });

  it('goes on with the others where a state is damaged, and says so', async () => {
    world.declare('bad', ['bad.example.com:443']);
    world.declare('web', ['www.example.com:443']);
    world.makeLive('bad', FIRST);
    world.makeLive('web', FIRST);
    world.damage('bad');

    await world.tick();

    expect(world.asked).toEqual(['www.example.com:443']);
    expect(world.warnings[0]).toMatch(/^bad: The state item of bad is damaged/);
  });

  it('keeps no event from the next certificate, nor from the table, when the bus refuses it', async () => {
    world.declare('web', ['www.example.com:443']);
    world.makeLive('web', FIRST);
    world.presents = { 'www.example.com:443': { leaf: { ...FIRST, serial: '99', sha256: 'other' } } };
    world.ports.notices.sink.announce = () => Promise.reject(new Error('no bus'));

    await world.tick();
    await world.ticksFor(70);

    expect(world.warnings).toEqual([
      'web: Unexpected error: Error: no bus. This is a fault of the renewer; please report it.',
    ]);
    expect(world.observed('served')).toMatchObject([{ told: 'ticket' }]);
  });
});
