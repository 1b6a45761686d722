/** Brings saved sync-waf-list nodes of older versions up to date. */

import { type Migration, withType } from "../shared/input/saved.ts";

export const migrations: readonly Migration[] = [
  // 0: written by hand, without version: values without types, or nothing at all.
  (saved) => {
    const list = withType(
      { name: "", comment: "", mode: "own", allowEmpty: false, dryRun: false, ...saved },
      "list",
      { value: "", type: "str" },
    );
    const items =
      list["items"] === "payload" && list["itemsType"] === undefined ? { ...list, itemsType: "msg" } : list;
    return withType(items, "items", { value: "payload", type: "msg" });
  },
  // 1: there were WAF lists alone.
  (saved) => ({ ...saved, kind: saved["kind"] ?? "waf" }),
];
