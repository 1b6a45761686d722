/** Page-numbered listings, complete, without the surplus request that the SDK's own paging makes. */

interface Page<T> {
  readonly result: readonly T[];
  readonly result_info?: unknown;
}

/**
 * Every entry of all pages. Cloudflare says in `total_pages` how many there are, though the SDK's types do not; where it
 * does not say, a full page means that another may follow.
 */
export async function everyPage<T>(
  perPage: number,
  fetchPage: (page: number) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const all: T[] = [];
  for (let page = 1; ; page++) {
    const { result, result_info } = await fetchPage(page);
    all.push(...result);
    const isLast = page >= (totalPages(result_info) ?? (result.length < perPage ? page : page + 1));
    if (isLast || result.length === 0) return all;
  }
}

function totalPages(info: unknown): number | undefined {
  if (typeof info !== "object" || info === null || !("total_pages" in info)) return undefined;
  return typeof info.total_pages === "number" ? info.total_pages : undefined;
}
