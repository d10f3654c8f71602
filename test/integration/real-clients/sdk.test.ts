/** DNScale's own Python SDK, from PyPI, judges the DNScale emulator: what a faithful one must let it do and see. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { NAME, type SdkWorld, startSdkWorld } from '../../support/real-clients/sdk-world.ts';

let world: SdkWorld;

beforeAll(async () => {
  world = await startSdkWorld();
});
afterAll(() => world?.stop());
afterEach(() => world.tidy());

const call = (method: string, args: unknown[] = [], named = {}) =>
  world.sdk.call(world.token, method, args, named);

describe("DNScale's SDK, zones", () => {
  it('lists ten of twelve by default, and says that there are more', async () => {
    const page = await call('zones.list');

    expect(page.zones).toHaveLength(10);
    expect(page.pagination).toEqual({ total: 12, offset: 0, limit: 10, count: 10, has_more: true });
  });

  it('walks all pages', async () => {
    let zones: string[] = [];

    const requests = await world.requestsOf(async () => {
      zones = [...(await call('zones.iter', [], { page_size: 5 }))].map(({ name }) => name);
    });

    expect(zones).toHaveLength(12);
    expect([zones[0], zones[11]]).toEqual(['example.com', 'zone12.test']);
    expect(requests).toEqual(['GET 200', 'GET 200', 'GET 200']);
  });

  it('gets one', async () => {
    const zone = await call('zones.get', [world.zoneId]);

    expect(zone).toMatchObject({ id: world.zoneId, name: 'example.com', type: 'master', status: 'active' });
  });

  it('creates, changes and deletes one, with a token that may', async () => {
    const token = world.dnscale.addToken({ scopes: ['zones:read', 'zones:write'] });

    const { id, ...made } = await world.sdk.call(token, 'zones.create', ['new.test'], { region: 'GLOBAL' });
    const changed = await world.sdk.call(token, 'zones.update', [id], { name: 'new.test', status: 'paused' });
    await world.sdk.call(token, 'zones.delete', [id]);

    expect(made).toMatchObject({ name: 'new.test', region: 'GLOBAL', status: 'active' });
    expect(changed).toMatchObject({ id, name: 'new.test', region: 'GLOBAL', status: 'paused' });
    await expect(call('zones.get', [id])).rejects.toMatchObject({ name: 'APIError', status_code: 404 });
  });
});

describe("DNScale's SDK, records", () => {
  it('creates a TXT value and gets it back in quotes, under a name with a dot', async () => {
    const { id } = await world.createTxt('one');

    const record = await call('records.get', [world.zoneId, id]);

    expect(record).toEqual({
      id,
      name: '_acme-challenge.example.com.',
      type: 'TXT',
      content: '"one"',
      ttl: 120,
      disabled: false,
      priority: null,
      comment: null,
    });
  });

  it('takes its own form back: content in quotes is the same value', async () => {
    await world.createTxt('"one"');

    expect(await world.contents()).toEqual(['"one"']);
    expect(world.dnscale.txtValues(NAME)).toEqual(['one']);
    await expect(world.createTxt('one')).rejects.toMatchObject({ status_code: 409 });
  });

  it('walks all pages of a zone', async () => {
    for (const content of ['one', 'two', 'three']) await world.createTxt(content);

    const records = [...(await call('records.iter', [world.zoneId], { page_size: 2 }))];

    expect(records.map(({ content }) => content)).toEqual(['"one"', '"two"', '"three"']);
  });

  it('updates a value, which gives it another id', async () => {
    const { id } = await world.createTxt('one');

    const updated = await call('records.update', [world.zoneId, id], {
      name: NAME,
      type_: 'TXT',
      content: 'two',
      ttl: 300,
    });

    expect(updated).toMatchObject({ content: '"two"', ttl: 300 });
    expect(updated.id).not.toBe(id);
    expect(await world.contents()).toEqual(['"two"']);
    await expect(call('records.get', [world.zoneId, id])).rejects.toMatchObject({ status_code: 404 });
  });

  it('updates one of two values by name and old content', async () => {
    await world.createTxt('one');
    await world.createTxt('two');

    await call('records.update_by_name', [world.zoneId, `${NAME}.`, 'TXT'], {
      content: 'one',
      body: { content: 'three', ttl: 300 },
    });

    expect(await world.contents()).toEqual(['"two"', '"three"']);
  });

  it('deletes one value by its id', async () => {
    const { id } = await world.createTxt('one');
    await world.createTxt('two');

    await call('records.delete', [world.zoneId, id]);

    expect(await world.contents()).toEqual(['"two"']);
  });

  it('deletes one value by name and content, and the other one stays', async () => {
    await world.createTxt('one');
    await world.createTxt('two');

    await call('records.delete_by_name', [world.zoneId, NAME, 'TXT'], { content: 'one' });

    expect(await world.contents()).toEqual(['"two"']);
  });

  it('deletes the whole RRset by name without content: the trap', async () => {
    await world.createTxt('one');
    await world.createTxt('two');

    await call('records.delete_by_name', [world.zoneId, NAME, 'TXT']);

    expect(await world.contents()).toEqual([]);
  });

  it('keeps one TTL for the whole RRset: the last write sets it', async () => {
    const { id } = await world.createTxt('one', 120);
    await world.createTxt('two', 300);

    expect(await call('records.get', [world.zoneId, id])).toMatchObject({ ttl: 300 });
  });
});
