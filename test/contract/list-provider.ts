/** What any ListProvider must keep, case by case as the comments of src/ports.ts promise it. */

import { afterEach, describe, expect, test } from "vitest";
import { DdnsError } from "../../src/core/errors.ts";
import type { CloudflareList, ListItem, NewListItem } from "../../src/core/list/list.ts";
import type { ListProvider } from "../../src/ports.ts";
import { prefixFrom } from "../unit/core/values.ts";

export const ACCOUNT = "0123456789abcdef0123456789abcdef";

export interface ListStage {
  readonly lists: ListProvider;
  plant(
    name: string,
    items: readonly { readonly ip: string; readonly comment?: string }[],
    kind?: string,
  ): void;
  /** `prefix comment`, sorted. */
  held(name: string): readonly string[];
  loseNextAnswer(): void;
  close(): Promise<void>;
}

const running = new AbortController().signal;

export function listContract(name: string, open: () => Promise<ListStage>): void {
  const stages: ListStage[] = [];
  afterEach(async () => {
    for (const stage of stages.splice(0)) await stage.close();
  });

  async function stageWith(items: readonly { readonly ip: string; readonly comment?: string }[] = []) {
    const stage = await open();
    stages.push(stage);
    stage.plant("home", items);
    const all = await stage.lists.lists(ACCOUNT, running);
    return { ...stage, list: all.find((list) => list.name === "home") as CloudflareList };
  }

  describe(`${name}: lists`, () => {
    test("lists of two kinds / list / both, with kind and account", async () => {
      const stage = await stageWith();
      stage.plant("redirects", [], "redirect");
      const all = await stage.lists.lists(ACCOUNT, running);
      expect(all.map(({ name, holdsOther, accountId }) => [name, holdsOther, accountId])).toEqual(
        expect.arrayContaining([
          ["home", undefined, ACCOUNT],
          ["redirects", "redirects", ACCOUNT],
        ]),
      );
    });

    test("no such list / create / an empty list of kind ip with its description, found by the next listing", async () => {
      const { lists, held } = await stageWith();
      const made = await create(lists, { name: "office", description: "made here" }, running);
      expect(made).toMatchObject({
        name: "office",
        holdsOther: undefined,
        description: "made here",
        accountId: ACCOUNT,
      });
      expect(await lists.lists(ACCOUNT, running)).toContainEqual(made);
      expect(held("office")).toEqual([]);
    });

    test("a list of that name / create it again / rejects with a DdnsError, the list stays", async () => {
      const { lists, held } = await stageWith([{ ip: "203.0.113.7" }]);
      expect(await codeOf(create(lists, { name: "home", description: "" }, running))).not.toBe("resolved");
      expect(held("home")).toEqual(["203.0.113.7/32 "]);
    });
  });

  describe(`${name}: items`, () => {
    test("1,203 items / read / every one over all pages, with ids, prefixes and comments", async () => {
      const many = Array.from({ length: 1203 }, (_, index) => ({
        ip: `10.${index >> 8}.${index & 255}.1`,
        comment: `no ${index}`,
      }));
      const { lists, list } = await stageWith(many);
      const items = await lists.items(list, running);
      expect(new Set(items.map(({ id }) => id)).size).toBe(1203);
      expect(items.map(({ prefix, comment }) => `${prefix} ${comment}`).sort()).toEqual(
        many.map(({ ip, comment }) => `${ip}/32 ${comment}`).sort(),
      );
    });

    test("an item / append another and the same with a new comment / two items, one id kept, comment new", async () => {
      const { lists, list, held } = await stageWith([{ ip: "203.0.113.7", comment: "old" }]);
      await append(lists, list, [item("203.0.113.7/32", "new"), item("2001:db8:1::/64", "six")]);
      expect(held("home")).toEqual(["2001:db8:1::/64 six", "203.0.113.7/32 new"]);
    });

    test("two items / remove one by id / the other stays", async () => {
      const { lists, list, held } = await stageWith([{ ip: "203.0.113.7" }, { ip: "203.0.113.8" }]);
      const [first] = (await lists.items(list, running)).filter(({ prefix }) => prefix === "203.0.113.7/32");
      await lists.write(list, change([], first === undefined ? [] : [first]), running);
      expect(held("home")).toEqual(["203.0.113.8/32 "]);
    });

    test("items / replace / exactly the new ones", async () => {
      const { lists, list, held } = await stageWith([
        { ip: "203.0.113.7", comment: "a" },
        { ip: "203.0.113.8" },
      ]);
      const [, second] = await lists.items(list, running);
      const after = [item("203.0.113.7/32", "a"), item("198.51.100.0/24", "net")];
      const remove = second === undefined ? [] : [second];
      await lists.write(list, { add: [item("198.51.100.0/24", "net")], remove, after }, running);
      expect(held("home")).toEqual(["198.51.100.0/24 net", "203.0.113.7/32 a"]);
    });

    test("two writes at the same time / both / each is complete when it resolves", async () => {
      const { lists, list, held } = await stageWith();
      await Promise.all([
        append(lists, list, [item("203.0.113.7/32", "")]),
        append(lists, list, [item("203.0.113.8/32", "")]),
      ]);
      expect(held("home")).toEqual(["203.0.113.7/32 ", "203.0.113.8/32 "]);
    });

    test("the answer is lost / append / rejects with WRITE_UNCONFIRMED, and it was sent once", async () => {
      const { lists, list, loseNextAnswer } = await stageWith();
      loseNextAnswer();
      expect(await codeOf(append(lists, list, [item("203.0.113.7/32", "")]))).toBe("WRITE_UNCONFIRMED");
    });

    test("a list that is gone / read and append / rejects with ZONE_NOT_FOUND", async () => {
      const { lists, list } = await stageWith();
      const gone = { ...list, id: "00000000000000000000000000000009" };
      expect(await codeOf(lists.items(gone, running))).toBe("ZONE_NOT_FOUND");
      expect(await codeOf(append(lists, gone, [item("203.0.113.7/32", "")]))).toBe("ZONE_NOT_FOUND");
    });
  });

  test(`${name}: a stopped signal / every method / rejects with ABORTED and changes nothing`, async () => {
    const { lists, list, held } = await stageWith([{ ip: "203.0.113.7" }]);
    const stopped = AbortSignal.abort();
    const works = [
      lists.lists(ACCOUNT, stopped),
      lists.items(list, stopped),
      create(lists, { name: "x", description: "" }, stopped),
      lists.write(list, change([item("203.0.113.9/32", "")], []), stopped),
    ];
    expect(await Promise.all(works.map(codeOf))).toEqual(works.map(() => "ABORTED"));
    expect(held("home")).toEqual(["203.0.113.7/32 "]);
  });
}

function item(prefix: string, comment: string) {
  return { prefix: prefixFrom(prefix), comment };
}

function change(add: readonly NewListItem[], remove: readonly ListItem[]) {
  return { add, remove, after: add };
}

function append(lists: ListProvider, list: CloudflareList, items: readonly NewListItem[]) {
  return lists.write(list, change(items, []), running);
}

async function create(
  lists: ListProvider,
  list: { readonly name: string; readonly description: string },
  signal: AbortSignal,
): Promise<CloudflareList> {
  if (lists.create === undefined) throw new Error("lists of this kind are not made here");
  return await lists.create(ACCOUNT, list, signal);
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => "resolved",
    (thrown: unknown) => (thrown instanceof DdnsError ? thrown.code : "not a DdnsError"),
  );
}
