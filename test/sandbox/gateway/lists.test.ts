/** The sandbox keeps reference/zero-trust.md, through real HTTP: Zero Trust lists and their items. */

import { describe, expect, test } from "vitest";
import { defaultAccount, type Sandbox, type SandboxSeed } from "../index.ts";
import { call, expectReply, missingId, start, withToken } from "../stage.ts";

const all = `/accounts/${defaultAccount}/gateway/lists`;
const listId = "f174e90a-fafe-4643-bbbc-4a0ed4fc8415";
const one = `${all}/${listId}`;
const otherAccount = "fedcba9876543210fedcba9876543210";
const office = { value: "192.0.2.0/24", description: "office" };
const home = { value: "203.0.113.7", description: "home" };
const seed: SandboxSeed = {
  zeroTrustLists: [
    { id: listId, account: defaultAccount, name: "Home IPs", description: "ours", items: [office, home] },
    { account: defaultAccount, name: "Laptops", type: "SERIAL", items: [{ value: "8GE8721REF" }] },
    { account: otherAccount, name: "Elsewhere" },
  ],
};

function valuesIn(sandbox: Sandbox, name = "Home IPs"): string[] {
  const list = sandbox.zeroTrustLists().find((held) => held.name === name);
  return (list?.items ?? []).map(({ value, description }) => `${value} ${description}`.trim());
}

const numbered = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => ({ value: `10.${(n + from) >> 8}.${(n + from) & 255}.1` }));

describe("the lists", () => {
  test("two in the account / listed / both without their items, in order of creation, no pages", async () => {
    const { body } = await call(await start({ seed }), "GET", all);
    expect(body.result).toMatchObject([
      { id: listId, name: "Home IPs", type: "IP", description: "ours", count: 2 },
      { name: "Laptops", type: "SERIAL", count: 1 },
    ]);
    expect(Object.keys(body.result[0] ?? {})).not.toContain("items");
    expect(body).not.toHaveProperty("result_info");
  });

  test.each([
    ["type=SERIAL", ["Laptops"]],
    ["search=HOME", ["Home IPs"]],
    ["search=ours", ["Home IPs"]],
    ["filter=name:lap", ["Laptops"]],
    ["filter=item_count:2", ["Home IPs"]],
    [`filter=id:${listId.replaceAll("-", "").slice(0, 12)}`, ["Home IPs"]],
    ["filter=type:IP&filter=name:lap", []],
    ["order_by=name&direction=desc", ["Laptops", "Home IPs"]],
    ["order_by=item_count", ["Laptops", "Home IPs"]],
  ])("?%s / listed / %o", async (query, names) => {
    const { body } = await call(await start({ seed }), "GET", `${all}?${query}`);
    expect(body.result.map(({ name }) => name)).toEqual(names);
  });

  test("a filter by a field that is none / listed / refused", async () => {
    expectReply(await call(await start({ seed }), "GET", `${all}?filter=owner:me`), 400, 19970);
  });

  test.each([
    ["no such list", "GET", `${all}/${missingId}`],
    ["a list of another account", "PATCH", `/accounts/${otherAccount}/gateway/lists/${listId}`],
  ])("%s / %s / 404", async (_, method, path) => {
    const body = method === "GET" ? undefined : { remove: [] };
    expectReply(await call(await start({ seed }), method, path, body), 404, 19974);
  });

  test("an id that is none / asked / 7003, while a UUID is one", async () => {
    const sandbox = await start({ seed });
    expectReply(await call(sandbox, "GET", `${all}/Home%20IPs`), 404, 7003);
    expectReply(await call(sandbox, "GET", one), 200);
    expectReply(await call(sandbox, "GET", `/zones/${listId}`), 404, 7003);
  });

  test("every type / created with an item / there, with a UUID and its items told", async () => {
    const sandbox = await start({ seed });
    const types = ["SERIAL", "URL", "DOMAIN", "EMAIL", "IP", "CATEGORY", "LOCATION", "DEVICE", "AAGUID"];
    for (const type of types) {
      const items = [{ value: type === "IP" ? "2001:db8::/32" : "anything", description: "one" }];
      const reply = await call(sandbox, "POST", all, { name: `my ${type}`, type, items });
      expectReply(reply, 200);
      expect(reply.body.result).toMatchObject({ type, description: "", items });
      expect(reply.body.result.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    }
    expect(sandbox.zeroTrustLists()).toHaveLength(3 + types.length);
  });

  test.each([
    ["no type", { name: "x" }, 400, 19970],
    ["an unknown type", { name: "x", type: "ip" }, 400, 19970],
    ["no name", { type: "IP" }, 400, 19970],
    ["a name that is taken", { name: "Home IPs", type: "IP" }, 409, 19971],
    ["an item that is no address", { name: "x", type: "IP", items: [{ value: "home" }] }, 400, 19970],
    ["one prefix in two spellings", { name: "x", type: "IP", items: twice() }, 400, 19971],
    ["items that are no array", { name: "x", type: "IP", items: { value: "::1" } }, 400, 19970],
    ["1,001 items", { name: "x", type: "IP", items: numbered(1001) }, 400, 19973],
  ])("%s / created / refused", async (_, body, status, code) => {
    const sandbox = await start({ seed });
    expectReply(await call(sandbox, "POST", all, body), status, code);
    // Nothing half done is left behind.
    expect(sandbox.zeroTrustLists().map(({ name }) => name)).toEqual(["Home IPs", "Laptops", "Elsewhere"]);
  });

  test("100 lists / one more / refused", async () => {
    const many = Array.from({ length: 100 }, (_, n) => ({ account: defaultAccount, name: `list ${n}` }));
    const sandbox = await start({ seed: { zeroTrustLists: many } });
    expectReply(await call(sandbox, "POST", all, { name: "one more", type: "IP" }), 400, 19973);
  });

  test("PUT without items and description / sent / items stay, the description is reset", async () => {
    const sandbox = await start({ seed });
    expectReply(await call(sandbox, "PUT", one, { name: "Home" }), 200);
    expect(valuesIn(sandbox, "Home")).toEqual(["192.0.2.0/24 office", "203.0.113.7 home"]);
    expect(sandbox.zeroTrustLists()[0]?.description).toBe("");
  });

  test("PUT with items / sent / they are all there is", async () => {
    const sandbox = await start({ seed });
    expectReply(await call(sandbox, "PUT", one, { name: "Home IPs", items: [{ value: "::1" }] }), 200);
    expect(valuesIn(sandbox)).toEqual(["::1"]);
  });

  test("PUT with another type / sent / refused, as a type never changes", async () => {
    expectReply(await call(await start({ seed }), "PUT", one, { name: "x", type: "URL" }), 400, 19970);
  });

  test("DELETE / sent, asked again / gone", async () => {
    const sandbox = await start({ seed });
    expectReply(await call(sandbox, "DELETE", one), 200);
    expectReply(await call(sandbox, "GET", one), 404, 19974);
  });
});

describe("PATCH", () => {
  test("an addition and a removal / in one request / both are done when it is answered", async () => {
    const sandbox = await start({ seed });
    const body = { append: [{ value: "198.51.100.9/32", description: "new" }], remove: ["203.0.113.7"] };
    const reply = await call(sandbox, "PATCH", one, body);
    expectReply(reply, 200);
    expect(reply.body.result).toMatchObject({ name: "Home IPs", count: 2 });
    expect(valuesIn(sandbox)).toEqual(["192.0.2.0/24 office", "198.51.100.9/32 new"]);
  });

  test.each([
    ["a value that is there", { append: [{ value: "203.0.113.7" }] }, 19971],
    ["a value that is there, spelt otherwise", { append: [{ value: "203.0.113.7/32" }] }, 19971],
    ["a value to come and to go", { append: [{ value: "203.0.113.7" }], remove: ["203.0.113.7"] }, 19971],
    ["a value that is not there, to remove", { remove: ["203.0.113.8"] }, 19972],
    ["a value in another spelling, to remove", { remove: ["203.0.113.7/32"] }, 19972],
    ["one good, one bad", { append: [{ value: "::1" }], remove: ["203.0.113.8"] }, 19972],
    ["a removal by object", { remove: [{ value: "203.0.113.7" }] }, 19972],
    ["a value that is none", { append: [{ value: "203.0.113.256" }] }, 19970],
    ["more than there is room for", { append: numbered(999), remove: [] }, 19973],
  ])("%s / sent / refused, and nothing has changed", async (_, body, code) => {
    const sandbox = await start({ seed });
    expectReply(await call(sandbox, "PATCH", one, body), 400, code);
    expect(valuesIn(sandbox)).toEqual(["192.0.2.0/24 office", "203.0.113.7 home"]);
  });

  test("a full list / one out, one in / done, as only what is left counts", async () => {
    const full = [{ account: defaultAccount, id: listId, name: "Home IPs", items: numbered(1000) }];
    const sandbox = await start({ seed: { zeroTrustLists: full } });
    const body = { append: [{ value: "::1" }], remove: ["10.0.0.1"] };
    expectReply(await call(sandbox, "PATCH", one, body), 200);
    expect(valuesIn(sandbox)).toHaveLength(1000);
  });

  test("an enterprise account / 1,001 items / taken", async () => {
    const zones = [{ name: "example.org", plan: "enterprise" as const }];
    const sandbox = await start({ seed: { ...seed, zones } });
    expectReply(await call(sandbox, "PATCH", one, { append: numbered(999) }), 200);
  });
});

describe("items", () => {
  test("120 / page by page / 50 each time unless asked otherwise, with their count", async () => {
    const sandbox = await start({
      seed: { zeroTrustLists: [{ account: defaultAccount, id: listId, name: "x", items: numbered(120) }] },
    });
    const pages = await Promise.all([1, 2, 3, 4].map((n) => call(sandbox, "GET", `${one}/items?page=${n}`)));
    expect(pages.map(({ body }) => body.result.length)).toEqual([50, 50, 20, 0]);
    expect(pages[2]?.body.result_info).toEqual({
      page: 3,
      per_page: 50,
      count: 20,
      total_count: 120,
      total_pages: 3,
    });
    const whole = await call(sandbox, "GET", `${one}/items?per_page=1000`);
    expect(whole.body.result).toHaveLength(120);
    sandbox.switches.zeroTrustItemsPerPage = 100;
    expect((await call(sandbox, "GET", `${one}/items?per_page=1000`)).body.result).toHaveLength(100);
  });

  test("the switch zeroTrustItems / nested / the rows stand in an array of their own", async () => {
    const sandbox = await start({ seed });
    sandbox.switches.zeroTrustItems = "nested";
    const { body } = await call(sandbox, "GET", `${one}/items`);
    expect(body.result).toMatchObject([[office, home]]);
  });

  test("the switch zeroTrustValues / canonical / host bits masked, a full length dropped", async () => {
    const sandbox = await start({ seed });
    sandbox.switches.zeroTrustValues = "canonical";
    const append = [{ value: "198.51.100.9/32" }, { value: "2001:DB8::1/64" }];
    expectReply(await call(sandbox, "PATCH", one, { append }), 200);
    expect(valuesIn(sandbox).slice(2)).toEqual(["198.51.100.9", "2001:db8::/64"]);
  });
});

describe("who may", () => {
  test.each([
    ["Zero Trust Read", 200, 403],
    ["Account – Zero Trust – Edit", 200, 200],
    ["Account Filter Lists Edit", 403, 403],
    ["DNS Edit", 403, 403],
  ])("%s / read, write / %i, %i", async (permission, read, write) => {
    const sandbox = await withToken({ permissions: [permission] });
    sandbox.seed(seed);
    expect((await call(sandbox, "GET", all)).status).toBe(read);
    expect((await call(sandbox, "PATCH", one, { remove: ["203.0.113.7"] })).status).toBe(write);
  });

  test("a token for another account / asked / 403 10000", async () => {
    const sandbox = await withToken({ accounts: [otherAccount] });
    expectReply(await call(sandbox, "GET", all), 403, 10000);
    expectReply(await call(sandbox, "GET", `/accounts/${otherAccount}/gateway/lists`), 200);
  });

  test("600 requests in a minute / one more / blocked for two minutes, and nothing else is", async () => {
    let now = Date.UTC(2026, 0, 1);
    const sandbox = await start({ seed, now: () => now });
    for (let n = 0; n < 600; n += 100) {
      await Promise.all(Array.from({ length: 100 }, () => call(sandbox, "GET", one)));
    }
    const over = await call(sandbox, "GET", one);
    expectReply(over, 429, 10500);
    expect(over.headers.get("retry-after")).toBe("120");
    expectReply(await call(sandbox, "GET", "/zones"), 200);
    expectReply(await call(sandbox, "GET", `/accounts/${defaultAccount}/gateway/locations`), 200);
    now += 119_000;
    expectReply(await call(sandbox, "GET", one), 429, 10500);
    now += 1000;
    expectReply(await call(sandbox, "GET", one), 200);
  });
});

function twice() {
  return [{ value: "2001:db8::1" }, { value: "2001:db8:0::1/128" }];
}
