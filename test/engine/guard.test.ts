/** The guard between plan and apply, ownership before it, and the search for a zone. */

import { describe, expect, test } from "vitest";
import { DdnsError } from "../../src/core/errors.ts";
import { zoneCaution, zoneOf } from "../../src/core/name/zone-of.ts";
import { objectionTo } from "../../src/core/plan/guard.ts";
import { contentsOf, SELECT_ALL } from "../../src/core/plan/ownership.ts";
import type { Address, Change, DnsRecord, Intent, Zone } from "../../src/core/types.ts";
import { addressOf, nameOf } from "../unit/core/values.ts";
import { MARKED, PLAIN } from "./kit.ts";

const KEY = { name: nameOf("home.example.org"), type: "A" } as const;
const A = addressOf("203.0.113.7");
const APEX = nameOf("example.org");
const SET: Intent<Address> = { kind: "set", targets: [A] };

function record(id: string, type: string, content: string, change: Partial<DnsRecord> = {}): DnsRecord {
  return { id, name: KEY.name, type, content, ...PLAIN, ...change };
}

function update(id: string, content: string, attributes?: { readonly proxied: boolean }): Change {
  return {
    action: "update",
    key: KEY,
    id,
    from: A,
    content: addressOf(content),
    ...(attributes === undefined ? {} : { attributes }),
  };
}

describe("guard", () => {
  test.each<[string, Intent<Address>, readonly DnsRecord[], readonly Change[], string | undefined, RegExp]>([
    [
      "an ordinary update / nothing against it",
      SET,
      [record("1", "A", "198.51.100.1")],
      [update("1", A)],
      undefined,
      /^$/,
    ],
    [
      "a CNAME at the name / refused, naming its target",
      SET,
      [record("1", "CNAME", "x.example.net")],
      [],
      "RECORD_CONFLICT",
      /CNAME to x\.example\.net/,
    ],
    [
      "a CNAME at the name / clear / nothing against it",
      { kind: "clear" },
      [record("1", "CNAME", "x.example.net")],
      [],
      undefined,
      /^$/,
    ],
    [
      "NS records at the name / refused, naming where it is served",
      SET,
      [record("1", "NS", "ns1.example.net")],
      [{ action: "create", key: KEY, content: A, attributes: PLAIN }],
      "RECORD_CONFLICT",
      /delegate this name to ns1\.example\.net/,
    ],
    [
      "NS records beside an address that is right / nothing against it",
      SET,
      [record("1", "NS", "ns1.example.net"), record("2", "A", A)],
      [],
      undefined,
      /^$/,
    ],
    [
      "a CNAME whose target would move a terminal / its escapes are shown",
      SET,
      [record("1", "CNAME", "x\u001b[2J\r\nforged.example.net")],
      [],
      "RECORD_CONFLICT",
      /CNAME to x\\u001b\[2J\\r\\nforged/,
    ],
    [
      "a foreign record at the target / refused",
      SET,
      [record("1", "A", "198.51.100.1", { comment: "ddns" }), record("2", "A", A)],
      [update("1", A)],
      "RECORD_CONFLICT",
      /MANAGED_RECORDS_COMMENT_REGEX/,
    ],
    [
      "a foreign record elsewhere / nothing against it",
      SET,
      [record("1", "A", "198.51.100.1", { comment: "ddns" }), record("2", "A", "198.51.100.2")],
      [update("1", A)],
      undefined,
      /^$/,
    ],
    [
      "a proxied record to a private address / refused",
      SET,
      [record("1", "A", A, { comment: "ddns", proxied: true })],
      [update("1", "192.168.1.2")],
      "BAD_INPUT",
      /orange cloud/,
    ],
    [
      "a private address, the cloud turned off with it / nothing against it",
      SET,
      [record("1", "A", A, { comment: "ddns", proxied: true })],
      [update("1", "192.168.1.2", { proxied: false })],
      undefined,
      /^$/,
    ],
    [
      "a plan that leaves nothing, nobody said clear / refused",
      SET,
      [record("1", "A", A, { comment: "ddns" })],
      [{ action: "delete", key: KEY, id: "1", from: A }],
      "BAD_INPUT",
      /last address/,
    ],
    [
      "clear leaves nothing / nothing against it",
      { kind: "clear" },
      [record("1", "A", A, { comment: "ddns" })],
      [{ action: "delete", key: KEY, id: "1", from: A }],
      undefined,
      /^$/,
    ],
    [
      "a managed record holds no address / refused, naming it",
      SET,
      [record("r9", "A", "not an address", { comment: "ddns" })],
      [],
      "RECORD_CONFLICT",
      /r9 holds "not an address"/,
    ],
  ])("%s", (_title, intent, records, changes, code, message) => {
    const objection = objectionTo(
      KEY,
      intent,
      contentsOf(
        KEY,
        records,
        records.length === 1 && records[0]?.comment === "" ? SELECT_ALL : MARKED,
        APEX,
      ),
      changes,
    );
    expect(objection?.code).toBe(code);
    expect(objection?.message ?? "").toMatch(message);
  });
});

describe("ownership", () => {
  test("ours, others', another name, another type / sort / each in its place", () => {
    const all = [
      record("1", "A", A, { comment: "ddns 1" }),
      record("2", "A", A, { comment: "by hand" }),
      record("3", "AAAA", "2001:db8::1", { comment: "ddns" }),
      record("4", "A", A, { name: nameOf("www.example.org"), comment: "ddns" }),
      record("5", "TXT", "v=1"),
    ];
    const { managed, foreign, siblings, cname, unreadable } = contentsOf(KEY, all, MARKED, APEX);
    const ids = [managed, foreign, siblings].map((records) => records.map(({ id }) => id));
    expect(ids).toEqual([["1"], ["2"], ["3"]]);
    expect([cname, unreadable]).toEqual([undefined, undefined]);
  });

  test("an address in another spelling / sort / in canonical form", () => {
    const key = { name: KEY.name, type: "AAAA" } as const;
    const all = [record("1", "AAAA", "2001:DB8:0:0::1")];
    expect(contentsOf(key, all, SELECT_ALL, APEX).managed[0]?.content).toBe("2001:db8::1");
  });
});

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
});
