/**
 * Collects a list page by page. Paging is not atomic and its data can be wrong, so any sign that there is more is
 * believed until a page brings nothing new. It never asks for more than 100 pages.
 */

export type Page<T> = { items: T[]; total?: number | undefined; hasMore?: boolean | undefined };

const MAX_PAGES = 100;

/**
 * @param fetchPage one page from `offset` on; the server may give fewer items than it was asked for.
 * @param tooLong the error to throw for a list that has no end after 100 pages.
 * @param atOnce how many pages may be under way at once, once the first page has told how many there are.
 */
export async function collectPages<T extends { id: string }>(
  fetchPage: (offset: number) => Promise<Page<T>>,
  tooLong: (pages: number, items: number) => Error,
  atOnce = 1,
): Promise<T[]> {
  const list = createList<T>();
  for (let asked = 0; asked < MAX_PAGES; ) {
    const offsets = list.nextOffsets(Math.min(atOnce, MAX_PAGES - asked));
    asked += offsets.length;
    const pages = await Promise.all(offsets.map(fetchPage));
    for (const [i, page] of pages.entries()) {
      // After a page that was short, the others do not join on to it: they are asked for again.
      if (offsets[i] === list.length && list.take(page)) return list.items();
    }
  }
  throw tooLong(MAX_PAGES, list.items().length);
}

function createList<T extends { id: string }>() {
  const byId = new Map<string, T>();
  let length = 0;
  let last: Page<T> = { items: [] };
  return {
    get length() {
      return length;
    },
    items: () => [...byId.values()],
    /** Further pages, if they are as long as the last one, and the list as long as it says. */
    nextOffsets: (most: number): number[] => {
      const size = last.items.length;
      const missing = Math.ceil(((last.total ?? 0) - length) / Math.max(1, size));
      return Array.from({ length: Math.max(1, Math.min(most, missing)) }, (_, i) => length + i * size);
    },
    /** Whether this page ends the list. */
    take: (page: Page<T>): boolean => {
      const known = byId.size;
      for (const item of page.items) byId.set(item.id, item);
      length += page.items.length;
      last = page;
      return byId.size === known || isComplete(page, byId.size);
    },
  };
}

/** A list that does not tell its length is complete only when a page brings nothing new. */
function isComplete({ total, hasMore }: Page<unknown>, collected: number): boolean {
  const saysMore = hasMore === true || (total !== undefined && total > collected);
  return !saysMore && (hasMore !== undefined || total !== undefined);
}
