/** One field of a JSON document, by a path in which dots descend (D6). */

import { parseAnyAddress } from "../address/address.ts";

/** The value at `path`; undefined where nothing stands there. A name that holds dots itself is found as a whole. */
export function fieldOf(document: unknown, path: string): unknown {
  if (typeof document !== "object" || document === null) return undefined;
  const dot = path.indexOf(".");
  const name = dot < 0 || Object.hasOwn(document, path) ? path : path.slice(0, dot);
  if (!Object.hasOwn(document, name)) return undefined;
  const value = (document as Readonly<Record<string, unknown>>)[name];
  return name === path ? value : fieldOf(value, path.slice(name.length + 1));
}

/** The path of the first field that holds an address, for a hint; undefined where none does within three levels. */
export function findAddressField(document: unknown, depth = 3): string | undefined {
  if (typeof document !== "object" || document === null || depth === 0) return undefined;
  for (const [name, value] of Object.entries(document)) {
    if (typeof value === "string" && parseAnyAddress(value) !== undefined) return name;
    const inside = findAddressField(value, depth - 1);
    if (inside !== undefined) return `${name}.${inside}`;
  }
  return undefined;
}
