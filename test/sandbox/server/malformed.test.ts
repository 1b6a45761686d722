/** The sandbox on demand: listings that are none, and pages that lead nowhere. */

import { describe, expect, test } from "vitest";
import { defaultAccount, type Fault } from "../index.ts";
import { call, expectReply, items, lists, type Reply, records, start, zoneId } from "../stage.ts";

const forever = Number.POSITIVE_INFINITY;

describe("a result that is none", () => {
  test.each<[string, Partial<Fault>, unknown]>([
    ["null", { result: null }, null],
    ["missing", {}, undefined],
    ["false", { result: false }, false],
    ["0", { result: 0 }, 0],
    ["{}", { result: {} }, {}],
    ["a text", { result: "none" }, "none"],
  ])("%s / a listing / told with success and the rest of the envelope", async (_, fault, told) => {
    const sandbox = await start();
    sandbox.fault({ kind: "result", match: { path: "/zones" }, ...fault });
    const { status, body } = await call(sandbox, "GET", "/zones");
    expect([status, body.success, body.result]).toEqual([200, true, told]);
    expect(body).toHaveProperty("result_info");
    expect((await call(sandbox, "GET", "/zones")).body.result).toHaveLength(2);
  });

  test.each<[string, Partial<Fault>, unknown]>([
    ["a number", { id: 7 }, 7],
    ["null", { id: null }, null],
    ["missing", {}, undefined],
    ["an object", { id: {} }, {}],
  ])("ids: %s / a listing / every row has it", async (_, fault, told) => {
    const sandbox = await start();
    sandbox.fault({ kind: "row-ids", ...fault });
    const { body } = await call(sandbox, "GET", "/zones");
    expect(body.result.map(({ id }) => id)).toEqual([told, told]);
  });

  test("nested-rows / a listing / one row, which is the rows", async () => {
    const sandbox = await start();
    sandbox.fault({ kind: "nested-rows" });
    expect((await call(sandbox, "GET", "/zones")).body.result).toMatchObject([[{}, { id: zoneId }]]);
  });

  test("a refusal / bent / stays a refusal", async () => {
    const sandbox = await start();
    sandbox.fault({ kind: "result", result: null });
    expectReply(await call(sandbox, "GET", "/zones/nonsense"), 404, 7003);
  });
});

describe("pages that lead nowhere", () => {
  /** Ids of the rows of three pages, followed by number or cursor as a client would. */
  async function threePages(path: string, fault: Fault): Promise<(string | undefined)[][]> {
    const sandbox = await start();
    sandbox.fault({ times: forever, ...fault });
    const pages: Reply[] = [];
    for (let page = 1; page <= 3; page++) {
      const after = pages.at(-1)?.body.result_info.cursors?.after;
      const next = after === undefined ? `page=${page}` : `cursor=${after}`;
      pages.push(await call(sandbox, "GET", `${path}?${next}`));
    }
    for (const { body } of pages) {
      const { result_info: info } = body as unknown as { result_info: Record<string, unknown> };
      expect(info["cursors"] ?? Number(info["total_pages"]) > Number(info["page"])).toBeTruthy();
    }
    return pages.map(({ body }) => body.result.map(({ id }) => id));
  }

  test("lying-pages / followed / empty from the second on", async () => {
    expect(await threePages(records, { kind: "lying-pages" })).toEqual([[expect.any(String)], [], []]);
  });

  test.each([records, items])("%s: page-ignored / followed / the same rows for ever", async (path) => {
    const [first, second, third] = await threePages(path, { kind: "page-ignored" });
    expect([second, third]).toEqual([first, first]);
    expect(first).toHaveLength(1);
  });

  test("cursor-repeats / followed / the same cursor and the same rows", async () => {
    const sandbox = await start();
    sandbox.fault({ kind: "cursor-repeats", times: 2 });
    const first = await call(sandbox, "GET", items);
    const { after } = first.body.result_info.cursors;
    const second = await call(sandbox, "GET", `${items}?cursor=${after}`);
    expect(second.body).toEqual(first.body);
  });

  test.each([records, items])("%s: endless-pages / followed / new rows each time", async (path) => {
    const pages = await threePages(path, { kind: "endless-pages" });
    expect(new Set(pages.flat()).size).toBe(3);
  });
});

describe("replies", () => {
  test("a reply for a path / GETs / stands in for each answer, writes and other paths are spared", async () => {
    const sandbox = await start();
    sandbox.reply({ path: "/client/v4/zones$", body: { success: true, result: null } });
    sandbox.reply({ path: "/rules/lists$", status: 502, body: "<html>oops</html>" });
    for (let n = 0; n < 3; n++) {
      expect((await call(sandbox, "GET", "/zones?per_page=50")).body).toEqual({
        success: true,
        result: null,
      });
    }
    expect(await call(sandbox, "GET", lists)).toMatchObject({ status: 502, text: "<html>oops</html>" });
    expectReply(await call(sandbox, "POST", lists, { name: "new", kind: "ip" }), 200);
    expectReply(await call(sandbox, "GET", records), 200);
    sandbox.clearFaults();
    expect((await call(sandbox, "GET", "/zones")).body.result).toHaveLength(2);
  });
});

describe("operations that an earlier run left pending", () => {
  const pending = {
    settlesAfter: 2,
    append: [{ ip: "198.51.100.9", comment: "late" }],
    remove: ["203.0.113.7"],
  };
  const left = { lists: [{ account: defaultAccount, name: "home_ips", pending }] };
  const ips = (reply: Reply) => reply.body.result.map(({ ip }) => ip);

  test("two more requests / meanwhile / the list is as before and busy, then as the operation wants it", async () => {
    const sandbox = await start();
    sandbox.seed(left);
    const first = await call(sandbox, "GET", items);
    expect(ips(first)).toEqual(["203.0.113.7"]);
    expectReply(await call(sandbox, "POST", items, [{ ip: "192.0.2.1" }]), 429, 10094);
    const later = await call(sandbox, "GET", items);
    expect(ips(later)).toEqual(["198.51.100.9"]);
    const gone = { items: [{ id: first.body.result[0]?.id }] };
    expectReply(await call(sandbox, "DELETE", items, gone), 404, 10036);
    expect(sandbox.lists()[0]?.items).toEqual([{ ip: "198.51.100.9", comment: "late" }]);
  });

  test("the clock / moves on by an hour / the operation waits for its requests", async () => {
    let now = 0;
    const sandbox = await start({ now: () => now });
    sandbox.seed(left);
    now += 3_600_000;
    expect(ips(await call(sandbox, "GET", items))).toEqual(["203.0.113.7"]);
  });

  test("the switch absentListItem / ignored / a removal of what is gone is passed over", async () => {
    const sandbox = await start();
    sandbox.switches.absentListItem = "ignored";
    expectReply(await call(sandbox, "DELETE", items, { items: [{ id: zoneId }] }), 200);
  });
});
