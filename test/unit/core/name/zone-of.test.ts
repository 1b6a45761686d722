/** Which of the zones that a token sees holds a name. */

import { describe, expect, test } from "vitest";
import { DdnsError } from "../../../../src/core/errors.ts";
import { zoneCaution, zoneOf } from "../../../../src/core/name/zone-of.ts";
import type { Zone } from "../../../../src/core/types.ts";
import { nameOf } from "../values.ts";

describe("the zone of a name", () => {
  const zone = (name: string, change: Partial<Zone> = {}): Zone => ({
    id: `${name} ${change.status ?? ""}${change.id ?? ""}`,
    name: nameOf(name),
    status: "active",
    accountId: "",
    batchLimit: 200,
    ...change,
  });
  const find = (name: string, ...zones: readonly Zone[]): string => {
    const found = zoneOf(nameOf(name), zones);
    return found instanceof DdnsError ? found.code : `${found.name} ${found.status}`;
  };

  test.each([
    [
      "nested zones / the longest wins",
      "a.b.example.org",
      [zone("example.org"), zone("b.example.org")],
      "b.example.org active",
    ],
    [
      "a zone whose name only looks like a suffix / not found",
      "notexample.org",
      [zone("example.org")],
      "ZONE_NOT_FOUND",
    ],
    ["the apex / its own zone", "example.org", [zone("example.org")], "example.org active"],
    [
      "a wildcard / the zone around it",
      "*.b.example.org",
      [zone("b.example.org"), zone("example.org")],
      "b.example.org active",
    ],
    [
      "active and pending of one name / the active one",
      "example.org",
      [zone("example.org", { status: "pending" }), zone("example.org")],
      "example.org active",
    ],
    [
      "two active of one name / refused",
      "example.org",
      [zone("example.org", { id: "1" }), zone("example.org", { id: "2" })],
      "ZONE_NOT_FOUND",
    ],
    [
      "two pending of one name / refused",
      "example.org",
      [
        zone("example.org", { id: "1", status: "pending" }),
        zone("example.org", { id: "2", status: "moved" }),
      ],
      "ZONE_NOT_FOUND",
    ],
    ["deleted / not found", "example.org", [zone("example.org", { status: "deleted" })], "ZONE_NOT_FOUND"],
    [
      "a deleted nested zone / the outer one",
      "a.b.example.org",
      [zone("b.example.org", { status: "deleted" }), zone("example.org")],
      "example.org active",
    ],
    ["no zone at all / not found", "example.org", [], "ZONE_NOT_FOUND"],
  ] as const)("%s", (_title, name, zones, expected) => {
    expect(find(name, ...zones)).toBe(expected);
  });

  test("not found / its message / names what the token sees, twelve at most", () => {
    const many = Array.from({ length: 20 }, (_, index) => zone(`z${index}.example`));
    expect((zoneOf(nameOf("a.b"), many) as DdnsError).message).toMatch(/and 8 more/);
    expect((zoneOf(nameOf("a.b"), []) as DdnsError).message).toMatch(/sees no zone at all/);
  });

  test("active and pending / caution / only for the pending one", () => {
    expect(zoneCaution(zone("example.org"))).toBeUndefined();
    expect(zoneCaution(zone("example.org", { status: "pending" }))).toMatch(/example\.org is pending/);
  });

  test.each([
    ["pending", /registrar/],
    ["initializing", /being set up/],
    ["moved", /no longer are Cloudflare's/],
    ["deactivated", /deactivated at Cloudflare.*activate it there/],
    ["frozen\u001b[2J", /frozen\\u001b\[2J.*dashboard/],
  ])("%s / look for the zone / kept right, and what to do", (status, expected) => {
    const found = zoneOf(nameOf("home.example.org"), [zone("example.org", { status })]);
    expect(found).toMatchObject({ status });
    expect(zoneCaution(zone("example.org", { status }))).toMatch(expected);
    expect(zoneCaution(zone("example.org", { status }))).toMatch(/kept right/);
  });

  test.each(["deleted", "purged"])("%s / look for the zone / told as such", (status) => {
    const found = zoneOf(nameOf("home.example.org"), [zone("example.org", { status })]);
    expect(found).toMatchObject({ code: "ZONE_NOT_FOUND" });
    expect(String(found)).toMatch(`example.org is ${status} at Cloudflare`);
  });

  test.each(["deactivated", "pending", "frozen"])(
    "%s and active / look for the zone / the active one, in either order",
    (status) => {
      const zones = [zone("example.org", { status }), zone("example.org")];
      for (const order of [zones, [...zones].reverse()])
        expect(find("home.example.org", ...order)).toBe("example.org active");
    },
  );
});

describe("what is said", () => {
  const zone = (name: string, status = "active", id = name): Zone => ({
    id,
    name: nameOf(name),
    status,
    accountId: "",
    batchLimit: 200,
  });
  const said = (name: string, ...zones: readonly Zone[]): string => {
    const found = zoneOf(nameOf(name), zones);
    if (!(found instanceof DdnsError)) throw new Error(`found ${found.name}`);
    return found.message;
  };

  test("two zones of one name / look / which, and the next step", () => {
    expect(
      said("home.example.org", zone("example.org", "active", "1"), zone("example.org", "active", "2")),
    ).toBe(
      "home.example.org was left as it is: the token sees two zones called example.org, so there is no telling which is meant. Limit the token to one of them.",
    );
  });

  test("a deleted zone of another name / look / not found, by the names that are there", () => {
    expect(said("home.example.org", zone("example.net", "deleted"), zone("a.example"))).toMatch(
      /^No zone holds home\.example\.org\. The token sees a\.example, example\.net\. /,
    );
  });

  test.each([12, 13])("%d zones / look / twelve of them in order", (count) => {
    const names = Array.from({ length: count }, (_, index) => `z${String(index).padStart(2, "0")}.example`);
    const shown = names.slice(0, 12).join(", ") + (count === 12 ? "" : " and 1 more");
    expect(said("home.example.org", ...names.map((name) => zone(name)).reverse())).toContain(
      `sees ${shown}. Check`,
    );
  });

  test.each([
    ["initializing", "Finish its set-up in the dashboard."],
    ["moved", "or keep the names where the domain is now."],
    ["deactivated", "and activate it there."],
    ["pending", "at the registrar of the domain."],
    ["frozen", "Look at it in the dashboard."],
  ])("%s / caution / ends with the next step", (status, step) => {
    expect(zoneCaution(zone("example.org", status))?.endsWith(step)).toBe(true);
  });

  test("active and pending of one name among others / look / the active one, wherever it stands", () => {
    const active = zone("example.org", "active", "1");
    const others = [zone("example.org", "pending", "2"), zone("example.org", "moved", "3")];
    for (const place of [0, 1, 2]) {
      const zones = [...others.slice(0, place), active, ...others.slice(place)];
      expect(zoneOf(nameOf("home.example.org"), zones)).toBe(active);
    }
  });
});
