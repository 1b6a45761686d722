/** Refusals told for somebody at three in the morning: what happened, to what, and one next step that leads somewhere. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NEEDS } from "../../src/adapters/cloudflare/refusal/advice.ts";
import { type RefusingParts, readRefusal } from "../../src/adapters/cloudflare/refusal/refusal.ts";
import { traitsOf } from "../../src/core/list/kinds.ts";
import { DdnsError } from "../../src/index.ts";
import { openSandboxStage } from "./sandbox/stage.ts";

const READ = { task: "list the zones", kind: "read" } as const;
const WRITE = { task: "change 1 record of example.org", kind: "write", needs: NEEDS.writeRecords } as const;

function answer(status: number, errors: unknown, body: unknown = {}): RefusingParts {
  return { status, errors, body, ray: undefined, retryAfter: undefined };
}

function said(status: number, code: number, message: string, errand: typeof READ | typeof WRITE = WRITE) {
  const { error } = readRefusal(answer(status, [{ code, message }]), errand);
  return `${error.code}: ${error.message}`;
}

describe("numbers and words", () => {
  test.each<[status: number, code: number, message: string, expected: RegExp]>([
    [400, 1000, "Invalid API Token", /AUTH_REJECTED.*unknown, expired or mistyped.*My Profile > API Tokens/],
    [400, 6003, "Invalid request headers", /AUTH_REJECTED.*global API key/],
    [400, 9106, "Authentication failed (status: 400)", /AUTH_REJECTED.*mistyped or cut off/],
    [401, 10000, "Authentication error", /AUTH_REJECTED.*unknown, expired or mistyped/],
    [403, 9109, "Invalid access token", /AUTH_REJECTED.*unknown, expired or mistyped/],
    [
      403,
      9109,
      "Cannot use the access token from location: 8.8.8.8",
      /AUTH_REJECTED.*8\.8\.8\.8.*filter on client/,
    ],
    [
      403,
      9109,
      "Unauthorized to access requested resource",
      /PERMISSION_DENIED.*Zone > DNS > Edit.*the zone is among/,
    ],
    [403, 10000, "Authentication error", /PERMISSION_DENIED.*Zone > DNS > Edit/],
    [
      403,
      1038,
      "You cannot use this API for domains with a .cf, .ga, .gq, .ml, or .tk TLD",
      /PERMISSION_DENIED.*whatever the token.*another domain/,
    ],
    [404, 7003, "Could not route to /zones/x", /ZONE_NOT_FOUND.*id is mistyped/],
    [
      400,
      81053,
      "An A, AAAA, or CNAME record with that host already exists.",
      /RECORD_CONFLICT.*CNAME or an address record/,
    ],
    [400, 81054, "A CNAME record with that host already exists.", /RECORD_CONFLICT.*tunnel/],
    [400, 81056, "NS records with that host already exist.", /RECORD_CONFLICT.*delegated by NS records/],
    [400, 81058, "An identical record already exists.", /RECORD_CONFLICT.*there already/],
    [400, 81045, "Record quota exceeded.", /QUOTA_EXCEEDED.*zone is full/],
    [400, 9300, "DNS record has 1 tags, exceeding the quota of 0.", /QUOTA_EXCEEDED.*no tags/],
    [400, 9003, "Target 10.0.0.1 is not allowed for a proxied record.", /BAD_INPUT.*orange cloud/],
    [400, 9021, "TTL must be between 60 and 86400 seconds", /BAD_INPUT.*Set TTL/],
    [400, 9313, "DNS record comment exceeds the maximum length", /BAD_INPUT.*RECORD_COMMENT/],
    [400, 81102, "This zone is a secondary zone", /BAD_INPUT.*transferred from another name server/],
    [400, 99999, "Records of a secondary zone cannot be changed", /transferred from another name server/],
    [400, 99999, "NS records cannot share a name with other records.", /delegated by NS records/],
    [400, 99999, "The zone is locked", /blocked at Cloudflare.*dashboard/],
    [400, 99999, "Zone example.org has been deactivated", /blocked at Cloudflare.*dashboard/],
    [400, 99999, "source ip already in use by another location", /carrier-grade NAT/],
    [405, 10405, "Method not allowed", /no such change through its API.*dashboard/],
    [405, 99999, "", /no such change through its API.*dashboard/],
    [400, 99999, "Something nobody foresaw", /Try the same in Cloudflare's dashboard/],
    [429, 10500, "More than 1200 requests per 300 seconds reached", /RATE_LIMITED.*tried again/],
    [503, 99999, "Service unavailable", /could not|Could not/i],
  ])("HTTP %i, %i %s / read / %s", (status, code, message, expected) => {
    expect(said(status, code, message)).toMatch(expected);
  });

  test.each([
    [{ ...READ, needs: NEEDS.zones }, /Zone > Zone > Read .*zone is among/],
    [
      { ...READ, needs: traitsOf("waf").permission },
      /Account > Account Filter Lists > Edit.*account is among/,
    ],
    [{ ...READ, needs: traitsOf("zero-trust").permission }, /Account > Zero Trust > Edit.*account is among/],
    [READ, /Zone > DNS > Edit.*Account Filter Lists > Edit.*Zero Trust > Edit/],
  ])("not permitted, $task / read / names what is missing", (errand, expected) => {
    const { error } = readRefusal(answer(403, [{ code: 10000, message: "Authentication error" }]), errand);
    expect(error.message).toMatch(expected);
  });

  test.each([
    ["no errors", []],
    ["errors that are none", "broken"],
    ["an error without number", [{ message: "what" }]],
    ["a number that is none", [{ code: "abc", message: "what" }]],
    ["nothing", undefined],
  ])("400 with %s / read / the number of HTTP, and no setting is blamed", (_title, errors) => {
    const { error } = readRefusal(answer(400, errors), WRITE);
    expect(error.message).toMatch(/Cloudflare refused to change 1 record of example\.org/);
    expect(error.message).not.toMatch(/setting/i);
  });

  test("whatever the number and words / read / one harmless line, a step, and no unknown code blames a setting", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 400, max: 599 }),
        fc.integer({ min: 0, max: 99_999 }),
        fc.string({ unit: "binary", maxLength: 400 }),
        (status, code, message) => {
          const { error } = readRefusal(answer(status, [{ code, message }]), WRITE);
          expect(error).toBeInstanceOf(DdnsError);
          expect(error.message).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
          expect(error.message).toMatch(/\.$/);
          if (!/RECORD_COMMENT|MANAGED_|take the name out of the settings/.test(error.message))
            expect(error.message).not.toMatch(/\bsetting/);
        },
      ),
    );
  });
});

describe("pages in place of the API", () => {
  test.each<[title: string, status: number, body: string, expected: RegExp]>([
    [
      "a page of Cloudflare's",
      403,
      "<html><title>Attention Required!</title>",
      /RESPONSE_MALFORMED.*block page/,
    ],
    ["a number of Cloudflare's", 403, "error code: 1020", /block page.*error code 1020/],
    ["the number inside a page", 403, "<h1>Error</h1> <p>Error code: <b>1015</b></p>", /error code 1015/],
    ["nothing at all", 403, "", /block page/],
    ["a page without meaning", 404, "<html>not here</html>", /block page.*HTTP 404/],
    ["a proxy that asks who asks", 407, "Proxy Authentication Required", /HTTPS_PROXY.*user:password@host/],
    ["the edge", 521, "<html>Web server is down</html>", /UNAVAILABLE.*out of order/],
  ])("%s / read / told as such", (_title, status, body, expected) => {
    const { error } = readRefusal(answer(status, undefined, body), READ);
    expect(`${error.code}: ${error.message}`).toMatch(expected);
  });

  test("a page in place of the answer to a write / read / unconfirmed, and what to look for", () => {
    const { error } = readRefusal(answer(403, undefined, "<html>"), WRITE);
    expect(`${error.code}: ${error.message}`).toMatch(
      /WRITE_UNCONFIRMED.*block page.*HTTP 403.*proxy.*read again/,
    );
  });

  test("five megabytes of page / read / at once", () => {
    const before = performance.now();
    readRefusal(answer(403, undefined, `error code${" ".repeat(5_000_000)}`), READ);
    expect(performance.now() - before).toBeLessThan(500);
  });
});

describe("states of zones", () => {
  test("deactivated / once / updated, with a warning", async () => {
    await using stage = await openSandboxStage(
      { zones: [{ name: "example.org", status: "deactivated" }] },
      { IP4_DOMAINS: "home.example.org" },
    );
    const { status, err, report } = await stage.once();
    expect([status, report.records[0]?.outcome]).toEqual([0, "created"]);
    expect(err).toMatch(/deactivated at Cloudflare/);
  });
});

describe("a token that may not read zones", () => {
  const token = "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD";
  const own = { CLOUDFLARE_API_TOKEN: token, IP4_DOMAINS: "a.b.home.example.org,www.example.org" };

  test.each<[string, readonly string[]]>([
    ["lists alone", ["Account Filter Lists Edit"]],
    ["nothing", []],
    ["records alone, which does not read zones here", ["DNS Edit"]],
  ])(
    "it may change %s / once / the missing permission by name, few requests",
    async (_title, permissions) => {
      await using stage = await openSandboxStage(
        {
          zones: [{ name: "example.org" }],
          tokens: [{ value: token, kind: "user", permissions: [...permissions] }],
        },
        own,
      );
      stage.sandbox.switches.dnsEditFindsZones = false;
      const { status, report } = await stage.once();
      expect(status).toBe(1);
      for (const { error } of report.records) {
        expect(error).toMatchObject({ code: "PERMISSION_DENIED" });
        expect(error?.message).toMatch(/Zone > Zone > Read .*Zone > DNS > Edit/);
      }
      expect(report.requests).toBeLessThanOrEqual(11);
    },
  );

  test("a token for one zone, which may not list / once / found by walking up, updated", async () => {
    await using stage = await openSandboxStage(
      {
        zones: [{ name: "example.org" }, { name: "example.net" }],
        tokens: [{ value: token, zones: ["example.org"] }],
      },
      own,
    );
    Object.assign(stage.sandbox.switches, { unfilteredZones: "forbidden", unknownZoneName: "forbidden" });
    const { status, report } = await stage.once();
    expect(report.records.map(({ error }) => error)).toEqual([null, null]);
    expect(status).toBe(0);
  });
});
