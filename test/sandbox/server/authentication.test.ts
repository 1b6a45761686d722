/** The sandbox keeps the specification, through real HTTP: who may call, and what each refusal looks like. */

import { describe, expect, test } from "vitest";
import { defaultAccount } from "../index.ts";
import { call, expectReply, items, lists, missingId, records, withToken } from "../stage.ts";

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
