/** The sandbox keeps the specification, through real HTTP: each uncertain matter under each of its settings. */

import { describe, expect, test } from "vitest";
import { defaultAccount, type SeedToken, type Switches } from "./index.ts";
import {
  a,
  call,
  expectReply,
  finish,
  home,
  items,
  lists,
  missingId,
  records,
  start,
  withToken,
} from "./stage.ts";

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
