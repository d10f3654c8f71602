import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupIntoRrsets } from '../../../functions/engine/dns/dns01-solver.ts';
import { holdingZone, zoneNotFound } from '../../../functions/engine/dns/zone.ts';
import type { Zone } from '../../../functions/engine/ports/dns.ts';

/** Few letters, so that names are often above, below, equal to or only spelt like one another. */
const label = fc.constantFrom('a', 'b', 'ab', 'ba', 'aab');
const labels = fc.array(label, { minLength: 1, maxLength: 5 });
const zoneLists = fc.uniqueArray(
  fc.record({
    name: labels.map((parts) => parts.join('.')),
    status: fc.constantFrom('active', 'active', 'active', 'paused', 'pending'),
    type: fc.constantFrom('master', 'master', 'master', 'slave'),
  }),
  { selector: ({ name }) => name, maxLength: 8 },
);

function withIds(zones: Omit<Zone, 'id'>[]): Zone[] {
  return zones.map((zone) => ({ id: `id of ${zone.name}`, ...zone }));
}

/** By labels from the right, which is how DNS reads a name; the code under test compares text. */
function isAtOrAbove(zoneName: string, ownerName: string): boolean {
  const zone = zoneName.split('.').reverse();
  const owner = ownerName.split('.').reverse();
  return zone.every((part, i) => part === owner[i]);
}

/** The zone's name, or the code and the subject of the error. */
function verdict(zones: Zone[], ownerName: string): string {
  const zone = holdingZone(zones, ownerName);
  if (zone) return zone.name;
  const { code, subject } = zoneNotFound(ownerName, zones);
  return `${code} ${subject}`;
}

describe('holdingZone', () => {
  it('finds the longest zone at or above the name by labels, or says that there is none', () => {
    fc.assert(
      fc.property(zoneLists.map(withIds), labels, (zones, parts) => {
        const ownerName = parts.join('.');
        const above = zones.filter(({ name }) => isAtOrAbove(name, ownerName));
        const depth = Math.max(0, ...above.map(({ name }) => name.split('.').length));
        const nearest = above.find(({ name }) => name.split('.').length === depth);

        const found = verdict(zones, ownerName);

        if (nearest === undefined) expect(found).toBe(`zone-not-found ${ownerName}`);
        else expect(found).toBe(nearest.name);
      }),
      { numRuns: 1_000 },
    );
  });

  it('does not care for the order of the list', () => {
    const shuffled = zoneLists
      .map(withIds)
      .chain((zones) =>
        fc.tuple(
          fc.constant(zones),
          fc.shuffledSubarray(zones, { minLength: zones.length, maxLength: zones.length }),
        ),
      );

    fc.assert(
      fc.property(shuffled, labels, ([zones, others], parts) => {
        expect(verdict(others, parts.join('.'))).toBe(verdict(zones, parts.join('.')));
      }),
    );
  });

  it('never takes a zone that only ends with the same letters', () => {
    fc.assert(
      fc.property(labels, label, labels, (apex, letters, below) => {
        const zone = { id: 'z', name: apex.join('.'), status: 'active', type: 'master' };
        const lookalike = [...below, letters + zone.name].join('.');

        expect(isAtOrAbove(zone.name, lookalike)).toBe(false);
        expect(verdict([zone], lookalike)).toBe(`zone-not-found ${lookalike}`);
      }),
    );
  });
});

describe('groupIntoRrsets', () => {
  it('makes one RRset for each name, which loses no value and invents none', () => {
    const name = fc.constantFrom(
      '_acme-challenge.a.test',
      '_acme-challenge.b.test',
      '__proto__',
      'constructor',
    );
    const records = fc.array(
      fc.record({
        name,
        value: fc.string({ maxLength: 3 }),
        zoneName: fc.constant('a.test'),
        zoneId: fc.constant('z'),
      }),
    );

    fc.assert(
      fc.property(records, (given) => {
        const rrsets = groupIntoRrsets(given);

        const names = rrsets.map((rrset) => rrset.name);
        expect(new Set(names).size).toBe(names.length);
        const pairs = rrsets.flatMap((rrset) => rrset.values.map((value) => `${rrset.name} ${value}`));
        expect(pairs.sort()).toEqual(given.map((record) => `${record.name} ${record.value}`).sort());
        expect(rrsets.every((rrset) => rrset.zoneName === 'a.test' && rrset.values.length > 0)).toBe(true);
      }),
    );
  });
});
