/** The sandbox keeps the specification, through real HTTP: the programmatic face. */

import { performance } from "node:perf_hooks";
import { describe, expect, test } from "vitest";
import { startSandbox } from "./index.ts";
import { a, bearer, call, expectReply, otherId, records, seed, start } from "./stage.ts";

describe("programmatic face", () => {
  test("requests made / logged / with query, body and status, never the token", async () => {
    const sandbox = await start();
    await call(sandbox, "GET", "/zones?name=example.org&per_page=50");
    await call(sandbox, "POST", records, a("x", "nope"));
    await call(sandbox, "POST", records, "{");
    expect(sandbox.requests).toEqual([
      {
        method: "GET",
        path: "/zones",
        query: { name: "example.org", per_page: "50" },
        body: undefined,
        status: 200,
      },
      { method: "POST", path: records, query: {}, body: a("x", "nope"), status: 400 },
      { method: "POST", path: records, query: {}, body: "{", status: 400 },
    ]);
    expect(JSON.stringify(sandbox.requests)).not.toContain(bearer);
    sandbox.clearRequests();
    expect(sandbox.requests).toEqual([]);
  });

  test("identical duplicates / seeded / both stand, and the zone is found in either form", async () => {
    const sandbox = await start();
    const twin = { name: "Zwilling", type: "AAAA", content: "2001:DB8:0::1", proxied: true, ttl: 300 };
    sandbox.seed({ zones: [{ name: "xn--bcher-kva.example", records: [twin, twin] }] });
    const found = sandbox.records("Bücher.example");
    expect(found).toEqual(sandbox.records("xn--bcher-kva.example"));
    expect(found.map(({ name, content, ttl }) => [name, content, ttl])).toEqual([
      ["zwilling.xn--bcher-kva.example", "2001:db8::1", 1],
      ["zwilling.xn--bcher-kva.example", "2001:db8::1", 1],
    ]);
  });

  test("one of two identical duplicates / its comment patched, then moved onto a third / allowed, refused", async () => {
    const sandbox = await start();
    const twin = { name: "twin", type: "A", content: "192.0.2.1" };
    sandbox.seed({
      zones: [
        { name: "example.org", records: [twin, { ...twin, id: otherId }, { ...twin, content: "192.0.2.2" }] },
      ],
    });
    expectReply(await call(sandbox, "PATCH", `${records}/${otherId}`, { comment: "mine" }), 200);
    expectReply(await call(sandbox, "PATCH", `${records}/${otherId}`, { content: "192.0.2.2" }), 400, 81057);
  });

  test("hanging sockets / closed / at once", async () => {
    const sandbox = await startSandbox({ seed });
    sandbox.fault({ kind: "stall-headers", times: 2 });
    const hanging = [1, 2].map(() => call(sandbox, "GET", "/zones"));
    const failed = Promise.allSettled(hanging);
    await expect.poll(() => sandbox.requests.length).toBe(2);
    const from = performance.now();
    await sandbox.close();
    expect(performance.now() - from).toBeLessThan(100);
    expect((await failed).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });

  test("latency / a read / waits", async () => {
    const sandbox = await start({ latencyMs: 50 });
    const from = performance.now();
    await call(sandbox, "GET", "/zones");
    expect(performance.now() - from).toBeGreaterThan(45);
  });
});
