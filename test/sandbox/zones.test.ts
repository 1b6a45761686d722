/** The sandbox keeps the specification, through real HTTP: finding zones. */

import { describe, expect, test } from "vitest";
import { defaultAccount } from "./index.ts";
import { call, expectReply, lists, missingId, records, start, zoneId } from "./stage.ts";

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
