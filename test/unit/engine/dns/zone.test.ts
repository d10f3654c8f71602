import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  delegatingRecord,
  holdingZone,
  holdingZones,
  isWritable,
  unknownWords,
  zoneNotActive,
  zoneNotFound,
} from '../../../../functions/engine/dns/zone.ts';
import type { Zone } from '../../../../functions/engine/ports/dns.ts';

const aZone = (name: string, changes: Partial<Zone> = {}): Zone => ({
  id: `id of ${name}`,
  name,
  status: 'active',
  type: 'master',
  ...changes,
});

/** The zone, or the error about it, where DNS has no say. */
function findZone(zones: readonly Zone[], ownerName: string): Zone {
  const zone = holdingZone(zones, ownerName);
  if (zone === undefined) throw zoneNotFound(ownerName, zones);
  if (!isWritable(zone)) throw zoneNotActive(ownerName, zone);
  return zone;
}

describe('delegatingRecord', () => {
  it('leads into the first zone that can be written', () => {
    const zones = [aZone('paused.test', { status: 'paused' }), aZone('acme.test')];

    expect(delegatingRecord('_acme-challenge.www.example.com', zones)).toBe(
      '_acme-challenge.www.example.com. CNAME _acme-challenge.www-example-com.acme.test.',
    );
  });

  it('shortens what does not fit into a label', () => {
    const record = delegatingRecord(`_acme-challenge.${'a'.repeat(62)}.example.com`, [aZone('acme.test')]);

    expect(record).toContain(` CNAME _acme-challenge.${'a'.repeat(62)}.acme.test.`);
  });
});

describe('unknownWords', () => {
  it('quotes only what it does not know', () => {
    expect(unknownWords(aZone('example.com'))).toBeUndefined();
    expect(unknownWords(aZone('example.com', { status: 'ACTIVE' }))).toBeUndefined();
    expect(unknownWords(aZone('example.com', { status: 'paused', type: 'primary' }))).toBeUndefined();
    expect(unknownWords(aZone('example.com', { status: 'verified', type: 'primary' }))).toBe(
      'The zone example.com has the status "verified" and the type "primary" at DNScale, which the renewer does ' +
        'not know. It is tried.',
    );
  });
});

describe('holdingZone', () => {
  it('finds the zone of an apex and of a name below it', () => {
    const zones = [aZone('example.org'), aZone('example.com')];

    expect(findZone(zones, '_acme-challenge.example.com').name).toBe('example.com');
    expect(findZone(zones, 'example.org').name).toBe('example.org');
  });

  it('takes the longest match, in any order of the zones', () => {
    const zones = [aZone('com'), aZone('sub.example.com'), aZone('example.com')];

    expect(findZone(zones, '_acme-challenge.www.sub.example.com').name).toBe('sub.example.com');
    expect(findZone(zones.reverse(), '_acme-challenge.www.sub.example.com').name).toBe('sub.example.com');
  });

  it('takes the writable one of two zones with the same name', () => {
    const zones = [
      aZone('example.com', { type: 'slave', id: 'copy' }),
      aZone('example.com', { id: 'original' }),
    ];

    expect(findZone(zones, '_acme-challenge.example.com').id).toBe('original');
  });

  it('takes the lowest id of zones with the same name that can all be written, in any order', () => {
    const zones = ['c', 'a', 'b'].map((id) => aZone('example.com', { id }));

    expect(findZone(zones, '_acme-challenge.example.com').id).toBe('a');
    expect(findZone(zones.toReversed(), '_acme-challenge.example.com').id).toBe('a');
  });

  it('holds up the active one of zones with the same name that none can be written, in any order', () => {
    const zones = [
      aZone('example.com', { id: 'a', status: 'paused' }),
      aZone('example.com', { id: 'b', type: 'slave' }),
    ];

    for (const listed of [zones, zones.toReversed()]) {
      expect(holdingZone(listed, '_acme-challenge.example.com')?.id).toBe('b');
    }
  });

  it('finds the zone by label, among any other zones', () => {
    const label = fc.stringMatching(/^[a-z0-9]{1,8}$/);
    fc.assert(
      fc.property(label, fc.array(label, { maxLength: 4 }), fc.array(label), (apex, below, others) => {
        const zoneName = `${apex}.test`;
        const ownerName = [...below, zoneName].join('.');
        const zones = [zoneName, ...others.map((other) => `${other}.example`)].map((name) => aZone(name));
        expect(findZone(zones, ownerName).name).toBe(zoneName);
        expect(() => findZone(zones, `x${zoneName}`)).toThrow(
          expect.objectContaining({ code: 'zone-not-found' }),
        );
      }),
    );
  });

  it('fails for a name that only ends with the same letters', () => {
    expect(() => findZone([aZone('example.com')], '_acme-challenge.badexample.com')).toThrow(
      expect.objectContaining({
        code: 'zone-not-found',
        disposition: 'person',
        subject: '_acme-challenge.badexample.com',
        message:
          'No zone at DNScale holds _acme-challenge.badexample.com: the token sees example.com. ' +
          'Add the zone at DNScale, or widen the token to it. To leave it where it is, delegate the challenge only, ' +
          'with this record there: _acme-challenge.badexample.com. CNAME _acme-challenge.badexample-com.example.com.',
      }),
    );
  });

  it('fails and names ten of the zones that the token sees', () => {
    const zones = Array.from({ length: 12 }, (_, i) => aZone(`z${i}.example`));

    expect(() => findZone(zones, '_acme-challenge.example.com')).toThrow(
      'the token sees z0.example, z1.example, z2.example, z3.example, z4.example, z5.example, z6.example, ' +
        'z7.example, z8.example, z9.example and 2 more. Add',
    );
  });

  it('fails and says so when the token sees no zone', () => {
    expect(() => findZone([], '_acme-challenge.example.com')).toThrow('the token sees no zone at all.');
  });

  it('gives the zones above too, one of each name, for whoever asks DNS which of them answers', () => {
    const zones = [
      aZone('example.com'),
      aZone('sub.example.com', { id: 'b' }),
      aZone('sub.example.com', { id: 'a' }),
      aZone('example.org'),
    ];

    expect(holdingZones(zones, '_acme-challenge.sub.example.com').map(({ id }) => id)).toEqual([
      'a',
      'id of example.com',
    ]);
  });

  it('fails for a paused zone', () => {
    const zones = [aZone('example.com'), aZone('sub.example.com', { status: 'paused' })];

    expect(() => findZone(zones, '_acme-challenge.sub.example.com')).toThrow(
      expect.objectContaining({
        code: 'zone-not-active',
        disposition: 'person',
        subject: 'sub.example.com',
        message:
          'The zone sub.example.com, which holds _acme-challenge.sub.example.com, has the status "paused" at ' +
          'DNScale. Make it active there.',
      }),
    );
  });

  it.each<[string, Partial<Zone>]>([
    ['in capital letters', { status: 'Active', type: 'MASTER' }],
    ['with a status that is new', { status: 'verified' }],
    ['with a type that is new', { type: 'primary' }],
    ['without status and type', { status: 'unknown', type: 'unknown' }],
  ])('tries a zone %s', (_, changes) => {
    expect(findZone([aZone('example.com', changes)], '_acme-challenge.example.com').name).toBe('example.com');
  });

  it('takes a zone whose words it knows before one with a new word, and that before one it cannot use', () => {
    const zones = [
      aZone('example.com', { id: 'a', status: 'error' }),
      aZone('example.com', { id: 'b', status: 'verified' }),
      aZone('example.com', { id: 'c' }),
    ];

    expect(findZone(zones, '_acme-challenge.example.com').id).toBe('c');
    expect(findZone(zones.slice(0, 2), '_acme-challenge.example.com').id).toBe('b');
  });

  it.each<[string, Partial<Zone>]>([
    ['Paused', { status: 'Paused' }],
    ['pending', { status: 'pending' }],
    ['in error', { status: 'error' }],
    ['a secondary', { type: 'secondary' }],
  ])('fails for a zone that is %s', (_, changes) => {
    expect(() => findZone([aZone('example.com', changes)], '_acme-challenge.example.com')).toThrow(
      expect.objectContaining({ code: 'zone-not-active' }),
    );
  });

  it('fails for a slave zone', () => {
    expect(() => findZone([aZone('example.com', { type: 'slave' })], '_acme-challenge.example.com')).toThrow(
      expect.objectContaining({
        code: 'zone-not-active',
        disposition: 'person',
        message:
          'The zone example.com, which holds _acme-challenge.example.com, is of type "slave" at DNScale and ' +
          'cannot be written. Make it a master zone there.',
      }),
    );
  });
});
