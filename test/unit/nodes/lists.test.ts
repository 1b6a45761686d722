/** sync list: what would be done, and for whom. */

import { describe, expect, test } from "vitest";
import {
  DdnsError,
  type ListItem,
  type ListKind,
  type Prefix,
  parsePrefix,
} from "../../../nodes/shared/engine.ts";
import { isOwn, planning } from "../../../nodes/sync-waf-list/plan.ts";
import { readSettings as readSync } from "../../../nodes/sync-waf-list/settings.ts";
import { orphans } from "../../../nodes/sync-waf-list/syncing.ts";

describe("plans for lists", () => {
  const prefix = (text: string): Prefix => parsePrefix(text) as Prefix;
  const item = (ip: string, comment: string, id = ip): ListItem => ({ id, prefix: prefix(ip), comment });
  const wanted = (...entries: readonly (string | [string, string])[]) => ({
    items: entries.map((entry) =>
      typeof entry === "string"
        ? { prefix: prefix(entry), comment: undefined }
        : { prefix: prefix(entry[0]), comment: entry[1] },
    ),
    untouched: new Set<4 | 6>(),
  });
  const plan = (
    mode: "own" | "whole",
    want: ReturnType<typeof wanted>,
    items: readonly ListItem[],
    comment = "mine",
    {
      kind = "waf",
      published = [],
    }: { readonly kind?: ListKind; readonly published?: readonly string[] } = {},
  ) => {
    const ownership = { kind, mode, comment, formerComment: "node-red n", published: new Set(published) };
    const result = planning(want, ownership).plan(items);
    if (result instanceof DdnsError) throw result;
    return {
      add: result.add.map((added) => [added.prefix, added.comment]),
      remove: result.remove.map(({ id }) => id),
      keep: result.keep.map(({ id }) => id),
    };
  };

  test("own mode / others' items / are never touched", () => {
    expect(
      plan("own", wanted("203.0.113.7"), [
        item("198.51.100.7", "theirs"),
        item("198.51.100.8", "mine"),
        item("198.51.100.9", "mine: office"),
        item("198.51.100.10", "mineral"),
      ]),
    ).toEqual({
      add: [["203.0.113.7/32", "mine"]],
      remove: ["198.51.100.8", "198.51.100.9"],
      keep: [],
    });
  });

  test("own mode / an own item that is wider than the target / is exchanged for it, with its comment", () => {
    expect(plan("own", wanted("203.0.113.7"), [item("203.0.113.0/24", "mine: line 1")])).toEqual({
      add: [["203.0.113.7/32", "mine: line 1"]],
      remove: ["203.0.113.0/24"],
      keep: [],
    });
  });

  test("own mode / the comment was given later, or changed / former homes go", () => {
    const items = [
      item("198.51.100.7", "node-red n"),
      item("198.51.100.8", "was mine"),
      item("198.51.100.9", "theirs"),
    ];
    expect(
      plan("own", wanted("203.0.113.7"), items, "mine", { published: ["198.51.100.8/32"] }),
    ).toMatchObject({ add: [["203.0.113.7/32", "mine"]], remove: ["198.51.100.7", "198.51.100.8"] });
  });

  test("items of a node that is gone / told with the way out; those of deployed nodes are nobody's business", () => {
    const settings = readSync({ comment: "mine" }, "n");
    const items = [
      item("198.51.100.1", "node-red 0123456789abcdef"),
      item("198.51.100.2", "node-red 0123456789abcdef: office"),
      item("198.51.100.3", "node-red fedcba9876543210"),
      item("198.51.100.4", "theirs"),
    ];
    const told = orphans(items, settings, (id) => id === "fedcba9876543210");
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^2 items of the list carry .*node-red 0123456789abcdef.* not deployed/);
  });

  test("a location / what the node put there goes, others' networks stay, IPv6 is left alone", () => {
    const items = [item("198.51.100.7", ""), item("192.0.2.0/24", "")];
    expect(
      plan("own", wanted("203.0.113.7", "2001:db8::/64"), items, "mine", {
        kind: "location",
        published: ["198.51.100.7/32"],
      }),
    ).toMatchObject({ add: [["203.0.113.7/32", "mine"]], remove: ["198.51.100.7"] });
    expect(() => plan("own", wanted("203.0.112.0/20"), [], "mine", { kind: "location" })).toThrow(/\/24/);
  });

  test("own mode / a comment of its own / stands behind the mark", () => {
    expect(plan("own", wanted(["203.0.113.7", "office"]), []).add).toEqual([
      ["203.0.113.7/32", "mine: office"],
    ]);
    expect(isOwn("mine: office", "mine")).toBe(true);
  });

  test("own mode / a family to be left alone / keeps its items", () => {
    const want = { ...wanted("203.0.113.7"), untouched: new Set<4 | 6>([6]) };
    expect(plan("own", want, [item("2001:db8::/64", "mine")])).toMatchObject({
      remove: [],
      keep: ["2001:db8::/64"],
    });
  });

  test("whole mode / everything that is not wanted / goes, the exact ones stay", () => {
    expect(
      plan(
        "whole",
        wanted("203.0.113.7", "198.51.100.7"),
        [item("203.0.113.7", "theirs"), item("198.51.100.0/24", "")],
        "",
      ),
    ).toEqual({
      add: [["198.51.100.7/32", ""]],
      remove: ["198.51.100.0/24"],
      keep: ["203.0.113.7"],
    });
  });

  test("whole mode / another comment is wanted / the item is replaced", () => {
    expect(plan("whole", wanted(["203.0.113.7", "office"]), [item("203.0.113.7", "old")])).toEqual({
      add: [["203.0.113.7/32", "office"]],
      remove: ["203.0.113.7"],
      keep: [],
    });
  });

  test("both modes / planned twice / the second plan is empty", () => {
    for (const mode of ["own", "whole"] as const) {
      const want = wanted("203.0.113.7", ["198.51.100.7", "office"]);
      const first = plan(mode, want, [item("192.0.2.1", "mine")]);
      const after = first.add.map(([ip, comment]) => item(String(ip), String(comment)));
      expect(plan(mode, want, after)).toMatchObject({ add: [], remove: [] });
    }
  });
});
