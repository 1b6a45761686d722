/** The sandbox keeps the specification, through real HTTP: WAF lists, their items and operations. */

import { describe, expect, test } from "vitest";
import { defaultAccount } from "../index.ts";
import {
  call,
  expectReply,
  finish,
  items,
  listId,
  lists,
  missingId,
  otherId,
  type Reply,
  start,
} from "../stage.ts";

describe("lists", () => {
  test.each([
    ["upper case", { name: "Home", kind: "ip" }, 200, undefined],
    ["a hyphen", { name: "my-list", kind: "ip" }, 400, 10090],
    ["51 characters", { name: "x".repeat(51), kind: "ip" }, 400, 10090],
    ["no kind", { name: "x" }, 400, 10090],
    ["a long description", { name: "x", kind: "ip", description: "d".repeat(501) }, 400, 10090],
    ["a duplicate name", { name: "home_ips", kind: "ip" }, 400, 10091],
  ])("%s / create a list / %#", async (_, body, status, code) => {
    expectReply(await call(await start(), "POST", lists, body), status, code);
  });

  test("an account without paid zones / second list / quota, text begins with filters.api.", async () => {
    const sandbox = await start({ seed: { lists: [{ account: defaultAccount, name: "one" }] } });
    const reply = await call(sandbox, "POST", lists, { name: "two", kind: "ip" });
    expectReply(reply, 400, 10093);
    expect(reply.body.errors[0]?.message).toMatch(/^filters\.api\./);
  });

  test("a list / read, described, deleted / answers its object each time", async () => {
    const sandbox = await start({ now: () => Date.UTC(2026, 0, 1, 8) });
    const expected = {
      id: listId,
      name: "home_ips",
      kind: "ip",
      num_items: 1,
      num_referencing_filters: 0,
      created_on: "2026-01-01T08:00:00Z",
      modified_on: "2026-01-01T08:00:00Z",
    };
    expect((await call(sandbox, "GET", lists)).body.result).toEqual([expected]);
    const described = await call(sandbox, "PUT", `${lists}/${listId}`, { description: "new", name: "other" });
    expect(described.body.result).toEqual({ ...expected, description: "new" });
    expect((await call(sandbox, "DELETE", `${lists}/${listId}`)).body.result).toEqual({ id: listId });
    expectReply(await call(sandbox, "GET", `${lists}/${listId}`), 404, 10092);
  });

  test("a list in use / deleted / 10031", async () => {
    const used = { id: listId, account: defaultAccount, name: "used", referencingFilters: 1 };
    const sandbox = await start({ seed: { lists: [used] } });
    expectReply(await call(sandbox, "DELETE", `${lists}/${listId}`), 400, 10031);
  });

  test.each([
    ["POST", [], 400, 10090],
    ["POST", { ip: "192.0.2.1" }, 400, 10090],
    ["POST", [{ ip: "nope" }], 400, 10035],
    ["POST", [{ ip: "10.0.0.0/7" }], 400, 10035],
    ["POST", [{ ip: "2001:db8::/11" }], 400, 10035],
    ["POST", [{ ip: "192.0.2.1", comment: "c".repeat(501) }], 400, 10035],
    ["POST", [{ ip: "192.0.2.1" }, { ip: "192.0.2.1/32" }], 400, 10028],
    ["PUT", [{ ip: "2001:db8::1/64" }, { ip: "2001:db8::2/64" }], 400, 10028],
    ["DELETE", { items: [] }, 400, 10090],
    ["PUT", [], 200, undefined],
  ])("%s %j / to the items / %i %s", async (method, body, status, code) => {
    expectReply(await call(await start(), method, items, body), status, code);
  });

  test.each([
    ["192.0.2.1/32", "192.0.2.1"],
    ["192.0.2.77/24", "192.0.2.0/24"],
    ["10.200.0.0/8", "10.0.0.0/8"],
    ["2001:DB8::1/128", "2001:db8::1"],
    ["2001:db8:0:1:ffff::/64", "2001:db8:0:1::/64"],
    ["2001:dbf::/12", "2000::/12"],
  ])("item %s / added / kept as %s", async (ip, kept) => {
    const sandbox = await start();
    await finish(sandbox, await call(sandbox, "PUT", items, [{ ip }]));
    expect(sandbox.lists()[0]?.items).toEqual([{ ip: kept, comment: "" }]);
  });

  test("an item that is there / posted again / keeps its id and takes the new comment", async () => {
    const sandbox = await start();
    const before = (await call(sandbox, "GET", items)).body.result;
    const body = [{ ip: "203.0.113.7/32", comment: "new" }, { ip: "198.51.100.1" }];
    const started = await call(sandbox, "POST", items, body);
    expect(Object.keys(started.body.result)).toEqual(["operation_id"]);
    // nothing shows before the operation is completed
    expect((await call(sandbox, "GET", items)).body.result).toEqual(before);
    expect((await finish(sandbox, started)).status).toBe("completed");
    const after = (await call(sandbox, "GET", items)).body.result;
    expect(after).toMatchObject([
      { ip: "198.51.100.1" },
      { id: before[0]?.id, ip: "203.0.113.7", comment: "new" },
    ]);
    expect(Object.keys(after[0] ?? {})).toEqual(["id", "ip", "created_on", "modified_on"]);
  });

  test("an item / deleted by id / is gone on completion", async () => {
    const sandbox = await start();
    const [item] = (await call(sandbox, "GET", items)).body.result;
    await finish(sandbox, await call(sandbox, "DELETE", items, { items: [{ id: item?.id }] }));
    expect(sandbox.lists()).toEqual([
      { account: defaultAccount, name: "home_ips", description: "", items: [] },
    ]);
  });

  test("60 items / read by cursor / 25 a page, sorted, the last without after", async () => {
    const sandbox = await start();
    const many = Array.from({ length: 59 }, (_, n) => ({ ip: n === 0 ? "2001:db8::1" : `9.0.0.${n}` }));
    sandbox.seed({ lists: [{ account: defaultAccount, name: "home_ips", items: many }] });
    const sizes: number[] = [];
    const seen: string[] = [];
    let cursor: string | undefined = "";
    while (cursor !== undefined) {
      const { body }: Reply = await call(sandbox, "GET", `${items}?cursor=${cursor}`);
      sizes.push(body.result.length);
      seen.push(...body.result.map(({ ip }) => ip));
      cursor = body.result_info.cursors.after;
    }
    expect(sizes).toEqual([25, 25, 10]);
    expect([seen[0], seen[9], seen[58], seen[59]]).toEqual([
      "9.0.0.1",
      "9.0.0.10",
      "203.0.113.7",
      "2001:db8::1",
    ]);
    expect((await call(sandbox, "GET", `${items}?search=9.0.0.5&per_page=500`)).body.result).toHaveLength(10);
    expectReply(await call(sandbox, "GET", `${items}?cursor=nonsense`), 400, 10090);
  });

  test("three polls wanted / polled / pending, running, completed", async () => {
    const sandbox = await start({ listOperationPolls: 3 });
    const started = await call(sandbox, "PUT", items, []);
    const statuses = [];
    for (let poll = 0; poll < 4; poll++) statuses.push((await finish(sandbox, started)).status);
    expect(statuses).toEqual(["pending", "running", "completed", "completed"]);
  });

  test("an operation nobody polls / the clock moves on / it ends by itself", async () => {
    let now = Date.UTC(2026, 0, 1);
    const sandbox = await start({ now: () => now, listOperationPolls: 99 });
    const started = await call(sandbox, "PUT", items, []);
    now += 4900;
    expectReply(await call(sandbox, "PUT", items, []), 429, 10094);
    expect((await finish(sandbox, started)).status).toBe("running");
    now += 100;
    expectReply(await call(sandbox, "PUT", items, []), 200);
    expect(await finish(sandbox, started)).toMatchObject({
      status: "completed",
      completed: "2026-01-01T00:00:05Z",
    });
  });

  test("a pending operation / write in this and another account / only this one is busy", async () => {
    const sandbox = await start();
    sandbox.seed({ lists: [{ id: otherId, account: missingId, name: "other" }] });
    await call(sandbox, "PUT", items, []);
    const busy = await call(sandbox, "POST", items, [{ ip: "192.0.2.1" }]);
    expectReply(busy, 429, 10094);
    expect(busy.headers.get("retry-after")).toBeNull();
    expectReply(await call(sandbox, "PUT", `/accounts/${missingId}/rules/lists/${otherId}/items`, []), 200);
  });

  test("more items than the account may hold / posted / the operation fails and nothing changes", async () => {
    const sandbox = await start();
    const full = Array.from({ length: 9999 }, (_, n) => ({ ip: `10.0.${n >> 8}.${n & 255}` }));
    sandbox.seed({ lists: [{ account: defaultAccount, name: "home_ips", items: full }] });
    const operation = await finish(sandbox, await call(sandbox, "POST", items, [{ ip: "192.0.2.1" }]));
    expect(operation).toMatchObject({
      status: "failed",
      error: "This list is at the maximum number of items",
    });
    expect(sandbox.lists()[0]?.items).toHaveLength(10_000);
  });

  test("an unknown operation / polled / 404", async () => {
    expectReply(await call(await start(), "GET", `${lists}/bulk_operations/${missingId}`), 404, 10095);
  });
});
