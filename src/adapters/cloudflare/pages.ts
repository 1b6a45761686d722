/** Page-numbered listings, complete, without the surplus request that the SDK's own paging makes. */

interface Page<T> {
  readonly result: readonly T[];
  readonly result_info?: unknown;
}

/** Every entry of all pages. Cloudflare says in `total_pages` how many there are, though the SDK's types do not. */
export async function everyPage<T>(fetchPage: (page: number) => Promise<Page<T>>): Promise<readonly T[]> {
  const all: T[] = [];
  for (let page = 1; ; page++) {
    const { result, result_info } = await fetchPage(page);
    all.push(...result);
    if (page >= totalPages(result_info) || result.length === 0) return all;
  }
}

function totalPages(info: unknown): number {
  if (typeof info !== "object" || info === null || !("total_pages" in info)) return 1;
  return Number(info.total_pages) || 1;
}
