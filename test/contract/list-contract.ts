/** The suite itself: one promise a test, for a kind of list and one provider of it. */

import { describe, expect, test } from "vitest";
import { type ListKind, traitsOf } from "../../src/core/list/kinds.ts";
import {
  ACCOUNT,
  changeOf,
  codeOf,
  type ListStage,
  listNamed,
  newItem,
  OTHER_ACCOUNT,
  opened,
  running,
  toldOf,
  type Written,
  write,
} from "./list-provider.ts";

export function listContract(kind: ListKind, where: string, open: () => Promise<ListStage>): void {
  const traits = traitsOf(kind);
  /** Items of a kind that is owned by memory have no comments. */
  const said = (...items: readonly Written[]): readonly Written[] =>
    items.map((item) => (traits.owned === "by-comment" ? item : (item.split(" ")[0] ?? ""))).sort();
  const home = (...items: readonly Written[]) => opened(open, items);

  describe(`${traits.noun}, ${where}: lists`, () => {
    test("lists of two accounts / list one / its own alone, with kind and account", async () => {
      const stage = await home();
      stage.plant("office", []);
      stage.plant("elsewhere", [], OTHER_ACCOUNT);
      const all = await stage.lists.lists(ACCOUNT, running);
      expect(all.map((list) => list.name).sort()).toEqual(["home", "office"]);
      for (const list of all) expect(list).toMatchObject({ kind, accountId: ACCOUNT, holdsOther: undefined });
      expect(new Set(all.map(({ id }) => id)).size).toBe(2);
    });

    test("a list that holds no addresses / list / told so", async () => {
      const stage = await home();
      if (!stage.plantOther("things")) return;
      expect((await listNamed(stage.lists, "things")).holdsOther).toMatch(/\w/);
      expect((await listNamed(stage.lists, "home")).holdsOther).toBeUndefined();
    });

    unless(
      !traits.isCreated,
      "no such list / create / an empty one for addresses with its description, found by the next listing",
      async () => {
        const { lists, held } = await home();
        const made = await lists.create?.(ACCOUNT, { name: "office", description: "made here" }, running);
        expect(made).toMatchObject({
          kind,
          name: "office",
          holdsOther: undefined,
          description: "made here",
          accountId: ACCOUNT,
        });
        expect(await lists.lists(ACCOUNT, running)).toContainEqual(made);
        expect(held("office")).toEqual([]);
      },
    );

    unless(
      !traits.isCreated,
      "a list of that name / create it again / rejects with a DdnsError, the list stays",
      async () => {
        const { lists, held } = await home("203.0.113.7 mine");
        const again = lists.create?.(ACCOUNT, { name: "home", description: "" }, running);
        expect(await codeOf(Promise.resolve(again))).not.toMatch(/resolved|not a DdnsError/);
        expect(held("home")).toEqual(["203.0.113.7/32 mine"]);
      },
    );

    unless(traits.isCreated, "a kind that people make / create / there is no such method", async () => {
      expect((await home()).lists.create).toBeUndefined();
    });
  });

  describe(`${traits.noun}, ${where}: items`, () => {
    test("none / read / none", async () => {
      const { lists, list } = await home();
      expect(await lists.items(list, running)).toEqual([]);
    });

    test("950 items / read / every one, over all pages, with ids, prefixes and comments", async () => {
      const many = Array.from({ length: 950 }, (_, n) => `10.${n >> 8}.${n & 255}.1/32 no ${n}`);
      const { lists, list } = await home(...many);
      const items = await lists.items(list, running);
      expect(new Set(items.map(({ id }) => id)).size).toBe(950);
      expect(items.map(({ prefix, comment }) => `${prefix} ${comment}`.trim()).sort()).toEqual(said(...many));
    });

    test("ours and somebody else's / add / one more, the others and the list itself as they were", async () => {
      const { lists, list, held, rest } = await home("203.0.113.7 mine", "192.0.2.0/24 by hand");
      const before = rest("home");
      expect(await write(lists, list, { add: ["198.51.100.9/32 new"] })).toEqual({ status: "applied" });
      expect(held("home")).toEqual(
        said("203.0.113.7/32 mine", "192.0.2.0/24 by hand", "198.51.100.9/32 new"),
      );
      expect(rest("home")).toEqual(before);
    });

    test("three items / remove one / the other two, as they were", async () => {
      const { lists, list, held, rest } = await home("203.0.113.7 a", "203.0.113.8 b", "192.0.2.0/24 c");
      const before = rest("home");
      expect(await write(lists, list, { remove: ["203.0.113.7/32"] })).toEqual({ status: "applied" });
      expect(held("home")).toEqual(said("203.0.113.8/32 b", "192.0.2.0/24 c"));
      expect(rest("home")).toEqual(before);
    });

    test("an exchange / in one write / both done, nothing else touched", async () => {
      const { lists, list, held, rest } = await home("203.0.113.7 mine", "192.0.2.0/24 by hand");
      const before = rest("home");
      const change = { add: ["198.51.100.9/32 mine"], remove: ["203.0.113.7/32"] };
      expect(await write(lists, list, change)).toEqual({ status: "applied" });
      expect(held("home")).toEqual(said("198.51.100.9/32 mine", "192.0.2.0/24 by hand"));
      expect(rest("home")).toEqual(before);
    });

    test("the last item / remove / an empty list", async () => {
      const { lists, list, held } = await home("203.0.113.7 mine");
      expect(await write(lists, list, { remove: ["203.0.113.7/32"] })).toEqual({ status: "applied" });
      expect(held("home")).toEqual([]);
    });

    const ends = ([4, 6] as const).flatMap((family) =>
      (traits.holds[family] ?? []).map((length) =>
        family === 4 ? (length === 32 ? "10.0.0.0/32" : `10.0.0.0/${length}`) : `2001:db0::/${length}`,
      ),
    );
    test.each(ends.filter((prefix) => prefix !== "2001:db0::/12"))(
      "%s, which the kind can hold / add / there",
      async (prefix) => {
        const { lists, list, held } = await home();
        expect(await write(lists, list, { add: [prefix] })).toEqual({ status: "applied" });
        expect(held("home")).toEqual([prefix]);
      },
    );

    const refused: (readonly [why: string, prefix: string])[] = [
      ["wider than it can hold", `10.0.0.0/${(traits.holds[4]?.[0] ?? 1) - 1}`],
    ];
    if (traits.holds[6] === undefined) refused.push(["of a family that it cannot hold", "2001:db8::/64"]);
    test.each(refused)(
      "a prefix %s: %s / add / refused with a DdnsError, nothing changes",
      async (_, prefix) => {
        const { lists, list, held } = await home("203.0.113.7 mine");
        expect(await toldOf(write(lists, list, { add: [prefix] }))).not.toMatch(/applied|not a DdnsError/);
        expect(held("home")).toEqual(said("203.0.113.7/32 mine"));
      },
    );
  });

  describe(`${traits.noun}, ${where}: others at the same time`, () => {
    unless(
      traits.listedWithItems,
      "an item to remove is gone meanwhile / write / stale; read and planned again / done",
      async () => {
        const { lists, others, list, held } = await home("203.0.113.7 mine", "192.0.2.0/24 by hand");
        const change = await changeOf(lists, list, { remove: ["203.0.113.7/32"] });
        await write(others, list, { remove: ["203.0.113.7/32"] });
        expect(await lists.write(list, change, running)).toMatchObject({ status: "stale" });
        expect((await lists.items(list, running)).map(({ prefix }) => prefix)).toEqual(["192.0.2.0/24"]);
        expect(held("home")).toEqual(["192.0.2.0/24 by hand"]);
      },
    );

    test("an item to add is there meanwhile / write / applied or stale, and it is there once", async () => {
      const { lists, others, list, held } = await home("192.0.2.0/24 by hand");
      const change = await changeOf(lists, list, { add: ["203.0.113.7 mine"] });
      await write(others, await listNamed(others, "home"), { add: ["203.0.113.7 mine"] });
      expect((await lists.write(list, change, running)).status).toMatch(/^(applied|stale)$/);
      expect(held("home")).toEqual(said("203.0.113.7/32 mine", "192.0.2.0/24 by hand"));
    });

    unless(
      traits.listedWithItems,
      "two writes at once / both / each is complete when it resolves",
      async () => {
        const { lists, list, held } = await home();
        await Promise.all(
          ["203.0.113.7", "203.0.113.8"].map((prefix) => write(lists, list, { add: [prefix] })),
        );
        expect(held("home")).toEqual(["203.0.113.7/32", "203.0.113.8/32"]);
      },
    );

    test("a list that is gone / read, write / ZONE_NOT_FOUND, and the write may leave that to the next reading", async () => {
      const { lists, list } = await home();
      const change = { add: [newItem("203.0.113.7")], remove: [], after: [newItem("203.0.113.7")] };
      const gone = Object.assign(list, { id: "00000000000000000000000000000009" });
      if (!traits.listedWithItems) expect(await codeOf(lists.items(gone, running))).toBe("ZONE_NOT_FOUND");
      expect(await toldOf(lists.write(gone, change, running))).toMatch(/^(ZONE_NOT_FOUND|stale)$/);
    });
  });

  describe(`${traits.noun}, ${where}: answers that never come`, () => {
    test("the answer is lost / write / rejects with WRITE_UNCONFIRMED, and a reading shows it done", async () => {
      const { lists, list, loseNextAnswer } = await home();
      const change = await changeOf(lists, list, { add: ["203.0.113.7"] });
      loseNextAnswer();
      expect(await codeOf(lists.write(list, change, running))).toBe("WRITE_UNCONFIRMED");
      await expect
        .poll(async () => (await lists.items(await listNamed(lists, "home"), running)).length)
        .toBe(1);
    });

    test("a stopped signal / every method / rejects with ABORTED and changes nothing", async () => {
      const { lists, list, held } = await home("203.0.113.7 mine");
      const change = await changeOf(lists, list, { add: ["203.0.113.9"] });
      const stopped = AbortSignal.abort();
      const works = [
        lists.lists(ACCOUNT, stopped),
        ...(traits.listedWithItems ? [] : [lists.items(list, stopped)]),
        ...(lists.create === undefined
          ? []
          : [lists.create(ACCOUNT, { name: "x", description: "" }, stopped)]),
        lists.write(list, change, stopped),
      ];
      expect(await Promise.all(works.map(codeOf))).toEqual(works.map(() => "ABORTED"));
      expect(held("home")).toEqual(said("203.0.113.7/32 mine"));
    });
  });
}

/** A promise that this kind of list does not make is no test of it: a skip would say that something is missing here. */
function unless(doesNotApply: boolean, name: string, body: () => Promise<void>): void {
  if (!doesNotApply) test(name, body);
}
