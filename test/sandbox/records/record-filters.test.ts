/** The sandbox keeps the specification, through real HTTP: listing records. */

import { performance } from "node:perf_hooks";
import { describe, expect, test } from "vitest";
import type { SandboxSeed } from "../index.ts";
import { bearer, call, records, start, zoneId } from "../stage.ts";

describe("record listing", () => {
  const listed: SandboxSeed = {
    zones: [
      {
        id: zoneId,
        name: "example.org",
        plan: "pro",
        records: [
          { name: "b", type: "A", content: "192.0.2.2", comment: "Managed by ddns", tags: ["env:prod"] },
          { name: "a", type: "A", content: "192.0.2.1", ttl: 600 },
          { name: "a", type: "A", content: "192.0.2.1", ttl: 600 },
          { name: "a", type: "AAAA", content: "2001:db8::1", proxied: true },
          { name: "bücher", type: "CNAME", content: "a.example.org", tags: ["env:test", "team"] },
        ],
      },
    ],
  };

  test.each([
    ["", "AaAaAb4aCx"],
    ["direction=desc", "Cx4aAbAaAa"],
    ["order=name", "AaAa4aAbCx"],
    ["order=ttl&direction=desc", "AaAaCxAb4a"],
    ["name=a.example.org", "AaAa4a"],
    ["name=A.EXAMPLE.ORG&type=AAAA", "4a"],
    ["name.exact=b.example.org", "Ab"],
    ["name=bücher.example.org", ""],
    ["name=xn--bcher-kva.example.org", "Cx"],
    ["name=a.example.org,b.example.org", ""],
    ["name=contains:a", ""],
    ["name.contains=kva", "Cx"],
    ["name.startswith=b", "Ab"],
    ["name.endswith=cher-kva.example.org", "Cx"],
    ["content=192.0.2.2", "Ab"],
    ["content.exact=192.0.2.2", "Ab"],
    ["content.startswith=192", "AaAaAb"],
    ["content.contains=DB8", "4a"],
    ["content.endswith=.org", "Cx"],
    ["type=A", "AaAaAb"],
    ["proxied=true", "4a"],
    ["comment=managed by DDNS", "Ab"],
    ["comment.exact=managed", ""],
    ["comment.contains=by", "Ab"],
    ["comment.startswith=man", "Ab"],
    ["comment.endswith=ddns", "Ab"],
    ["comment.present", "Ab"],
    ["comment.absent=true&type=A", "AaAa"],
    ["tag=env:prod", "Ab"],
    ["tag.exact=env:test", "Cx"],
    ["tag.present=env", "AbCx"],
    ["tag.absent=env&type=AAAA", "4a"],
    ["tag.contains=env:es", "Cx"],
    ["tag.startswith=env:p", "Ab"],
    ["tag.endswith=env:d", "Ab"],
    ["tag=env:prod&tag.present=team", ""],
    ["tag=env:prod&tag.present=team&tag_match=any", "AbCx"],
    ["type=AAAA&content=192.0.2.2&match=any", "Ab4a"],
    ["name=b.example.org&type=CNAME&match=any", "AbCx"],
    ["search=ddns", "Ab"],
    ["per_page=2&page=2", "Ab4a"],
    ["per_page=0", "Aa"],
    ["page=9", ""],
  ])("five records / GET ?%s / %s", async (query, expected) => {
    const { body } = await call(await start({ seed: listed }), "GET", `${records}?${query}`);
    const types: Record<string, string> = { A: "A", AAAA: "4", CNAME: "C" };
    const seen = body.result.map(({ name, type }) => `${types[type]}${name.replace("xn--b", "x")[0]}`);
    expect(seen.join("")).toBe(expected);
  });

  test("3,500 records / listed in one page / under 60 ms", async () => {
    const many = Array.from({ length: 3500 }, (_, n) => ({
      name: `h${n}`,
      type: "A",
      content: `10.0.${n >> 8}.${n & 255}`,
    }));
    const sandbox = await start({
      seed: { zones: [{ id: zoneId, name: "example.org", plan: "pro", records: many }] },
    });
    const times: number[] = [];
    for (let run = 0; run < 5; run++) {
      const from = performance.now();
      const response = await fetch(`${sandbox.url}${records}?per_page=5000`, {
        headers: { authorization: `Bearer ${bearer}` },
      });
      const text = await response.text();
      times.push(performance.now() - from);
      expect(JSON.parse(text).result).toHaveLength(3500);
    }
    expect(Math.min(...times)).toBeLessThan(60);
  });
});
