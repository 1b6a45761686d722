/** The sandbox keeps the specification, through real HTTP: what a record may be. */

import { describe, expect, test } from "vitest";
import { a, call, expectReply, records, start, zoneId } from "../stage.ts";

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
