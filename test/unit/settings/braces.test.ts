/** Options in braces behind names: for this name alone, for both families, and enforced. */

import { describe, expect, test } from "vitest";
import { BASE, parse, problemsOf } from "./reading.ts";

/** Each record set as `name type proxied ttl enforced…`. */
function shown(environment: Readonly<Record<string, string>>): readonly string[] {
  const parsed = parse({ ...BASE, ...environment });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config.records.map(({ owner, type, attributes, enforce }) =>
    [
      owner.kind === "name" ? owner.name : "",
      type,
      attributes.proxied ? "proxied" : "open",
      attributes.ttl,
      ...enforce,
    ].join(" "),
  );
}

describe("options in braces", () => {
  test("ttl and proxied of one name / read / they count for it alone and are enforced", () => {
    expect(shown({ DOMAINS: "a.org{ttl=120, proxied=true},b.org" })).toEqual([
      "a.org A proxied 120 proxied ttl",
      "a.org AAAA proxied 120 proxied ttl",
      "b.org A open 1",
      "b.org AAAA open 1",
    ]);
  });

  test("general settings besides / read / braces win, what ENFORCE names stays enforced", () => {
    const general = { TTL: "300", PROXIED: "true", ENFORCE: "comment" };
    expect(shown({ ...general, DOMAINS: "a.org{proxied=false}", IP6_PROVIDER: "none" })).toContain(
      "a.org A open 300 comment proxied",
    );
    expect(shown({ ...general, ENFORCE: "proxied", DOMAINS: "a.org{proxied=keep}" })).toContain(
      "a.org A proxied 300",
    );
  });

  test("a value in one of two lists / read / it counts for both families", () => {
    expect(shown({ DOMAINS: "", IP4_DOMAINS: "a.org{ttl=60}", IP6_DOMAINS: "A.org.{hostid6=::1}" })).toEqual([
      "a.org A open 60 ttl",
      "a.org AAAA open 60 ttl",
    ]);
  });

  test.each([
    [
      "another value in another list",
      { IP4_DOMAINS: "a.org{ttl=60}", IP6_DOMAINS: "a.org{ttl=120}" },
      "IP6_DOMAINS",
    ],
    ["proxied both ways", { DOMAINS: "a.org{proxied=1}", IP4_DOMAINS: "a.org{proxied=0}" }, "IP4_DOMAINS"],
    ["a TTL that is none", { DOMAINS: "a.org{ttl=fast}" }, "DOMAINS"],
    ["proxied that is no boolean", { DOMAINS: "a.org{proxied=maybe}" }, "DOMAINS"],
    ["a site that nobody named", { DOMAINS: "a.org{site=cabin}" }, "DOMAINS"],
    ["an account that nobody named", { DOMAINS: "a.org{account=work}" }, "DOMAINS"],
  ])("%s / read / refused", (_, environment, setting) => {
    const parsed = parse({ ...BASE, ...environment });
    expect(problemsOf(parsed)).toEqual([setting]);
    expect(!parsed.ok && parsed.problems[0]?.message).toContain("a.org");
  });
});
