/** Listings come whole or not at all: what is none is refused, and a server that never ends is not followed. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Entry, everyCursor, everyEntry, everyPage } from "../../src/adapters/cloudflare/listing.ts";
import { DdnsError } from "../../src/core/errors.ts";

const LISTING = { task: "list the things", key: "id" };

/** What the SDK makes of an answer: its own reading beside the body as it came. */
const answer = (result: unknown, info?: unknown) => ({
  result: [],
  body: { result, ...(info === undefined ? {} : { result_info: info }) },
});
const entries = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `id-${from + index}` }));

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "read",
    (error: unknown) => (error instanceof DdnsError ? error.code : "foreign"),
  );
}

describe("what is no listing", () => {
  const NONE: readonly (readonly [string, object])[] = [
    ["null", answer(null)],
    ["missing", { result: [], body: {} }],
    ["false", answer(false)],
    ["0", answer(0)],
    ["an empty text", answer("")],
    ["a text", answer("[]")],
    ["an object", answer({})],
    ["an object with entries inside", answer({ items: entries(1, 2), length: 2 })],
    ["no body", { result: [] }],
    ["a null among the entries", answer([{ id: "a" }, null])],
    ["texts", answer(["a", "b"])],
    ["lists of entries", answer([entries(1, 1)])],
    ["an entry without id", answer([{ id: "a" }, { name: "b" }])],
    ["an id that is a number", answer([{ id: 7 }])],
    ["an id that is an object", answer([{ id: { a: 1 } }])],
    ["an id that is null", answer([{ id: null }])],
    ["an empty id", answer([{ id: "" }])],
    ["an id in a list", answer([{ id: ["a"] }])],
  ];

  test.each(NONE)(
    "%s / read as pages, by cursor, in one piece / RESPONSE_MALFORMED",
    async (_title, page) => {
      expect(await codeOf(everyPage(LISTING, 5, async () => page))).toBe("RESPONSE_MALFORMED");
      expect(await codeOf(everyCursor(LISTING, async () => page))).toBe("RESPONSE_MALFORMED");
      expect(() => everyEntry(LISTING, page)).toThrow(/The answer to "list the things" cannot be right/);
    },
  );

  test("anything at all / read / entries with texts as ids, or RESPONSE_MALFORMED", async () => {
    const result = fc.oneof(
      fc.jsonValue(),
      fc.array(fc.record({ id: fc.jsonValue() }, { requiredKeys: [] }), { maxLength: 4 }),
    );
    await fc.assert(
      fc.asyncProperty(result, fc.jsonValue(), async (value, info) => {
        const all = await everyPage(LISTING, 3, async () => answer(value, info)).catch((thrown) => thrown);
        if (all instanceof Error) expect(all).toMatchObject({ code: "RESPONSE_MALFORMED" });
        else expect(all.every(({ id }: Entry) => typeof id === "string" && id !== "")).toBe(true);
      }),
    );
  });

  test("another key / read / told apart by it", () => {
    const page = answer([{ value: "203.0.113.7" }, { value: "203.0.113.8" }]);
    expect(everyEntry({ task: "read a list", key: "value" }, page)).toHaveLength(2);
    expect(() => everyEntry(LISTING, page)).toThrow(/no text as id/);
  });
});

describe("pages", () => {
  const page = (from: number, count: number, info?: unknown) => answer(entries(from, count), info);

  test.each<[string, readonly object[], number, number]>([
    ["one page, said so / read / one request", [page(0, 5, { total_pages: 1 })], 5, 1],
    [
      "three pages / read / all",
      [page(0, 5, { total_pages: 3 }), page(5, 5, { total_pages: 3 }), page(10, 2, { total_pages: 3 })],
      12,
      3,
    ],
    ["nothing said, a short page / read / one request", [page(0, 3)], 3, 1],
    ["nothing said, a full page / read / the next one too (was: left out)", [page(0, 5), page(5, 2)], 7, 2],
    ["nothing said, exactly full / read / the empty one ends it", [page(0, 5)], 5, 2],
    ["no entries, zero pages / read / one request", [page(0, 0, { total_pages: 0 })], 0, 1],
    ["a thousand million pages / read / the empty one ends it", [page(0, 5, { total_pages: 1e9 })], 5, 2],
    ["a page that moved / read / what stands on two pages counts once", [page(0, 5), page(3, 4)], 7, 2],
    [
      "counts that are no numbers / read / as if nothing was said",
      [page(0, 5, { total_pages: "9", total_count: null }), page(5, 1, [])],
      6,
      2,
    ],
  ])("%s", async (_title, pages, count, requests) => {
    let asked = 0;
    const all = await everyPage(LISTING, 5, async () => pages[asked++] ?? page(0, 0, { total_pages: 1e9 }));
    expect([all.length, asked]).toEqual([count, requests]);
  });

  test("the server ignores the page number / read / ends after the repetition", async () => {
    let asked = 0;
    const same = async () => {
      asked += 1;
      return page(0, 5, { total_pages: 1e9 });
    };
    expect(await everyPage(LISTING, 5, same)).toHaveLength(5);
    expect(asked).toBe(2);
  });

  test("the pages repeat although more was promised / read / refused: a part is no listing", async () => {
    const same = async () => page(0, 5, { total_pages: 3, total_count: 12 });
    expect(await codeOf(everyPage(LISTING, 5, same))).toBe("RESPONSE_MALFORMED");
  });

  test.each([
    ["of one entry", 1, 200],
    ["of a thousand", 1000, 21],
  ])("new pages %s for ever / read / refused in time", async (_title, size, most) => {
    let asked = 0;
    const endless = async (number: number) => {
      asked += 1;
      return page(number * size, size, { total_pages: 1e9, total_count: 1e12 });
    };
    expect(await codeOf(everyPage(LISTING, size, endless))).toBe("RESPONSE_MALFORMED");
    expect(asked).toBeLessThanOrEqual(most + 1);
  });
});

describe("cursors", () => {
  const part = (from: number, count: number, after?: unknown) =>
    answer(entries(from, count), { cursors: { after } });

  test.each<[string, readonly object[], number, number]>([
    ["no cursor / read / one request", [part(0, 5)], 5, 1],
    ["two cursors / read / all", [part(0, 5, "a"), part(5, 5, "b"), part(10, 1)], 11, 3],
    ["the same cursor again / read / it is not followed twice", [part(0, 5, "a"), part(5, 5, "a")], 10, 2],
    ["a cursor behind nothing new / read / it ends there", [part(0, 5, "a"), part(0, 5, "b")], 5, 2],
    ["an empty cursor / read / the end", [part(0, 5, "")], 5, 1],
    ["a cursor that is no text / read / the end", [part(0, 5, { a: 1 })], 5, 1],
    ["no cursors at all / read / the end", [answer(entries(0, 5), null)], 5, 1],
  ])("%s", async (_title, parts, count, requests) => {
    let asked = 0;
    const all = await everyCursor(LISTING, async () => parts[asked++] ?? part(99, 1));
    expect([all.length, asked]).toEqual([count, requests]);
  });

  test("new cursors and new entries for ever / read / refused in time", async () => {
    let asked = 0;
    const endless = async () => {
      asked += 1;
      return part(asked, 1, `cursor-${asked}`);
    };
    expect(await codeOf(everyCursor(LISTING, endless))).toBe("RESPONSE_MALFORMED");
    expect(asked).toBeLessThanOrEqual(201);
  });
});
