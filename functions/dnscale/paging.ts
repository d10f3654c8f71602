/**
 * Collects a list page by page. Paging is not atomic and its data can be wrong, so any sign that there is more is
 * believed until a page brings nothing new. It never asks for more than 100 pages.
 */

export type Page<T> = { items: T[]; total?: number | undefined; hasMore?: boolean | undefined };

const MAX_PAGES = 100;

/**
 * @param fetchPage one page from `offset` on; the server may give fewer items than it was asked for.
 * @param tooLong the error to throw for a list that has no end after 100 pages.
 */
export async function collectPages<T extends { id: string }>(
  fetchPage: (offset: number) => Promise<Page<T>>,
  tooLong: (pages: number, items: number) => Error,
): Promise<T[]> {
  const byId = new Map<string, T>();
  let offset = 0;
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const page = await fetchPage(offset);
    const known = byId.size;
    for (const item of page.items) byId.set(item.id, item);
    offset += page.items.length;
    if (byId.size === known || isComplete(page, byId.size)) return [...byId.values()];
  }
  throw tooLong(MAX_PAGES, byId.size);
}

/** A list that does not tell its length is complete only when a page brings nothing new. */
function isComplete({ total, hasMore }: Page<unknown>, collected: number): boolean {
  const saysMore = hasMore === true || (total !== undefined && total > collected);
  return !saysMore && (hasMore !== undefined || total !== undefined);
}
