import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collectPages, type Page } from '../../../functions/dnscale/paging.ts';

type Item = { id: string };
type Collected =
  | { ids: string[]; calls: number }
  | { tooLong: { pages: number; items: number }; calls: number };

async function collect(fetchPage: (offset: number, call: number) => Page<Item>): Promise<Collected> {
  let calls = 0;
  const tooLong: { pages: number; items: number }[] = [];
  try {
    const found = await collectPages(
      async (offset) => fetchPage(offset, calls++),
      (pages, items) => {
        tooLong.push({ pages, items });
        return new Error('too long');
      },
    );
    return { ids: found.map(({ id }) => id), calls };
  } catch (thrown) {
    const [seen] = tooLong;
    if (!seen) throw thrown;
    return { tooLong: seen, calls };
  }
}

function numbered(from: number, to: number): Item[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => ({ id: `i${from + i}` }));
}

/** What a server may say about a list beside its items, true or not. */
const hugeOrOdd = fc.constantFrom(-1, 0, 1, 2.5, 1e21, Number.MAX_VALUE, Number.MAX_SAFE_INTEGER);
const claims = fc.record({
  total: fc.option(fc.oneof(fc.nat({ max: 300 }), hugeOrOdd), { nil: undefined }),
  hasMore: fc.option(fc.boolean(), { nil: undefined }),
});

describe('collectPages', () => {
  it('finds every item of an honest list, with any page size and either of the two facts', async () => {
    const honesty = fc.subarray(['total', 'hasMore']);

    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 250 }),
        fc.integer({ min: 3, max: 100 }),
        honesty,
        async (length, size, facts) => {
          const found = await collect((offset) => {
            const end = Math.min(length, offset + size);
            return {
              items: numbered(offset, end),
              ...(facts.includes('total') && { total: length }),
              ...(facts.includes('hasMore') && { hasMore: end < length }),
            };
          });
          expect(found).toMatchObject({ ids: numbered(0, length).map(({ id }) => id) });
        },
      ),
    );
  });

  it('ends after 100 pages at most, and keeps no item twice, even if the server lies', async () => {
    const page = fc.tuple(fc.array(fc.nat({ max: 30 }), { maxLength: 4 }), claims);

    await fc.assert(
      fc.asyncProperty(
        fc.array(page, { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        async (pages, endless) => {
          const found = await collect((_, call) => {
            const [numbers, claim] = pages[call % pages.length] ?? [[], {}];
            const fresh = endless ? [{ id: `new ${call}` }] : [];
            return { items: [...numbers.map((n) => ({ id: `i${n}` })), ...fresh], ...claim };
          });
          expect(found.calls).toBeLessThanOrEqual(100);
          if ('ids' in found) expect(new Set(found.ids).size).toBe(found.ids.length);
          else expect(found.tooLong.pages).toBe(100);
        },
      ),
    );
  });

  it('asks for the same page twice at most when it comes again and again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 20 }), claims, async (length, claim) => {
        const found = await collect(() => ({ items: numbered(0, length), ...claim }));
        expect(found).toMatchObject({ ids: numbered(0, length).map(({ id }) => id) });
        expect(found.calls).toBeLessThanOrEqual(2);
      }),
    );
  });

  it('is not ended too early by one of two facts that lies', async () => {
    const lie = fc.constantFrom(
      { total: 40, hasMore: false },
      { total: 0, hasMore: true },
      { total: -1, hasMore: true },
    );

    await fc.assert(
      fc.asyncProperty(lie, async (claim) => {
        const found = await collect((offset) => ({
          items: numbered(offset, Math.min(40, offset + 10)),
          ...claim,
        }));
        expect(found).toMatchObject({ ids: numbered(0, 40).map(({ id }) => id) });
      }),
    );
  });

  it('fails for a list without end after 100 pages, with what it has seen', async () => {
    const endless = await collect((offset) => ({ items: numbered(offset, offset + 7), hasMore: true }));

    expect(endless).toEqual({ tooLong: { pages: 100, items: 700 }, calls: 100 });
  });
});
