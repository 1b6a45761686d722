/** Finds the line of a place such as `records[2].ttl` in a document. */

import { type Document, isMap, isScalar, type LineCounter } from "yaml";
import type { Locate } from "./sheet.ts";

/** The nearest thing around the place that is there. */
export function locatePath(document: Document, lines: LineCounter): Locate {
  return (place) => {
    const path = [...place.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, key]) =>
      index === undefined ? (key ?? "") : Number(index),
    );
    for (let length = path.length; length > 0; length--) {
      const at = startOf(document, path.slice(0, length));
      if (at !== undefined) return lines.linePos(at).line;
    }
    return undefined;
  };
}

/** Where the key stands, or the item of a list; undefined where there is none. */
function startOf(document: Document, path: readonly (string | number)[]): number | undefined {
  const last = path.at(-1);
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => isScalar(key) && key.value === last);
    return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
  }
  const node = document.getIn(path, true);
  const range: unknown = typeof node === "object" && node !== null ? Reflect.get(node, "range") : undefined;
  return Array.isArray(range) && typeof range[0] === "number" ? range[0] : undefined;
}
