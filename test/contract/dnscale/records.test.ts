import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TxtRecord } from '../../../functions/engine/ports/dns.ts';
import { type Dnscale, startDnscale } from '../../support/world/dnscale/dnscale.ts';
import { aDeadline, anAdapter } from './dnscale-world.ts';

const NAME = '_acme-challenge.www.example.com';
const VALUE = 'LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ';
const FOREIGN = 'somebody-elses-value-A';

let world: Dnscale;
let record: TxtRecord;

beforeEach(async () => {
  world = await startDnscale();
  const zone = world.addZone('example.com');
  record = { zoneId: zone.id, zoneName: 'example.com', name: NAME, value: VALUE };
});

afterEach(async () => {
  await world.stop();
});

function adapter(token: Parameters<Dnscale['addToken']>[0] = {}) {
  const value = world.addToken(token);
  return anAdapter(world.apiUrl, { readToken: async () => value }).dnscale;
}

/** `METHOD status` of every request. */
function calls(): string[] {
  return world.requests.map(({ method, status }) => `${method} ${status}`);
}

describe('addValue and removeValue', () => {
  it('take one call each', async () => {
    const dnscale = adapter();

    const published = await dnscale.addValue(record, aDeadline());
    const shown = world.txtValues(NAME);
    await dnscale.removeValue(published, aDeadline());

    expect(published).toEqual({ ...record, recordId: expect.stringMatching(/.+/) });
    expect(shown).toEqual([VALUE]);
    expect(world.txtValues(NAME)).toEqual([]);
    expect(calls()).toEqual(['POST 201', 'DELETE 204']);
  });

  it.each([
    ['quoted', 'contract'],
    ['plain', 'contract'],
    ['quoted', 'items'],
  ] as const)('find a value again that DNScale lists %s in the %s shape', async (txtContent, shape) => {
    const other = await startDnscale({ txtContent, shape });
    try {
      const zone = other.addZone('example.com');
      const token = other.addToken();
      const { dnscale } = anAdapter(other.apiUrl, { readToken: async () => token });
      const { recordId, ...published } = await dnscale.addValue({ ...record, zoneId: zone.id }, aDeadline());

      await dnscale.removeValue(published, aDeadline());

      expect(recordId).toBeDefined();
      expect(other.txtValues(NAME)).toEqual([]);
    } finally {
      await other.stop();
    }
  });

  it('leave the other values of the RRset alone', async () => {
    world.addRecord('example.com', { name: NAME, type: 'TXT', content: FOREIGN });
    const dnscale = adapter();
    const second = { ...record, value: VALUE.toLowerCase() };

    const published = await dnscale.addValue(record, aDeadline());
    await dnscale.addValue(second, aDeadline());
    await dnscale.removeValue(published, aDeadline());

    expect(world.txtValues(NAME)).toEqual([FOREIGN, VALUE.toLowerCase()]);
  });

  it('never delete by name', async () => {
    world.faults.add({ method: 'DELETE', applied: true, reply: 'reset', times: 2 });
    const dnscale = adapter();

    await dnscale.removeValue(await dnscale.addValue(record, aDeadline()), aDeadline());
    await dnscale.removeValue(record, aDeadline());

    expect(world.requests.some(({ path }) => path.includes('by-name'))).toBe(false);
  });
});
