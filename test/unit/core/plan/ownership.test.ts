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

  test("an AAAA set / sort / its siblings are the A records of ours that hold an address", () => {
    const key = { name: KEY.name, type: "AAAA" } as const;
    const all = [
      record("1", "A", A, { comment: "ddns" }),
      record("2", "A", A, { comment: "by hand" }),
      record("3", "A", "no address", { comment: "ddns" }),
      record("4", "AAAA", "2001:db8::1", { comment: "ddns" }),
    ];
    const { managed, siblings, unreadable } = contentsOf(key, all, MARKED, APEX);
    expect([managed, siblings].map((records) => records.map(({ id }) => id))).toEqual([["4"], ["1"]]);
    expect(unreadable).toBeUndefined();
  });

  test("NS records / sort / a delegation, but for the apex whose zone it is", () => {
    const apex = { name: APEX, type: "A" } as const;
    const servers = [
      record("1", "NS", "ns.example.net", { name: APEX }),
      record("2", "NS", "ns.example.net"),
    ];
    expect(contentsOf(apex, servers, SELECT_ALL, APEX).delegation).toBeUndefined();
    expect(contentsOf(KEY, servers, SELECT_ALL, APEX).delegation?.id).toBe("2");
  });

  test("a record that holds no address / sort / ours is told, others' is left alone", () => {
    const ours = record("1", "A", "no address", { comment: "ddns" });
    const theirs = record("2", "A", "no address", { comment: "by hand" });
    expect(contentsOf(KEY, [ours, theirs], MARKED, APEX)).toMatchObject({ unreadable: ours, foreign: [] });
    expect(contentsOf(KEY, [theirs], MARKED, APEX)).toMatchObject({ unreadable: undefined, foreign: [] });
  });
});
