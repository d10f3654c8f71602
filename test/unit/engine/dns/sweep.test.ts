import { describe, expect, it } from 'vitest';
import type { ListedValue } from '../../../../functions/engine/dns/leftovers.ts';
import { findLeftovers, removeLeftovers } from '../../../../functions/engine/dns/sweep.ts';
import { noDeadline } from '../../../support/builders.ts';
import { anError, aRecord, aZone, fails, somePorts, VALUE } from '../preflight/doctor-ports.ts';

function aValue(changes: Partial<ListedValue> = {}): ListedValue {
  return {
    zoneId: 'z1',
    zoneName: 'example.com',
    name: '_acme-challenge.example.com',
    value: VALUE,
    recordId: 'r1',
    ...changes,
  };
}

describe('findLeftovers', () => {
  it('searches under exactly the names given, a wildcard under its base name', async () => {
    const asked: string[] = [];
    const www = '_acme-challenge.www.example.com';
    const ports = somePorts({
      zones: {
        listRecords: async ({ name }) => {
          asked.push(name);
          return [
            aRecord('TXT', '_acme-challenge.example.com', VALUE, 'r1'),
            aRecord('TXT', www, VALUE, 'r2'),
            aRecord('TXT', '_acme-challenge.shop.example.com', VALUE, 'r3'),
            aRecord('TXT', 'example.com', VALUE, 'r4'),
          ];
        },
      },
    });

    const { removable, kept } = await findLeftovers(
      ['*.example.com', 'example.com', 'www.example.com'],
      ports,
      noDeadline(),
    );

    expect(asked).toEqual(['example.com']);
    expect(removable).toEqual([aValue(), aValue({ name: www, recordId: 'r2' })]);
    expect(kept).toEqual([]);
  });

  it('searches where a CNAME leads', async () => {
    const ports = somePorts({
      lookups: {
        lookUpCname: async (name) =>
          name.endsWith('.org') ? '_acme-challenge.org.acme.example.com' : undefined,
      },
      zones: { listRecords: async () => [aRecord('TXT', '_acme-challenge.org.acme.example.com', VALUE)] },
    });

    const { removable } = await findLeftovers(['example.org'], ports, noDeadline());

    expect(removable.map(({ name }) => name)).toEqual(['_acme-challenge.org.acme.example.com']);
  });

  it.each(['v=spf1 -all', VALUE.slice(1), `${VALUE}A`, `${VALUE.slice(1)}=`, `${VALUE.slice(1)}+`])(
    'keeps a value that no ACME client publishes: %s',
    async (value) => {
      const records = [aRecord('TXT', '_acme-challenge.example.com', value)];
      const ports = somePorts({ zones: { listRecords: async () => records } });

      const { removable, kept } = await findLeftovers(['example.com'], ports, noDeadline());

      expect(removable).toEqual([]);
      expect(kept.map((record) => record.value)).toEqual([value]);
    },
  );

  it('searches the other names when one has no target', async () => {
    const records = [aRecord('TXT', '_acme-challenge.example.com', VALUE)];
    const ports = somePorts({ zones: { listRecords: async () => records } });

    const { removable, failures } = await findLeftovers(['example.org', 'example.com'], ports, noDeadline());

    expect(removable).toHaveLength(1);
    expect(failures.map(({ code }) => code)).toEqual(['zone-not-found']);
  });

  it('searches the other zones when the records of one cannot be listed', async () => {
    const ports = somePorts({
      zones: {
        listZones: async () => [aZone(), aZone({ id: 'z2', name: 'example.net' })],
        listRecords: async ({ name }) => {
          if (name === 'example.net') throw anError('dnscale-forbidden');
          return [aRecord('TXT', '_acme-challenge.example.com', VALUE)];
        },
      },
    });

    const { removable, failures } = await findLeftovers(['example.com', 'example.net'], ports, noDeadline());

    expect(removable).toHaveLength(1);
    expect(failures.map(({ code }) => code)).toEqual(['dnscale-forbidden']);
  });

  it('fails with config-invalid for a name that is none, before it asks anything', async () => {
    const ports = somePorts({ zones: { listZones: fails('unexpected') } });

    await expect(findLeftovers(['localhost'], ports, noDeadline())).rejects.toMatchObject({
      code: 'config-invalid',
    });
  });
});

describe('removeLeftovers', () => {
  it('removes each by its record, tells of each, and removes the rest after one that fails', async () => {
    const removed: (string | undefined)[] = [];
    const txtRecords = {
      removeValue: async ({ recordId }: { recordId?: string | undefined }) => {
        if (recordId === 'r2') throw anError('dnscale-forbidden');
        removed.push(recordId);
        return 'removed' as const;
      },
    };
    const told: string[] = [];
    const records = ['r1', 'r2', 'r3'].map((recordId) => aValue({ recordId }));

    const removals = await removeLeftovers(
      records,
      txtRecords,
      ({ record, outcome }) =>
        void told.push(`${record.recordId} ${'error' in outcome ? 'failed' : 'removed'}`),
      noDeadline(),
    );

    expect(removed).toEqual(['r1', 'r3']);
    expect(told.toSorted()).toEqual(['r1 removed', 'r2 failed', 'r3 removed']);
    expect(removals).toHaveLength(3);
  });

  it('never removes what no ACME client publishes', async () => {
    const removed: unknown[] = [];
    const txtRecords = {
      removeValue: async (record: unknown) => {
        removed.push(record);
        return 'removed' as const;
      },
    };

    await removeLeftovers([aValue({ value: 'v=spf1 -all' })], txtRecords, () => undefined, noDeadline());

    expect(removed).toEqual([]);
  });
});
