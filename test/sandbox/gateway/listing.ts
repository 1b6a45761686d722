/** Answers for the query of a gateway listing: `search`, `filter`, `order_by` and `direction`. */

import { placeholder } from "../placeholders.ts";
import { refusal } from "../server/envelope.ts";

type Fields<T> = Readonly<Record<string, (row: T) => string | number | boolean>>;

/** Rows that pass every filter, in the order asked for, else in that of their creation. */
export function listed<T>(rows: readonly T[], query: URLSearchParams, fields: Fields<T>): T[] {
  const filters = [...query.getAll("filter"), ...query.getAll("filter[]")].map((text) =>
    filter(text, fields),
  );
  const search = query.get("search")?.toLowerCase();
  const found = rows.filter(
    (row) =>
      filters.every((passes) => passes(row)) && (search === undefined || mentions(row, search, fields)),
  );
  const order = query.get("order_by");
  const key = order === null ? undefined : fields[order];
  if (key === undefined) return found;
  const usual = order === "created_at" || order === "updated_at" ? "desc" : "asc";
  const sign = (query.get("direction") ?? usual) === "desc" ? -1 : 1;
  return found.sort((a, b) => (key(a) === key(b) ? 0 : key(a) < key(b) ? -sign : sign));
}

/** `name` and `id` hold a part of the text, all others the whole value. */
function filter<T>(text: string, fields: Fields<T>): (row: T) => boolean {
  const [, field = "", wanted = ""] = /^(\w+):(.*)$/s.exec(text) ?? [];
  const read = fields[field];
  if (read === undefined) throw refusal(400, placeholder.gatewayInput, `invalid filter "${text}"`);
  const plain = (value: string) => (field === "id" ? value.replaceAll("-", "") : value).toLowerCase();
  if (field !== "name" && field !== "id") return (row) => String(read(row)) === wanted;
  return (row) => plain(String(read(row))).includes(plain(wanted));
}

function mentions<T>(row: T, search: string, fields: Fields<T>): boolean {
  return ["name", "description"].some((field) =>
    String(fields[field]?.(row) ?? "")
      .toLowerCase()
      .includes(search),
  );
}
