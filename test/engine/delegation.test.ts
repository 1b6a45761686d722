/** Names at and below NS records: refused where Cloudflare refuses them, warned about where nobody is answered with them. */

import { describe, expect, test } from "vitest";
import { delegationCaution } from "../../src/core/plan/delegation.ts";
import type { DnsRecord } from "../../src/core/types.ts";
import { nameOf } from "../unit/core/values.ts";
import { PLAIN } from "./kit.ts";
import { openSandboxStage } from "./sandbox/stage.ts";

const APEX = nameOf("example.org");

function caution(name: string, servers: readonly (readonly [name: string, server: string])[]) {
  const records = servers.map(
    ([at, content], index): DnsRecord => ({
      ...PLAIN,
      id: String(index),
      name: nameOf(at),
      type: "NS",
      content,
    }),
  );
  return delegationCaution(nameOf(name), APEX, (at) => records.filter((record) => record.name === at));
}

describe("what is above a name", () => {
  test.each<[string, string, readonly (readonly [string, string])[], RegExp | undefined]>([
    ["nothing", "x.home.example.org", [], undefined],
    [
      "NS one label above",
      "x.home.example.org",
      [["home.example.org", "ns1.example.net"]],
      /ns1\.example\.net/,
    ],
    [
      "NS three labels above",
      "a.b.c.home.example.org",
      [["home.example.org", "ns1.example.net"]],
      /at home\.example/,
    ],
    [
      "NS twice above / the one nearest to the apex counts",
      "a.b.home.example.org",
      [
        ["b.home.example.org", "ns2.example.net"],
        ["home.example.org", "ns1.example.net"],
      ],
      /at home\.example\.org delegate.*ns1/,
    ],
    ["a wildcard below", "*.home.example.org", [["home.example.org", "ns1.example.net"]], /ns1/],
    ["NS at the apex", "x.example.org", [["example.org", "ada.ns.example.com"]], undefined],
    [
      "NS at the name itself, which the guard refuses",
      "home.example.org",
      [["home.example.org", "n.example.net"]],
      undefined,
    ],
    ["NS beside", "x.home.example.org", [["other.example.org", "ns1.example.net"]], undefined],
    ["NS below", "home.example.org", [["x.home.example.org", "ns1.example.net"]], undefined],
    [
      "NS at a name that ends alike",
      "x.myhome.example.org",
      [["home.example.org", "ns1.example.net"]],
      undefined,
    ],
    [
      "the name server itself",
      "ns1.home.example.org",
      [["home.example.org", "NS1.home.example.org."]],
      undefined,
    ],
    ["the apex itself", "example.org", [["example.org", "ns1.example.net"]], undefined],
  ])("%s", (_title, name, servers, expected) => {
    const text = caution(name, servers);
    if (expected === undefined) expect(text).toBeUndefined();
    else expect(text).toMatch(expected);
  });
});

const seed = (name: string) => ({
  zones: [{ name: "example.org", records: [{ name, type: "NS", content: "ns1.example.net" }] }],
});
const environment = (name: string) => ({ IP4_DOMAINS: `${name},www.example.org` });

test("a name below NS records / once / created, and told that nobody sees it", async () => {
  await using stage = await openSandboxStage(seed("home.example.org"), environment("x.home.example.org"));
  const { status, err, report } = await stage.once();
  expect([status, report.records.map(({ outcome }) => outcome)]).toEqual([0, ["created", "created"]]);
  expect(err).toMatch(/x\.home\.example\.org is kept right.*nobody is answered with it.*ns1\.example\.net/);
  expect(err.match(/nobody is answered/g)).toHaveLength(1);
});

test("a name with NS records / once / refused before anything is sent, its neighbour goes through", async () => {
  await using stage = await openSandboxStage(seed("home.example.org"), environment("home.example.org"));
  const { status, report } = await stage.once();
  expect(status).toBe(1);
  expect(report.records.map(({ outcome, error }) => [outcome, error?.code])).toEqual([
    ["failed", "RECORD_CONFLICT"],
    ["created", undefined],
  ]);
  expect(report.records[0]?.error?.message).toMatch(/NS records delegate this name to ns1\.example\.net/);
  expect(stage.sandbox.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
});
