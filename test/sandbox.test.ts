/** Answers for the sandbox keeping the specification (reference/cloudflare-api.md, section 14), through real HTTP. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { performance } from "node:perf_hooks";
import { afterEach, describe, expect, test } from "vitest";
import {
  defaultAccount,
  type Fault,
  type Sandbox,
  type SandboxOptions,
  type SandboxSeed,
  type SandboxState,
  type SeedToken,
  type Switches,
  startSandbox,
} from "./sandbox/index.ts";

const bearer = "token_token_token_token_token_token_1234";
const zoneId = "023e105f4ecef8ad9ca31a8372d0c353";
const otherId = "123e105f4ecef8ad9ca31a8372d0c353";
const homeId = "fc61cafe19e13908db3953375b44dfae";
const missingId = "ffffffffffffffffffffffffffffffff";
const listId = "2c0fc9fa937b11eaa1b71c4d701ab86e";
const records = `/zones/${zoneId}/dns_records`;
const home = `${records}/${homeId}`;
const lists = `/accounts/${defaultAccount}/rules/lists`;
const items = `${lists}/${listId}/items`;

const seed: SandboxSeed = {
  zones: [
    {
      id: zoneId,
      name: "example.org",
      plan: "pro",
      records: [{ id: homeId, name: "home", type: "A", content: "203.0.113.7", ttl: 300, comment: "kept" }],
    },
    { id: otherId, name: "bücher.example" },
  ],
  lists: [
    {
      id: listId,
      account: defaultAccount,
      name: "home_ips",
      items: [{ ip: "203.0.113.7", comment: "home" }],
    },
  ],
};

/** Every key the tests look at, in one shape that serves objects and lists alike. */
interface Result extends ReadonlyArray<Result> {
  id: string;
  name: string;
  type: string;
  ip: string;
  status: string;
  content: string;
  comment: string | null;
  proxiable: boolean;
  created_on: string;
  modified_on: string;
  comment_modified_on: string;
  operation_id: string;
  ipv4_cidrs: string[];
  ipv6_cidrs: string[];
  jdcloud_cidrs: string[];
}

interface Body {
  result: Result;
  success: boolean;
  errors: { code: number; message: string; error_chain?: { code: number; message: string }[] }[];
  messages: unknown[];
  result_info: { cursors: { after?: string } };
}

interface Reply {
  status: number;
  headers: Headers;
  text: string;
  /** Empty where the answer is no JSON. */
  body: Body;
  code: number | undefined;
}

const open: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((sandbox) => sandbox.close()));
});

async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ seed, ...options });
  open.push(sandbox);
  return sandbox;
}

async function call(
  sandbox: Sandbox,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = { authorization: `Bearer ${bearer}` },
): Promise<Reply> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await fetch(sandbox.url + path, {
    method,
    headers,
    redirect: "manual",
    ...(text === undefined ? {} : { body: text }),
    signal: AbortSignal.timeout(2000),
  });
  const answer = await response.text();
  const parsed: Body = JSON.parse(answer.startsWith("{") ? answer : "{}");
  const { status, headers: received } = response;
  return { status, headers: received, text: answer, body: parsed, code: parsed.errors?.[0]?.code };
}

/** What a write or read must answer: status, and the first error's code where there is one. */
function expectReply(reply: Reply, status: number, code?: number): void {
  expect([reply.status, reply.code]).toEqual([status, code]);
  expect(reply.body.success).toBe(code === undefined && status < 300);
}

async function withToken(token: Partial<SeedToken>, switches: Partial<Switches> = {}): Promise<Sandbox> {
  const sandbox = await start({ seed: { ...seed, tokens: [{ value: bearer, ...token }] } });
  Object.assign(sandbox.switches, switches);
  return sandbox;
}

const a = (name: string, content: string, more: object = {}) => ({
  type: "A",
  name,
  content,
  ttl: 1,
  ...more,
});

describe("envelopes", () => {
  test("a page-numbered list / answered / keys stand in the observed order", async () => {
    const { body, headers } = await call(await start(), "GET", records);
    expect(Object.keys(body)).toEqual(["result", "success", "errors", "messages", "result_info"]);
    expect(body.result_info).toEqual({ page: 1, per_page: 100, count: 1, total_count: 1, total_pages: 1 });
    expect(headers.get("content-type")).toBe("application/json");
    expect(headers.get("server")).toBe("cloudflare");
  });

  test("service and gateway failures / answered / differ in key order", async () => {
    const sandbox = await start();
    const service = await call(sandbox, "GET", `${records}/${missingId}`);
    const gateway = await call(sandbox, "GET", "/zones", undefined, {});
    expect(Object.keys(service.body)).toEqual(["result", "success", "errors", "messages"]);
    expect(Object.keys(gateway.body)).toEqual(["success", "errors", "messages", "result"]);
  });
});

describe("authentication", () => {
  const malformed = { authorization: "Bearer short" };
  const globalKey = { authorization: `Bearer ${"0123456789abcdef".repeat(3).slice(0, 37)}` };
  const unknown = { authorization: `Bearer ${"x".repeat(40)}` };
  const badKey = { "x-auth-email": "me@example.org", "x-auth-key": "nope" };

  test.each([
    ["unknown", "/zones", unknown, 403, 9109, "Invalid access token", undefined],
    ["unknown", records, unknown, 403, 9109, "Invalid access token", undefined],
    ["unknown", lists, unknown, 401, 10000, "Authentication error", undefined],
    ["unknown", "/user/tokens/verify", unknown, 401, 1000, "Invalid API Token", undefined],
    ["malformed", "/zones", malformed, 400, 6003, "Invalid request headers", 6111],
    ["malformed", "/user/tokens/verify", malformed, 400, 6003, "Invalid request headers", 6111],
    ["global key as", "/zones", globalKey, 400, 6003, "Invalid request headers", 6111],
    ["malformed", lists, malformed, 400, 9106, "Authentication failed (status: 400)", undefined],
    ["X-Auth-Key instead of", "/zones", badKey, 400, 6003, "Invalid request headers", 6103],
    ["no", "/zones", {}, 400, 9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers", undefined],
    ["no", "/user/tokens/verify", {}, 400, 1001, 'Missing "Authorization" header', undefined],
  ] as const)("%s token / %s %o / %i %i", async (_, path, headers, status, code, message, chain) => {
    const sandbox = await withToken({});
    const reply = await call(sandbox, "GET", path, undefined, { ...headers });
    expectReply(reply, status, code);
    expect(reply.body.errors[0]?.message).toBe(message);
    expect(reply.body.errors[0]?.error_chain?.[0]?.code).toBe(chain);
  });

  test.each([
    ["disabled", { status: "disabled" as const }],
    ["expired by its date", { expiresOn: "2020-01-01T00:00:00Z" }],
  ])("a token %s / used / refused like an unknown one", async (_, token) => {
    expectReply(await call(await withToken(token), "GET", "/zones"), 403, 9109);
  });

  test("a token for one address / the address changes / refused with the new address named", async () => {
    const sandbox = await withToken({ clientAddresses: ["198.51.100.0/24"] });
    sandbox.setAddress(4, "198.51.100.9");
    expectReply(await call(sandbox, "GET", "/zones"), 200);
    sandbox.setAddress(4, "192.0.2.1");
    const reply = await call(sandbox, "GET", "/zones");
    expectReply(reply, 403, 9109);
    expect(reply.body.errors[0]?.message).toBe("Cannot use the access token from location: 192.0.2.1");
  });

  test.each([
    [["dns:read"], "GET", records, 200, undefined],
    [["dns:edit"], "GET", records, 200, undefined],
    [["dns:edit"], "GET", "/zones", 200, undefined],
    [["dns:read"], "POST", records, 403, 10000],
    [["dns:read"], "GET", "/zones", 403, 10000],
    [["zone:read"], "GET", records, 403, 10000],
    [["lists:read"], "GET", items, 200, undefined],
    [["lists:read"], "POST", items, 403, 10000],
    [["lists:edit"], "GET", lists, 200, undefined],
    [["dns:edit", "zone:read"], "GET", lists, 403, 10000],
  ])("permissions %j / %s %s / %i %s", async (permissions, method, path, status, code) => {
    const sandbox = await withToken({ permissions });
    const body = method === "POST" ? {} : undefined;
    expectReply(await call(sandbox, method, path, body), status, code);
  });

  test.each([
    ["user", "/user/tokens/verify", 200, undefined],
    ["account", "/user/tokens/verify", 401, 1000],
    ["user", `/accounts/${defaultAccount}/tokens/verify`, 401, 1000],
    ["account", `/accounts/${defaultAccount}/tokens/verify`, 200, undefined],
    ["account", `/accounts/${missingId}/tokens/verify`, 401, 1000],
    ["account", "/accounts", 400, 1001],
    ["user", "/accounts", 200, undefined],
  ] as const)("%s token / GET %s / %i %s", async (kind, path, status, code) => {
    const sandbox = await withToken({ kind, accounts: [defaultAccount] });
    expectReply(await call(sandbox, "GET", path), status, code);
  });

  test("verification / of active, disabled and expiring tokens / tells status, id and expiry", async () => {
    const live = (
      await call(await withToken({ expiresOn: "2999-01-01T00:00:00Z" }), "GET", "/user/tokens/verify")
    ).body;
    expect(live.result).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      status: "active",
      expires_on: "2999-01-01T00:00:00Z",
    });
    expect(live.messages).toEqual([
      { code: 10000, message: "This API Token is valid and active", type: null },
    ]);
    const dead = (await call(await withToken({ status: "disabled" }), "GET", "/user/tokens/verify")).body;
    expect([dead.result.status, dead.messages]).toEqual(["disabled", []]);
  });

  test("a token for one zone / lists and asks / sees that zone alone", async () => {
    const sandbox = await withToken({ zones: ["Bücher.example"] });
    const { body } = await call(sandbox, "GET", "/zones");
    expect(body.result.map((zone) => zone.name)).toEqual(["bücher.example"]);
    expectReply(await call(sandbox, "GET", records), 403, 9109);
  });

  test("a token for one account / asks another / refused, and zones of others are hidden", async () => {
    const sandbox = await withToken({ accounts: [missingId] });
    expectReply(await call(sandbox, "GET", lists), 403, 10000);
    expect((await call(sandbox, "GET", "/zones")).body.result).toEqual([]);
    expectReply(await call(sandbox, "GET", `/accounts/${missingId}/rules/lists`), 200);
  });
});

describe("zones", () => {
  test.each([
    ["", ["bücher.example", "example.org"]],
    ["direction=desc", ["example.org", "bücher.example"]],
    ["order=plan.id", ["bücher.example", "example.org"]],
    ["name=example.org", ["example.org"]],
    ["name=EXAMPLE.org", ["example.org"]],
    ["name=bücher.example", ["bücher.example"]],
    ["name=xn--bcher-kva.example", ["bücher.example"]],
    ["name=ends_with:.org", ["example.org"]],
    ["name=starts_with:xn--", ["bücher.example"]],
    ["name=contains:EXAMPLE", ["bücher.example", "example.org"]],
    ["name=contains_case_sensitive:EXAMPLE", []],
    ["name=not_equal:example.org", ["bücher.example"]],
    ["name=unknown.example", []],
    ["status=pending", []],
    ["status=pending&name=example.org&match=any", ["example.org"]],
    [`account.id=${defaultAccount}`, ["bücher.example", "example.org"]],
    [`account.id=${missingId}`, []],
    ["account.name=Home", ["bücher.example", "example.org"]],
    ["type=partial,full", ["bücher.example", "example.org"]],
    ["type=internal", []],
  ])("two zones / GET /zones?%s / %j", async (query, names) => {
    const { body } = await call(await start(), "GET", `/zones?${query}`);
    expect(body.result.map((zone) => zone.name)).toEqual(names);
  });

  test("seven zones / paged by five / two pages, the third empty", async () => {
    const sandbox = await start();
    sandbox.seed({ zones: [1, 2, 3, 4, 5].map((n) => ({ name: `z${n}.example` })) });
    const pages = await Promise.all(
      [1, 2, 3].map(async (page) => (await call(sandbox, "GET", `/zones?per_page=5&page=${page}`)).body),
    );
    expect(pages.map(({ result }) => result.length)).toEqual([5, 2, 0]);
    expect(pages[1]?.result_info).toEqual({ page: 2, per_page: 5, count: 2, total_count: 7, total_pages: 2 });
  });

  test("a zone / by id / tells plan, account and status", async () => {
    const { body } = await call(await start(), "GET", `/zones/${zoneId}`);
    expect(body.result).toMatchObject({
      id: zoneId,
      name: "example.org",
      status: "active",
      account: { id: defaultAccount },
      plan: { legacy_id: "pro" },
      permissions: ["#dns_records:edit", "#dns_records:read", "#zone:read"],
    });
  });

  test.each([
    ["GET", "/zones/short", 404, 7003],
    ["GET", `${records}/short`, 404, 7003],
    ["GET", "/accounts/short/rules/lists", 404, 7003],
    ["GET", `${lists}/bulk_operations/short`, 404, 7003],
    ["GET", `/zones/${missingId}`, 403, 9109],
    ["GET", "/nothing", 404, 7000],
    ["DELETE", "/zones", 405, 7001],
  ])("%s %s / asked / %i %i", async (method, path, status, code) => {
    expectReply(await call(await start(), method, path), status, code);
  });

  test("a zone under .tk / records asked / 1038", async () => {
    const sandbox = await start({ seed: { zones: [{ id: zoneId, name: "example.tk" }] } });
    expectReply(await call(sandbox, "GET", records), 403, 1038);
  });
});

describe("record rules", () => {
  test.each([
    ["{}", {}, 400, 9000],
    ["an unknown type", { ...a("x", "192.0.2.1"), type: "NOPE" }, 400, 19991],
    ["a label too long", a("x".repeat(64), "192.0.2.1"), 400, 9000],
    ["an empty label", a("a..b", "192.0.2.1"), 400, 9000],
    ["name and content bad", a("a b", "nope"), 400, 9000],
    ["a short IPv4 address", a("x", "1.1"), 400, 9005],
    ["a leading zero", a("x", "192.0.2.01"), 400, 9005],
    ["IPv6 in an A record", a("x", "2001:db8::1"), 400, 9005],
    ["IPv4 in an AAAA record", { ...a("x", "192.0.2.1"), type: "AAAA" }, 400, 9006],
    ["a zoned address", { ...a("x", "fe80::1%eth0"), type: "AAAA" }, 400, 9006],
    ["a ttl as text", a("x", "192.0.2.1", { ttl: "300" }), 400, 9022],
    ["a ttl too short", a("x", "192.0.2.1", { ttl: 59 }), 400, 9021],
    ["a ttl too long", a("x", "192.0.2.1", { ttl: 86_401 }), 400, 9021],
    ["ttl and comment bad", a("x", "192.0.2.1", { ttl: 2, comment: "c".repeat(501) }), 400, 9021],
    ["a comment too long", a("x", "192.0.2.1", { comment: "c".repeat(501) }), 400, 9313],
    ["a comment of two lines", a("x", "192.0.2.1", { comment: "a\nb" }), 400, 19995],
    [
      "too many tags",
      a("x", "192.0.2.1", { tags: Array.from({ length: 21 }, (_, i) => `t${i}`) }),
      400,
      9300,
    ],
    ["a malformed tag", a("x", "192.0.2.1", { tags: ["no blanks:x"] }), 400, 19994],
    ["a private proxied target", a("x", "10.40.0.14", { proxied: true }), 400, 9003],
    ["Cloudflare's own as proxied target", a("x", "1.1.1.1", { proxied: true }), 400, 9003],
    ["a proxied TXT", { type: "TXT", name: "x", content: "t", proxied: true }, 400, 9041],
    ["an address beside a CNAME", a("alias", "192.0.2.1"), 400, 81054],
    ["a CNAME beside an address", { type: "CNAME", name: "home", content: "x.example" }, 400, 81053],
    ["an NS beside an address", { type: "NS", name: "home", content: "ns.example" }, 400, 19993],
    ["an identical record", a("home", "203.0.113.7", { ttl: 300, comment: "kept" }), 400, 81058],
    ["the same content, other ttl", a("home", "203.0.113.7"), 400, 81057],
    ["broken JSON", "{", 400, 6007],
    ["an array", [], 400, 9207],
    ["a second address", a("home", "203.0.113.8"), 200, undefined],
    ["a proxied record with an odd ttl", a("x", "192.0.2.1", { ttl: 7, proxied: true }), 200, undefined],
  ])("%s / POST / %#", async (_, body, status, code) => {
    const sandbox = await start();
    sandbox.seed({
      zones: [{ name: "example.org", records: [{ name: "alias", type: "CNAME", content: "x.example" }] }],
    });
    expectReply(await call(sandbox, "POST", records, body), status, code);
    expect(sandbox.records("example.org")).toHaveLength(code === undefined ? 3 : 2);
  });

  test.each([
    ["free", { tags: ["a:b"] }, 9300, "DNS record has 1 tags, exceeding the quota of 0."],
    [
      "free",
      { comment: "c".repeat(101) },
      9313,
      "DNS record comment exceeds the maximum length of 100 characters.",
    ],
    ["free", { ttl: 30 }, 9021, "TTL must be between 60 and 86400 seconds, or 1 for Automatic."],
    ["enterprise", { ttl: 29 }, 9021, "TTL must be between 30 and 86400 seconds, or 1 for Automatic."],
    ["enterprise", { ttl: 30, tags: ["a:b"], comment: "c".repeat(500) }, undefined, undefined],
  ] as const)("a %s zone / POST with %o / limits of the plan", async (plan, more, code, message) => {
    const sandbox = await start({ seed: { zones: [{ id: zoneId, name: "example.org", plan }] } });
    const reply = await call(sandbox, "POST", records, a("x", "192.0.2.1", more));
    expect([reply.code, reply.body.errors[0]?.message]).toEqual([code, message]);
  });

  test.each([
    ["2025-01-01T00:00:00Z", 200],
    ["2024-01-01T00:00:00Z", 1000],
  ])("a free zone of %s with %i records / one more / 81045", async (createdOn, count) => {
    const full = Array.from({ length: count }, (_, n) => ({
      name: `h${n}`,
      type: "A",
      content: "192.0.2.1",
    }));
    const sandbox = await start({
      seed: { zones: [{ id: zoneId, name: "example.org", createdOn, records: full.slice(1) }] },
    });
    expectReply(await call(sandbox, "POST", records, a("x1", "192.0.2.1")), 200);
    expectReply(await call(sandbox, "POST", records, a("x2", "192.0.2.1")), 400, 81045);
  });

  test.each([
    ["@", "example.org"],
    ["example.org", "example.org"],
    ["WWW.Example.org.", "www.example.org"],
    ["www", "www.example.org"],
    ["mail.example.net", "mail.example.net.example.org"],
    ["*.example.org", "*.example.org"],
    ["bücher.example.org", "xn--bcher-kva.example.org"],
    ["notexample.org", "notexample.org.example.org"],
  ])("name %s / POST / stored as %s", async (name, stored) => {
    const { body } = await call(await start(), "POST", records, a(name, "192.0.2.1"));
    expect(body.result.name).toBe(stored);
  });

  test.each([
    ["2001:0DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["0:0:1:0:0:1:1:1", "::1:0:0:1:1:1"],
    ["::", "::"],
    ["2001:DB8::", "2001:db8::"],
  ])("AAAA content %s / POST / stored as %s", async (content, stored) => {
    const { body } = await call(await start(), "POST", records, { type: "AAAA", name: "v6", content });
    expect(body.result.content).toBe(stored);
  });

  test.each([
    ["A", "10.0.0.1", false],
    ["A", "172.16.9.1", false],
    ["A", "192.168.1.1", false],
    ["A", "127.0.0.1", false],
    ["A", "203.0.113.1", true],
    ["AAAA", "fd00::1", false],
    ["AAAA", "2001:db8::1", true],
    ["CNAME", "x.example", true],
    ["TXT", "words", false],
  ])("%s %s / POST / proxiable: %s", async (type, content, proxiable) => {
    const { body } = await call(await start(), "POST", records, { type, name: "p", content });
    expect(body.result.proxiable).toBe(proxiable);
  });
});

describe("record writes", () => {
  const clock = { ms: Date.UTC(2026, 0, 1) };
  const startAt = async () => start({ now: () => clock.ms });

  test("a created record / answered / has the observed keys and times", async () => {
    clock.ms = Date.UTC(2026, 0, 1, 0, 0, 0, 120);
    const { status, body } = await call(
      await startAt(),
      "POST",
      records,
      a("n", "192.0.2.1", { comment: "c", proxied: true, zone_name: "x" }),
    );
    expect(status).toBe(200);
    expect(body.result).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      name: "n.example.org",
      type: "A",
      content: "192.0.2.1",
      proxiable: true,
      proxied: true,
      ttl: 1,
      settings: {},
      meta: {},
      comment: "c",
      tags: [],
      created_on: "2026-01-01T00:00:00.12Z",
      modified_on: "2026-01-01T00:00:00.12Z",
      comment_modified_on: "2026-01-01T00:00:00.12Z",
    });
  });

  test("two sandboxes / same calls / same ids", async () => {
    const ids = await Promise.all(
      [await start(), await start()].map(
        async (sandbox) => (await call(sandbox, "POST", records, a("n", "192.0.2.1"))).body.result.id,
      ),
    );
    expect(ids[0]).toBe(ids[1]);
  });

  test.each([
    ["PATCH", { content: "192.0.2.9" }, { ttl: 300, comment: "kept", content: "192.0.2.9" }],
    ["PATCH", { comment: "" }, { comment: null, ttl: 300 }],
    ["PATCH", { proxied: true }, { ttl: 1, proxied: true, comment: "kept" }],
    ["PATCH", { tags: ["a:b"] }, { tags: ["a:b"], comment: "kept" }],
    ["PATCH", { settings: { ipv4_only: true } }, { settings: { ipv4_only: true } }],
    ["PUT", a("home", "192.0.2.9", { ttl: undefined }), { ttl: 1, comment: null, proxied: false, tags: [] }],
  ])("a record / %s %o / what is not named is kept or reset", async (method, body, expected) => {
    const sandbox = await startAt();
    expect((await call(sandbox, method, home, body)).body.result).toMatchObject(expected);
    expect(sandbox.records("example.org")).toMatchObject([{ id: homeId, ...expected }]);
  });

  test.each([
    ["PUT", home, { content: "192.0.2.9" }, 400, 9000],
    ["PATCH", home, { type: "AAAA", content: "2001:db8::1" }, 400, 19998],
    ["PATCH", home, { content: "203.0.113.8" }, 400, 81057],
    ["PATCH", home, { content: "203.0.113.7" }, 200, undefined],
    ["PATCH", `${records}/${missingId}`, {}, 404, 81044],
    ["PUT", `${records}/${missingId}`, a("x", "192.0.2.1"), 404, 81044],
    ["DELETE", `${records}/${missingId}`, undefined, 404, 81044],
    ["GET", `${records}/${missingId}`, undefined, 404, 81044],
  ])("%s %s with %o / sent / %i %s", async (method, path, body, status, code) => {
    const sandbox = await start();
    sandbox.seed({ zones: [{ name: "example.org", records: [a("home", "203.0.113.8")] }] });
    expectReply(await call(sandbox, method, path, body), status, code);
  });

  test("content and comment patched in turn / read back / each moves its own time", async () => {
    const sandbox = await startAt();
    clock.ms += 1000;
    const content = (await call(sandbox, "PATCH", home, { content: "192.0.2.9" })).body.result;
    clock.ms += 1000;
    const comment = (await call(sandbox, "PATCH", home, { comment: "other" })).body.result;
    const seconds = (text: string, from: string) => (Date.parse(text) - Date.parse(from)) / 1000;
    expect(seconds(content.modified_on, content.created_on)).toBe(1);
    expect(seconds(content.comment_modified_on, content.created_on)).toBe(0);
    expect(seconds(comment.comment_modified_on, comment.created_on)).toBe(2);
  });

  test("a record / DELETE / answers its id, and the zone is empty", async () => {
    const sandbox = await start();
    expect((await call(sandbox, "DELETE", home)).body.result).toEqual({ id: homeId });
    expect(sandbox.records("example.org")).toEqual([]);
  });
});

describe("record listing", () => {
  const listed: SandboxSeed = {
    zones: [
      {
        id: zoneId,
        name: "example.org",
        plan: "pro",
        records: [
          { name: "b", type: "A", content: "192.0.2.2", comment: "Managed by ddns", tags: ["env:prod"] },
          { name: "a", type: "A", content: "192.0.2.1", ttl: 600 },
          { name: "a", type: "A", content: "192.0.2.1", ttl: 600 },
          { name: "a", type: "AAAA", content: "2001:db8::1", proxied: true },
          { name: "bücher", type: "CNAME", content: "a.example.org", tags: ["env:test", "team"] },
        ],
      },
    ],
  };

  test.each([
    ["", "AaAaAb4aCx"],
    ["direction=desc", "Cx4aAbAaAa"],
    ["order=name", "AaAa4aAbCx"],
    ["order=ttl&direction=desc", "AaAaCxAb4a"],
    ["name=a.example.org", "AaAa4a"],
    ["name=A.EXAMPLE.ORG&type=AAAA", "4a"],
    ["name.exact=b.example.org", "Ab"],
    ["name=bücher.example.org", ""],
    ["name=xn--bcher-kva.example.org", "Cx"],
    ["name=a.example.org,b.example.org", ""],
    ["name=contains:a", ""],
    ["name.contains=kva", "Cx"],
    ["name.startswith=b", "Ab"],
    ["name.endswith=cher-kva.example.org", "Cx"],
    ["content=192.0.2.2", "Ab"],
    ["content.exact=192.0.2.2", "Ab"],
    ["content.startswith=192", "AaAaAb"],
    ["content.contains=DB8", "4a"],
    ["content.endswith=.org", "Cx"],
    ["type=A", "AaAaAb"],
    ["proxied=true", "4a"],
    ["comment=managed by DDNS", "Ab"],
    ["comment.exact=managed", ""],
    ["comment.contains=by", "Ab"],
    ["comment.startswith=man", "Ab"],
    ["comment.endswith=ddns", "Ab"],
    ["comment.present", "Ab"],
    ["comment.absent=true&type=A", "AaAa"],
    ["tag=env:prod", "Ab"],
    ["tag.exact=env:test", "Cx"],
    ["tag.present=env", "AbCx"],
    ["tag.absent=env&type=AAAA", "4a"],
    ["tag.contains=env:es", "Cx"],
    ["tag.startswith=env:p", "Ab"],
    ["tag.endswith=env:d", "Ab"],
    ["tag=env:prod&tag.present=team", ""],
    ["tag=env:prod&tag.present=team&tag_match=any", "AbCx"],
    ["type=AAAA&content=192.0.2.2&match=any", "Ab4a"],
    ["name=b.example.org&type=CNAME&match=any", "AbCx"],
    ["search=ddns", "Ab"],
    ["per_page=2&page=2", "Ab4a"],
    ["per_page=0", "Aa"],
    ["page=9", ""],
  ])("five records / GET ?%s / %s", async (query, expected) => {
    const { body } = await call(await start({ seed: listed }), "GET", `${records}?${query}`);
    const types: Record<string, string> = { A: "A", AAAA: "4", CNAME: "C" };
    const seen = body.result.map(({ name, type }) => `${types[type]}${name.replace("xn--b", "x")[0]}`);
    expect(seen.join("")).toBe(expected);
  });

  test("3,500 records / listed in one page / under 60 ms", async () => {
    const many = Array.from({ length: 3500 }, (_, n) => ({
      name: `h${n}`,
      type: "A",
      content: `10.0.${n >> 8}.${n & 255}`,
    }));
    const sandbox = await start({
      seed: { zones: [{ id: zoneId, name: "example.org", plan: "pro", records: many }] },
    });
    const times: number[] = [];
    for (let run = 0; run < 5; run++) {
      const from = performance.now();
      const response = await fetch(`${sandbox.url}${records}?per_page=5000`, {
        headers: { authorization: `Bearer ${bearer}` },
      });
      const text = await response.text();
      times.push(performance.now() - from);
      expect(JSON.parse(text).result).toHaveLength(3500);
    }
    expect(Math.min(...times)).toBeLessThan(60);
  });
});

describe("batch", () => {
  const b1 = "b1".repeat(16);
  const b2 = "b2".repeat(16);
  const startBatch = async (plan: "free" | "pro" = "pro") =>
    start({
      seed: {
        zones: [
          {
            id: zoneId,
            name: "example.org",
            plan,
            records: [
              { id: b1, name: "x", type: "A", content: "192.0.2.1", comment: "one" },
              { id: b2, name: "x", type: "A", content: "192.0.2.2", comment: "two" },
            ],
          },
        ],
      },
    });

  test("all four lists / sent / run in order and answer full records", async () => {
    const sandbox = await startBatch();
    // each step is possible only after the one before
    const reply = await call(sandbox, "POST", `${records}/batch`, {
      posts: [a("x", "192.0.2.2")],
      puts: [],
      patches: [{ id: b2, content: "192.0.2.1" }],
      deletes: [{ id: b1 }],
    });
    expectReply(reply, 200);
    expect(reply.body.result).toMatchObject({
      deletes: [{ id: b1, content: "192.0.2.1" }],
      patches: [{ id: b2, content: "192.0.2.1", comment: "two" }],
      puts: [],
      posts: [{ content: "192.0.2.2", comment: null }],
    });
    expect(sandbox.records("example.org").map(({ content }) => content)).toEqual(["192.0.2.1", "192.0.2.2"]);
  });

  test.each([
    [
      "an occupied target",
      {
        patches: [
          { id: b1, content: "192.0.2.2" },
          { id: b2, content: "192.0.2.3" },
        ],
      },
      81057,
    ],
    ["an unknown id", { deletes: [{ id: b1 }, { id: missingId }] }, 81044],
    ["a missing id", { deletes: [{ id: b1 }], patches: [{ content: "192.0.2.9" }] }, 81044],
    ["a bad post", { deletes: [{ id: b1 }], posts: [a("y", "nope"), a("z z", "192.0.2.3")] }, 9005],
    ["a list that is none", { deletes: {} }, 19992],
  ])("%s / sent / nothing is applied and nobody is named", async (_, body, code) => {
    const sandbox = await startBatch();
    const before = sandbox.records("example.org");
    const reply = await call(sandbox, "POST", `${records}/batch`, body);
    expect(reply.code).toBe(code);
    expect(reply.body.errors).toHaveLength(1);
    expect(Object.keys(reply.body.errors[0] ?? {})).toEqual(["code", "message"]);
    expect(sandbox.records("example.org")).toEqual(before);
  });

  test.each([
    ["free", 198, 200, undefined],
    ["free", 201, 400, 19999],
    ["pro", 3498, 200, undefined],
    ["pro", 3501, 400, 19999],
  ] as const)("a %s zone / %i operations / %i %s", async (plan, count, status, code) => {
    const posts = Array.from({ length: count }, (_, n) => a(`h${n}`, "192.0.2.1"));
    expectReply(await call(await startBatch(plan), "POST", `${records}/batch`, { posts }), status, code);
  });

  test("operations of all lists / counted together / 201 are too many for free", async () => {
    const posts = Array.from({ length: 199 }, (_, n) => a(`h${n}`, "192.0.2.1"));
    const body = { posts, deletes: [{ id: b1 }], patches: [{ id: b2 }] };
    expectReply(await call(await startBatch("free"), "POST", `${records}/batch`, body), 400, 19999);
  });
});

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

/** One poll of the operation that `started` names. */
async function finish(sandbox: Sandbox, started: Reply): Promise<{ status: string }> {
  const id = started.body.result.operation_id;
  return (await call(sandbox, "GET", `${lists}/bulk_operations/${id}`)).body.result;
}

describe("rate limit", () => {
  test("1,200 requests in five minutes / one more / blocked for five minutes", async () => {
    let now = Date.UTC(2026, 0, 1);
    const sandbox = await start({ now: () => now });
    const first = await call(sandbox, "GET", "/zones");
    expect(first.headers.get("ratelimit")).toBe('"default";r=1199;t=300');
    expect(first.headers.get("ratelimit-policy")).toBe('"default";q=1200;w=300');
    now += 100_000;
    for (let n = 0; n < 1199; n += 109) {
      await Promise.all(Array.from({ length: 109 }, () => call(sandbox, "GET", "/user/tokens/verify")));
    }
    const over = await call(sandbox, "GET", "/zones");
    expectReply(over, 429, 10500);
    expect(over.headers.get("retry-after")).toBe("300");
    expect(over.headers.get("ratelimit")).toBe('"default";r=0;t=300');
    now += 299_000;
    expectReply(await call(sandbox, "GET", "/zones"), 429, 10500);
    now += 1000;
    expectReply(await call(sandbox, "GET", "/zones"), 200);
  });

  test("five minutes later / asked / the window begins anew", async () => {
    let now = 0;
    const sandbox = await start({ now: () => now });
    await call(sandbox, "GET", "/zones");
    now += 300_000;
    expect((await call(sandbox, "GET", "/zones")).headers.get("ratelimit")).toBe('"default";r=1199;t=300');
  });
});

describe("switches", () => {
  const refusedPost = a("home", "203.0.113.7", { ttl: 300, comment: "kept" });
  const mapped = { type: "AAAA", name: "m", content: "::ffff:192.0.2.1" };
  const scoped = { zones: ["example.org"] };
  const dnsOnly = { permissions: ["dns:edit"] };

  test.each<
    [
      keyof Switches,
      Partial<Switches>,
      Partial<SeedToken>,
      string,
      string,
      unknown,
      number,
      number | undefined,
    ]
  >([
    ["badId", { badId: "400" }, {}, "GET", "/zones/x", undefined, 400, 7003],
    ["badId", { badId: "7000" }, {}, "GET", "/zones/x", undefined, 400, 7003],
    ["invisibleZone", { invisibleZone: 10000 }, {}, "GET", `/zones/${missingId}`, undefined, 403, 10000],
    [
      "unknownZoneName",
      { unknownZoneName: "forbidden" },
      {},
      "GET",
      "/zones?name=x.example",
      undefined,
      403,
      0,
    ],
    ["unknownZoneName", { unknownZoneName: "forbidden" }, {}, "GET", "/zones", undefined, 200, undefined],
    ["unfilteredZones", { unfilteredZones: "forbidden" }, scoped, "GET", "/zones", undefined, 403, 0],
    [
      "unfilteredZones",
      { unfilteredZones: "forbidden" },
      scoped,
      "GET",
      "/zones?name=example.org",
      undefined,
      200,
      undefined,
    ],
    ["permissionMissing", { permissionMissing: "9109" }, dnsOnly, "GET", lists, undefined, 403, 9109],
    ["permissionMissing", { permissionMissing: "200" }, dnsOnly, "GET", lists, undefined, 200, 10000],
    [
      "invalidTokenOnRecords",
      { invalidTokenOnRecords: 401 },
      { status: "disabled" },
      "GET",
      records,
      undefined,
      401,
      10000,
    ],
    [
      "verifyBadToken",
      { verifyBadToken: 403 },
      { kind: "account" },
      "GET",
      "/user/tokens/verify",
      undefined,
      403,
      1000,
    ],
    ["zonesPerPage", { zonesPerPage: "refused" }, {}, "GET", "/zones?per_page=51", undefined, 400, 19990],
    ["zonesPerPage", { zonesPerPage: "refused" }, {}, "GET", "/zones?per_page=50", undefined, 200, undefined],
    ["validationErrors", { validationErrors: "wrapped" }, {}, "POST", records, {}, 400, 1004],
    ["validationErrors", { validationErrors: "wrapped" }, {}, "POST", records, refusedPost, 400, 81058],
    ["duplicateRecord", { duplicateRecord: "81057" }, {}, "POST", records, refusedPost, 400, 81057],
    [
      "duplicateRecord",
      { duplicateRecord: "81058" },
      {},
      "POST",
      records,
      a("home", "203.0.113.7"),
      400,
      81058,
    ],
    ["unknownRecord", { unknownRecord: 400 }, {}, "GET", `${records}/${missingId}`, undefined, 400, 81044],
    ["nullComment", { nullComment: "refused" }, {}, "PATCH", home, { comment: null }, 400, 19996],
    [
      "batchOverLimit",
      { batchOverLimit: { status: 413, code: 7 } },
      {},
      "POST",
      `${records}/batch`,
      { posts: Array.from({ length: 3501 }, () => ({})) },
      413,
      7,
    ],
    ["typeChange", { typeChange: "applied" }, {}, "PATCH", home, { type: "TXT" }, 200, undefined],
    ["mappedAddress", {}, {}, "POST", records, mapped, 400, 9006],
    ["mappedAddress", { mappedAddress: "accepted" }, {}, "POST", records, mapped, 200, undefined],
    [
      "upperCaseListName",
      { upperCaseListName: "refused" },
      {},
      "POST",
      lists,
      { name: "Up", kind: "ip" },
      400,
      10090,
    ],
    ["itemsPosted", { itemsPosted: 201 }, {}, "POST", items, [{ ip: "192.0.2.1" }], 201, undefined],
    [
      "duplicateListName",
      { duplicateListName: { status: 409, code: 1 } },
      {},
      "POST",
      lists,
      { name: "home_ips", kind: "ip" },
      409,
      1,
    ],
    [
      "unknownList",
      { unknownList: { status: 400, code: 2 } },
      {},
      "GET",
      `${lists}/${missingId}`,
      undefined,
      400,
      2,
    ],
    ["dnsEditFindsZones", { dnsEditFindsZones: false }, dnsOnly, "GET", "/zones", undefined, 403, 10000],
  ])(
    "%s %o / token %o, %s %s / the other answer",
    async (_, switches, token, method, path, body, status, code) => {
      const reply = await call(await withToken(token, switches), method, path, body);
      expect([reply.status, reply.code]).toEqual([status, code]);
      expect(reply.body.success).toBe(code === undefined);
    },
  );

  test("badId 7000 / a short id / second error and path without the base", async () => {
    const { body } = await call(await withToken({}, { badId: "7000" }), "GET", "/zones/x");
    expect(body.errors).toEqual([
      { code: 7003, message: "Could not route to /zones/x, perhaps your object identifier is invalid?" },
      { code: 7000, message: "No route for that URI" },
    ]);
  });

  test("code 0 / a name the token may not list / names the actor and the permission", async () => {
    const { body } = await call(await withToken(scoped, { unfilteredZones: "forbidden" }), "GET", "/zones");
    expect(body.errors[0]?.message).toMatch(
      /^Actor 'com\.cloudflare\.api\.token\.[0-9a-f]{32}' requires permission 'com\.cloudflare\.api\.account\.zone\.list' to list zones$/,
    );
  });

  test("unfilteredZones empty / a scoped token lists / nothing, but finds by name", async () => {
    const sandbox = await withToken(scoped, { unfilteredZones: "empty" });
    expect((await call(sandbox, "GET", "/zones")).body.result).toEqual([]);
    expect((await call(sandbox, "GET", "/zones?name=example.org")).body.result).toHaveLength(1);
  });

  test("validationErrors wrapped / {} posted / the cause is the chain", async () => {
    const { body } = await call(await withToken({}, { validationErrors: "wrapped" }), "POST", records, {});
    expect(body.errors).toEqual([
      {
        code: 1004,
        message: "DNS Validation Error",
        error_chain: [{ code: 9000, message: "DNS name is invalid." }],
      },
    ]);
  });

  test.each([
    ["clears", null],
    ["kept", "kept"],
  ] as const)("nullComment %s / comment: null patched / %s", async (nullComment, comment) => {
    const { body } = await call(await withToken({}, { nullComment }), "PATCH", home, { comment: null });
    expect(body.result.comment).toBe(comment);
  });

  test.each([
    ["empty", { deletes: [], patches: [], puts: [], posts: [] }],
    ["null", { deletes: null, patches: null, puts: null, posts: [] }],
    ["missing", { posts: [] }],
  ] as const)("absentBatchLists %s / only posts sent / %o", async (absentBatchLists, result) => {
    const reply = await call(await withToken({}, { absentBatchLists }), "POST", `${records}/batch`, {
      posts: [],
    });
    expect(reply.body.result).toEqual(result);
  });

  test("listQuota / a second list on free / the switch's answer", async () => {
    const sandbox = await start({ seed: { lists: [{ account: defaultAccount, name: "one" }] } });
    sandbox.switches.listQuota = { status: 403, code: 3 };
    expectReply(await call(sandbox, "POST", lists, { name: "two", kind: "ip" }), 403, 3);
  });

  test("itemsPerPage 500 / 30 items / one page", async () => {
    const sandbox = await withToken({}, { itemsPerPage: 500 });
    const many = Array.from({ length: 30 }, (_, n) => ({ ip: `9.0.0.${n}` }));
    sandbox.seed({ lists: [{ account: defaultAccount, name: "home_ips", items: many }] });
    const { body } = await call(sandbox, "GET", items);
    expect([body.result.length, body.result_info.cursors]).toEqual([31, {}]);
  });

  test("pendingListOperation retry-after / second write / 429 with the header", async () => {
    const sandbox = await withToken({}, { pendingListOperation: "retry-after" });
    await call(sandbox, "PUT", items, []);
    const busy = await call(sandbox, "PUT", items, []);
    expectReply(busy, 429, 10094);
    expect(busy.headers.get("retry-after")).toBe("2");
  });

  test("pendingListOperation queued / second write / runs after the first", async () => {
    const sandbox = await withToken({}, { pendingListOperation: "queued" });
    const first = await call(sandbox, "PUT", items, []);
    const second = await call(sandbox, "POST", items, [{ ip: "192.0.2.1" }]);
    expect((await finish(sandbox, second)).status).toBe("pending");
    expect((await finish(sandbox, first)).status).toBe("completed");
    expect((await finish(sandbox, second)).status).toBe("completed");
    expect(sandbox.lists()[0]?.items).toEqual([{ ip: "192.0.2.1", comment: "" }]);
  });

  test.each([
    [971, 971],
    ["not-json", undefined],
  ] as const)("rateLimitCode %s / limited / code %s", async (rateLimitCode, code) => {
    const sandbox = await withToken({}, { rateLimitCode });
    sandbox.fault({ kind: "rate-limit" });
    const reply = await call(sandbox, "GET", "/zones");
    expect([reply.status, reply.code]).toEqual([429, code]);
    expect(reply.text.startsWith("{")).toBe(code !== undefined);
  });
});

describe("faults", () => {
  const statuses = [500, 502, 503, 504, 521, 522, 524, 530, 401, 403];

  test.each(statuses)("status %i / a write / enveloped, without effect, then well again", async (status) => {
    const sandbox = await start();
    sandbox.fault({ kind: "status", status });
    const reply = await call(sandbox, "DELETE", home);
    expect([reply.status, reply.body.success]).toEqual([status, false]);
    expect(sandbox.records("example.org")).toHaveLength(1);
    expectReply(await call(sandbox, "DELETE", home), 200);
  });

  test.each(statuses)("status %i as HTML / a read / a page", async (status) => {
    const sandbox = await start();
    sandbox.fault({ kind: "html", status });
    const reply = await call(sandbox, "GET", "/zones");
    expect(reply.status).toBe(status);
    expect(reply.headers.get("content-type")).toMatch(/^text\/html/);
    expect(reply.text).toMatch(/^<!doctype html>/);
  });

  test("status with commit / a write / takes effect behind the error", async () => {
    const sandbox = await start();
    sandbox.fault({ kind: "status", status: 502, commit: true });
    expect((await call(sandbox, "DELETE", home)).status).toBe(502);
    expect(sandbox.records("example.org")).toEqual([]);
  });

  test.each<[Fault, number, number | undefined, string | null]>([
    [{ kind: "rate-limit" }, 429, 10500, null],
    [{ kind: "rate-limit", retryAfter: 7 }, 429, 10500, "7"],
    [{ kind: "success-false" }, 200, 19980, null],
    [{ kind: "success-false", code: 1, message: "m" }, 200, 1, null],
    [{ kind: "html" }, 200, undefined, null],
    [{ kind: "redirect" }, 302, undefined, null],
    [{ kind: "status", status: 403, code: 9109, message: "m" }, 403, 9109, null],
    [{ kind: "status", status: 200, body: "plain" }, 200, undefined, null],
    [{ kind: "status", status: 503, retryAfter: 3 }, 503, 19980, "3"],
  ])("%o / a write / %i %s, without effect", async (fault, status, code, retryAfter) => {
    const sandbox = await start();
    sandbox.fault(fault);
    const reply = await call(sandbox, "DELETE", home);
    expect([reply.status, reply.code, reply.headers.get("retry-after")]).toEqual([status, code, retryAfter]);
    if (fault.kind === "redirect") expect(reply.headers.get("location")).toBe("/login");
    expect(sandbox.records("example.org")).toHaveLength(1);
    expect(sandbox.requests.map((request) => request.status)).toEqual([status]);
  });

  test.each<[Fault, number, number | null]>([
    [{ kind: "reset-before" }, 1, null],
    [{ kind: "reset-after" }, 0, null],
    [{ kind: "lose-answer" }, 0, null],
    [{ kind: "lose-answer", commit: false }, 1, null],
    [{ kind: "stall-headers" }, 0, null],
    [{ kind: "stall-headers", commit: false }, 1, null],
    [{ kind: "stall-body" }, 0, 200],
    [{ kind: "truncate" }, 0, 200],
  ])("%o / a write / no usable answer, %i record left", async (fault, left, status) => {
    const sandbox = await start();
    sandbox.fault(fault);
    const attempt = async () => {
      const response = await fetch(sandbox.url + home, {
        method: "DELETE",
        headers: { authorization: `Bearer ${bearer}` },
        signal: AbortSignal.timeout(200),
      });
      return response.json();
    };
    await expect(attempt()).rejects.toThrow();
    expect(sandbox.records("example.org")).toHaveLength(left);
    expect(sandbox.requests).toMatchObject([{ method: "DELETE", path: home, status }]);
  });

  test("answer lost / of a batch and of list items / both took effect", async () => {
    const sandbox = await start();
    sandbox.fault({ kind: "lose-answer", match: { method: "POST" }, times: 2 });
    const batch = { posts: [a("x", "192.0.2.1")] };
    await expect(call(sandbox, "POST", `${records}/batch`, batch)).rejects.toThrow();
    await expect(call(sandbox, "POST", items, [{ ip: "192.0.2.1" }])).rejects.toThrow();
    expectReply(await call(sandbox, "POST", `${records}/batch`, batch), 400, 81058);
    expectReply(await call(sandbox, "POST", items, [{ ip: "192.0.2.1" }]), 429, 10094);
  });

  test("delay / a write / effect at once, answer later", async () => {
    const sandbox = await start();
    sandbox.fault({ kind: "delay", delayMs: 80 });
    const from = performance.now();
    const reply = call(sandbox, "DELETE", home);
    await expect.poll(() => sandbox.records("example.org").length, { interval: 5 }).toBe(0);
    expect(sandbox.requests[0]?.status).toBeNull();
    expectReply(await reply, 200);
    expect(performance.now() - from).toBeGreaterThan(70);
  });

  test("delay without commit / the client gives up / no effect", async () => {
    const sandbox = await start();
    sandbox.fault({ kind: "delay", delayMs: 60, commit: false });
    const headers = { authorization: `Bearer ${bearer}` };
    const attempt = fetch(sandbox.url + home, { method: "DELETE", headers, signal: AbortSignal.timeout(20) });
    await expect(attempt).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(sandbox.records("example.org")).toHaveLength(1);
  });

  test("too-large / read to its end / the answer stands behind 64 MiB of blanks", async () => {
    const sandbox = await start();
    sandbox.fault({ kind: "too-large" });
    const response = await fetch(`${sandbox.url}/zones`, { headers: { authorization: `Bearer ${bearer}` } });
    const bytes = await response.arrayBuffer();
    expect(bytes.byteLength).toBeGreaterThan(64 * 1024 * 1024);
    expect(JSON.parse(Buffer.from(bytes).toString()).result).toHaveLength(2);
  });

  test("operation-fails / a list write / the poll says failed and nothing changes", async () => {
    const sandbox = await start();
    sandbox.fault({ kind: "operation-fails", message: "why" });
    // reads do not use the fault up
    expectReply(await call(sandbox, "GET", items), 200);
    const operation = await finish(sandbox, await call(sandbox, "PUT", items, []));
    expect(operation).toMatchObject({ status: "failed", error: "why" });
    expect(sandbox.lists()[0]?.items).toHaveLength(1);
    expect((await finish(sandbox, await call(sandbox, "PUT", items, []))).status).toBe("completed");
  });

  test("operation-never-ends / faults cleared / running until then, completed after", async () => {
    let now = 0;
    const sandbox = await start({ now: () => now });
    sandbox.fault({ kind: "operation-never-ends" });
    const started = await call(sandbox, "PUT", items, []);
    for (let poll = 0; poll < 3; poll++) {
      now += 3_600_000;
      expect((await finish(sandbox, started)).status).toBe("running");
    }
    expectReply(await call(sandbox, "PUT", items, []), 429, 10094);
    sandbox.clearFaults();
    expect((await finish(sandbox, started)).status).toBe("completed");
  });

  test.each<[Fault["match"], number[]]>([
    [{ method: "get", path: "/zones" }, [500, 200, 200]],
    [{ path: "dns_records" }, [200, 500, 200]],
    [{ path: "/zones/*/dns_records" }, [200, 500, 200]],
    [{ path: /^\/zones\/\w+$/g }, [200, 200, 500]],
    [{ method: "POST" }, [200, 200, 200]],
  ])("match %o / three reads / %j", async (match = {}, expected) => {
    const sandbox = await start();
    sandbox.fault({ kind: "status", match, times: Number.POSITIVE_INFINITY });
    const seen = [];
    for (const path of ["/zones", records, `/zones/${zoneId}`]) {
      seen.push((await call(sandbox, "GET", path)).status);
    }
    expect(seen).toEqual(expected);
  });

  test.each([
    [{ nth: 2 }, [200, 401, 200, 200]],
    [{ nth: 2, times: 2 }, [200, 401, 401, 200]],
    [{ times: Number.POSITIVE_INFINITY }, [401, 401, 401, 401]],
  ])("%o / four reads / %j", async (when, expected) => {
    const sandbox = await start();
    sandbox.fault({ kind: "status", status: 401, ...when });
    const seen = [];
    for (let n = 0; n < 4; n++) seen.push((await call(sandbox, "GET", "/zones")).status);
    expect(seen).toEqual(expected);
  });

  test("a fault without path / an echo route / spared; with its path / struck", async () => {
    const sandbox = await start();
    sandbox.fault({ kind: "html" });
    expect(await (await fetch(`${sandbox.origin}/ip`)).text()).toBe("93.184.216.34\n");
    sandbox.fault({ kind: "status", status: 200, body: "ip=x\n", match: { path: "/cdn-cgi/trace" } });
    expect(await (await fetch(`${sandbox.origin}/cdn-cgi/trace`)).text()).toBe("ip=x\n");
  });
});

describe("echo", () => {
  test("an address set / trace and plain echo / tell it per family", async () => {
    const sandbox = await start();
    sandbox.setAddress(4, "198.51.100.4");
    sandbox.setAddress(6, "2001:db8::6");
    const trace = await (await fetch(`${sandbox.origin}/cdn-cgi/trace`)).text();
    const lines = trace.trimEnd().split("\n");
    const keys = "fl h ip ts visit_scheme uag colo sliver http loc tls sni warp gateway rbi kex".split(" ");
    expect(lines.map((line) => line.split("=")[0])).toEqual(keys);
    expect(lines).toEqual(
      expect.arrayContaining([
        "ip=198.51.100.4",
        `h=${new URL(sandbox.origin).host}`,
        "warp=off",
        "gateway=off",
      ]),
    );
    expect(await (await fetch(`${sandbox.origin}/ip`)).text()).toBe("198.51.100.4\n");
    expect(await (await fetch(`${sandbox.origin}/ip?family=6`)).text()).toBe("2001:db8::6\n");
    expect(sandbox.requests).toEqual([]);
  });

  const whoami = "0677686f616d690a636c6f7564666c617265000010 0003".replace(" ", "");
  const header = (flags: string) => `abcd${flags}0001000000000000`;

  test.each([
    ["whoami TXT CH", `${header("0100")}${whoami}`, 200, "abcd81800001000100000000"],
    ["without recursion", `${header("0000")}${whoami}`, 200, "abcd80800001000100000000"],
    ["class IN", `${header("0100")}${whoami.slice(0, -1)}1`, 200, "abcd818500010000"],
    ["no query", "abcd", 400, ""],
  ])("%s / POST /dns-query / %#", async (_, query, status, expected) => {
    const sandbox = await start();
    const response = await fetch(`${sandbox.origin}/dns-query`, {
      method: "POST",
      headers: { "content-type": "application/dns-message" },
      body: Buffer.from(query, "hex"),
    });
    const answer = Buffer.from(await response.arrayBuffer()).toString("hex");
    expect(response.status).toBe(status);
    expect(response.ok ? answer.slice(0, expected.length) : "").toBe(expected);
  });

  test("the whoami answer / taken apart / one TXT CH string with the address", async () => {
    const sandbox = await start();
    const response = await fetch(`${sandbox.origin}/dns-query`, {
      method: "POST",
      headers: { "content-type": "application/dns-message" },
      body: Buffer.from(`${header("0100")}${whoami}`, "hex"),
    });
    const text = Buffer.from("93.184.216.34").toString("hex");
    const answer = `c00c001000030000 0000 000e 0d${text}`.replaceAll(" ", "");
    expect(Buffer.from(await response.arrayBuffer()).toString("hex")).toBe(
      `abcd81800001000100000000${whoami}${answer}`,
    );
    expect(response.headers.get("content-type")).toBe("application/dns-message");
  });

  test("another content type / POST /dns-query / 415", async () => {
    const sandbox = await start();
    const response = await fetch(`${sandbox.origin}/dns-query`, { method: "POST", body: "x" });
    expect(response.status).toBe(415);
  });

  test("no token / GET /ips / 15 and 7 ranges, jdcloud on demand", async () => {
    const sandbox = await start();
    const { body } = await call(sandbox, "GET", "/ips", undefined, {});
    expect([body.result.ipv4_cidrs.length, body.result.ipv6_cidrs.length]).toEqual([15, 7]);
    expect("jdcloud_cidrs" in body.result).toBe(false);
    const jdcloud = await call(sandbox, "GET", "/ips?networks=jdcloud", undefined, {});
    expect(jdcloud.body.result.jdcloud_cidrs).toEqual([]);
    expect((await (await fetch(`${sandbox.origin}/ips-v4`)).text()).split("\n")).toHaveLength(16);
  });
});

describe("programmatic face", () => {
  test("requests made / logged / with query, body and status, never the token", async () => {
    const sandbox = await start();
    await call(sandbox, "GET", "/zones?name=example.org&per_page=50");
    await call(sandbox, "POST", records, a("x", "nope"));
    await call(sandbox, "POST", records, "{");
    expect(sandbox.requests).toEqual([
      {
        method: "GET",
        path: "/zones",
        query: { name: "example.org", per_page: "50" },
        body: undefined,
        status: 200,
      },
      { method: "POST", path: records, query: {}, body: a("x", "nope"), status: 400 },
      { method: "POST", path: records, query: {}, body: "{", status: 400 },
    ]);
    expect(JSON.stringify(sandbox.requests)).not.toContain(bearer);
    sandbox.clearRequests();
    expect(sandbox.requests).toEqual([]);
  });

  test("identical duplicates / seeded / both stand, and the zone is found in either form", async () => {
    const sandbox = await start();
    const twin = { name: "Zwilling", type: "AAAA", content: "2001:DB8:0::1", proxied: true, ttl: 300 };
    sandbox.seed({ zones: [{ name: "xn--bcher-kva.example", records: [twin, twin] }] });
    const found = sandbox.records("Bücher.example");
    expect(found).toEqual(sandbox.records("xn--bcher-kva.example"));
    expect(found.map(({ name, content, ttl }) => [name, content, ttl])).toEqual([
      ["zwilling.xn--bcher-kva.example", "2001:db8::1", 1],
      ["zwilling.xn--bcher-kva.example", "2001:db8::1", 1],
    ]);
  });

  test("one of two identical duplicates / its comment patched, then moved onto a third / allowed, refused", async () => {
    const sandbox = await start();
    const twin = { name: "twin", type: "A", content: "192.0.2.1" };
    sandbox.seed({
      zones: [
        { name: "example.org", records: [twin, { ...twin, id: otherId }, { ...twin, content: "192.0.2.2" }] },
      ],
    });
    expectReply(await call(sandbox, "PATCH", `${records}/${otherId}`, { comment: "mine" }), 200);
    expectReply(await call(sandbox, "PATCH", `${records}/${otherId}`, { content: "192.0.2.2" }), 400, 81057);
  });

  test("hanging sockets / closed / at once", async () => {
    const sandbox = await startSandbox({ seed });
    sandbox.fault({ kind: "stall-headers", times: 2 });
    const hanging = [1, 2].map(() => call(sandbox, "GET", "/zones"));
    const failed = Promise.allSettled(hanging);
    await expect.poll(() => sandbox.requests.length).toBe(2);
    const from = performance.now();
    await sandbox.close();
    expect(performance.now() - from).toBeLessThan(100);
    expect((await failed).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });

  test("latency / a read / waits", async () => {
    const sandbox = await start({ latencyMs: 50 });
    const from = performance.now();
    await call(sandbox, "GET", "/zones");
    expect(performance.now() - from).toBeGreaterThan(45);
  });
});

describe("control routes", () => {
  async function post(origin: string, path: string, body: unknown): Promise<unknown> {
    const init = { method: "POST", body: JSON.stringify(body) };
    return (await fetch(`${origin}/__sandbox/${path}`, init)).json();
  }

  async function stateOf(origin: string): Promise<SandboxState> {
    return JSON.parse(await (await fetch(`${origin}/__sandbox/state`)).text());
  }

  test("another process / seeds, spoils, moves and resets / as the programmatic face does", async () => {
    const sandbox = await start();
    const { origin } = sandbox;
    await post(origin, "seed", { zones: [{ name: "more.example" }] });
    await post(origin, "address", { family: 6, address: "2001:db8::9" });
    await post(origin, "switches", { badId: "400" });
    await post(origin, "fault", { kind: "status", status: 503, times: null, match: { pattern: "^/zones$" } });
    expect((await call(sandbox, "GET", "/zones")).status).toBe(503);
    expect((await call(sandbox, "GET", "/zones")).status).toBe(503);
    expect((await call(sandbox, "GET", "/zones/x")).status).toBe(400);
    expect(await (await fetch(`${origin}/__sandbox/requests`)).json()).toMatchObject([
      { path: "/zones", status: 503 },
      { path: "/zones", status: 503 },
      { path: "/zones/x", status: 400 },
    ]);
    await fetch(`${origin}/__sandbox/fault`, { method: "DELETE" });
    expect((await call(sandbox, "GET", "/zones")).status).toBe(200);
    const state = await stateOf(origin);
    expect(state.zones.map(({ name }) => name)).toContain("more.example");
    expect(state.addresses).toEqual({ 4: "93.184.216.34", 6: "2001:db8::9" });
    await post(origin, "reset", {});
    expect(sandbox.requests).toEqual([]);
    expect(sandbox.switches.badId).toBe("404");
    expect(await stateOf(origin)).toMatchObject({ zones: [{}, {}], lists: [{}] });
  });

  test.each([
    ["fault", {}],
    ["address", { family: 5 }],
    ["seed", []],
    ["nothing", {}],
  ])("POST %s %j / sent / refused with a reason", async (path, body) => {
    const { origin } = await start();
    expect(await post(origin, path, body)).toEqual({ ok: false, error: expect.any(String) });
  });

  test("tokens seeded / state read / their values are not told", async () => {
    const { origin } = await withToken({});
    const state = await stateOf(origin);
    expect(state.tokens).toBe(1);
    expect(JSON.stringify(state)).not.toContain(bearer);
  });
});

describe("command line", () => {
  // Node 20 cannot run TypeScript by itself
  test.skipIf(!process.features.typescript)(
    "node main.ts / started, asked, told to stop / one line, an answer, exit 0",
    async () => {
      const main = new URL("./sandbox/main.ts", import.meta.url).pathname;
      const child: ChildProcess = spawn(process.execPath, [main]);
      const [line] = await once(child.stdout ?? child, "data");
      const url = String(line).trim();
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/client\/v4$/);
      const response = await fetch(`${url}/zones`, { headers: { authorization: `Bearer ${bearer}` } });
      expect(response.status).toBe(200);
      child.kill("SIGTERM");
      expect(await once(child, "exit")).toEqual([0, null]);
    },
  );
});
