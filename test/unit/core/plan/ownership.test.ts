/** Which records are ours to touch. */

import { describe, expect, test } from "vitest";
import { contentsOf, SELECT_ALL } from "../../../../src/core/plan/ownership.ts";
import type { DnsRecord } from "../../../../src/core/types.ts";
import { MARKED, PLAIN } from "../../../engine/kit.ts";
import { addressOf, nameOf } from "../values.ts";

const KEY = { name: nameOf("home.example.org"), type: "A" } as const;
const A = addressOf("203.0.113.7");
const APEX = nameOf("example.org");

function record(id: string, type: string, content: string, change: Partial<DnsRecord> = {}): DnsRecord {
  return { id, name: KEY.name, type, content, ...PLAIN, ...change };
}

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
