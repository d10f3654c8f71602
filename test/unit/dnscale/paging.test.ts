import { describe, expect, it } from 'vitest';
import { collectPages, type Page } from '../../../functions/dnscale/paging.ts';

type Item = { id: string };

function items(from: number, to: number): Item[] {
  return Array.from({ length: to - from }, (_, i) => ({ id: `i${from + i}` }));
}

/** Collects what `pageAt` serves and tells which offsets were asked for. */
async function collect(pageAt: (offset: number) => Page<Item>, atOnce?: number) {
  const offsets: number[] = [];
  const collected = await collectPages(
    async (offset) => {
      offsets.push(offset);
      return pageAt(offset);
    },
    (pages, count) => new Error(`${pages} pages, ${count} items`),
    atOnce,
  );
  return { ids: collected.map(({ id }) => id), offsets };
}

describe('collectPages', () => {
  it('asks once when has_more says that the list is complete', async () => {
    expect(await collect(() => ({ items: items(0, 3), hasMore: false }))).toEqual({
      ids: ['i0', 'i1', 'i2'],
      offsets: [0],
    });
  });

  it('asks once when the total is reached', async () => {
    expect((await collect(() => ({ items: items(0, 3), total: 3 }))).offsets).toEqual([0]);
  });

  it('asks once for an empty list', async () => {
    expect(await collect(() => ({ items: [], total: 0, hasMore: false }))).toEqual({ ids: [], offsets: [0] });
  });

  it('continues where the server stopped, although it was asked for more', async () => {
    const { ids, offsets } = await collect((offset) => ({
      items: items(offset, Math.min(offset + 2, 5)),
      hasMore: offset + 2 < 5,
      total: 5,
    }));

    expect(ids).toEqual(['i0', 'i1', 'i2', 'i3', 'i4']);
    expect(offsets).toEqual([0, 2, 4]);
  });

  it('continues when has_more denies what the total promises', async () => {
    const { ids } = await collect((offset) => ({
      items: items(offset, Math.min(offset + 2, 4)),
      hasMore: false,
      total: 4,
    }));

    expect(ids).toEqual(['i0', 'i1', 'i2', 'i3']);
  });

  it('continues until nothing new comes when the server tells no length', async () => {
    const { ids, offsets } = await collect((offset) => ({ items: items(offset, Math.min(offset + 2, 3)) }));

    expect(ids).toEqual(['i0', 'i1', 'i2']);
    expect(offsets).toEqual([0, 2, 3]);
  });

  it('stops when the same page comes again and again', async () => {
    const { ids, offsets } = await collect(() => ({ items: items(0, 2), hasMore: true, total: 1000 }));

    expect(ids).toEqual(['i0', 'i1']);
    expect(offsets).toEqual([0, 2]);
  });

  it('counts an item once that slips onto the next page', async () => {
    const { ids } = await collect((offset) =>
      offset === 0 ? { items: items(0, 2), total: 3 } : { items: items(1, 3), total: 3 },
    );

    expect(ids).toEqual(['i0', 'i1', 'i2']);
  });

  it('fails after 100 pages that all promise more', async () => {
    await expect(collect((offset) => ({ items: items(offset, offset + 2), hasMore: true }))).rejects.toThrow(
      '100 pages, 200 items',
    );
  });

  it('asks for further pages at once when the first one tells the total', async () => {
    const { ids, offsets } = await collect(
      (offset) => ({ items: items(offset, Math.min(offset + 2, 7)), total: 7 }),
      4,
    );

    expect(ids).toEqual(['i0', 'i1', 'i2', 'i3', 'i4', 'i5', 'i6']);
    expect(offsets).toEqual([0, 2, 4, 6]);
  });

  it('closes the gap that a short page leaves among those asked for at once', async () => {
    const { ids } = await collect(
      (offset) => ({ items: items(offset, Math.min(offset + (offset === 2 ? 1 : 2), 7)), total: 7 }),
      4,
    );

    expect(ids).toEqual(['i0', 'i1', 'i2', 'i3', 'i4', 'i5', 'i6']);
  });

  it('asks for 100 pages at most, also at once', async () => {
    const asked: number[] = [];
    const pageAt = (offset: number) => {
      asked.push(offset);
      return { items: items(offset, offset + 1), total: 1_000_000 };
    };

    await expect(collect(pageAt, 4)).rejects.toThrow('100 pages, 100 items');
    expect(asked).toHaveLength(100);
  });
});
