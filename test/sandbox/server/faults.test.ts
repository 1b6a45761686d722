/** The sandbox keeps the specification, through real HTTP: faults on demand. */

import { performance } from "node:perf_hooks";
import { describe, expect, test } from "vitest";
import type { Fault } from "../index.ts";
import { a, bearer, call, expectReply, finish, home, items, records, start, zoneId } from "../stage.ts";

describe("faults", () => {
  const statuses = [500, 502, 503, 504, 521, 522, 524, 530, 401, 403];

  test.each(statuses)("status %i / a write / enveloped, without effect, then well again", async (status) => {
    const sandbox = await start();
    sandbox.fault({ kind: "status", status });
    const reply = await call(sandbox, "DELETE", home);
    expect([reply.status, reply.body.success]).toEqual([status, false]);
    expect(sandbox.records("example.org")).toHaveLength(1);
    expectReply(await call(sandbox, "DELETE", home), 200);
  });

  test.each(statuses)("status %i as HTML / a read / a page", async (status) => {
    const sandbox = await start();
    sandbox.fault({ kind: "html", status });
    const reply = await call(sandbox, "GET", "/zones");
    expect(reply.status).toBe(status);
    expect(reply.headers.get("content-type")).toMatch(/^text\/html/);
    expect(reply.text).toMatch(/^<!doctype html>/);
  });

  test("status with commit / a write / takes effect behind the error", async () => {
    const sandbox = await start();
    sandbox.fault({ kind: "status", status: 502, commit: true });
    expect((await call(sandbox, "DELETE", home)).status).toBe(502);
    expect(sandbox.records("example.org")).toEqual([]);
  });

  test.each<[Fault, number, number | undefined, string | null]>([
    [{ kind: "rate-limit" }, 429, 10500, null],
    [{ kind: "rate-limit", retryAfter: 7 }, 429, 10500, "7"],
    [{ kind: "success-false" }, 200, 19980, null],
    [{ kind: "success-false", code: 1, message: "m" }, 200, 1, null],
    [{ kind: "html" }, 200, undefined, null],
    [{ kind: "redirect" }, 302, undefined, null],
    [{ kind: "status", status: 403, code: 9109, message: "m" }, 403, 9109, null],
    [{ kind: "status", status: 200, body: "plain" }, 200, undefined, null],
    [{ kind: "status", status: 503, retryAfter: 3 }, 503, 19980, "3"],
  ])("%o / a write / %i %s, without effect", async (fault, status, code, retryAfter) => {
    const sandbox = await start();
    sandbox.fault(fault);
    const reply = await call(sandbox, "DELETE", home);
    expect([reply.status, reply.code, reply.headers.get("retry-after")]).toEqual([status, code, retryAfter]);
    if (fault.kind === "redirect") expect(reply.headers.get("location")).toBe("/login");
    expect(sandbox.records("example.org")).toHaveLength(1);
    expect(sandbox.requests.map((request) => request.status)).toEqual([status]);
  });

  test.each<[Fault, number, number | null]>([
    [{ kind: "reset-before" }, 1, null],
    [{ kind: "reset-after" }, 0, null],
    [{ kind: "lose-answer" }, 0, null],
    [{ kind: "lose-answer", commit: false }, 1, null],
    [{ kind: "stall-headers" }, 0, null],
    [{ kind: "stall-headers", commit: false }, 1, null],
    [{ kind: "stall-body" }, 0, 200],
    [{ kind: "truncate" }, 0, 200],
  ])("%o / a write / no usable answer, %i record left", async (fault, left, status) => {
    const sandbox = await start();
    sandbox.fault(fault);
    const attempt = async () => {
      const response = await fetch(sandbox.url + home, {
        method: "DELETE",
        headers: { authorization: `Bearer ${bearer}` },
        signal: AbortSignal.timeout(200),
      });
      return response.json();
    };
    await expect(attempt()).rejects.toThrow();
    expect(sandbox.records("example.org")).toHaveLength(left);
    expect(sandbox.requests).toMatchObject([{ method: "DELETE", path: home, status }]);
  });

  test("answer lost / of a batch and of list items / both took effect", async () => {
    const sandbox = await start();
    sandbox.fault({ kind: "lose-answer", match: { method: "POST" }, times: 2 });
    const batch = { posts: [a("x", "192.0.2.1")] };
    await expect(call(sandbox, "POST", `${records}/batch`, batch)).rejects.toThrow();
    await expect(call(sandbox, "POST", items, [{ ip: "192.0.2.1" }])).rejects.toThrow();
    expectReply(await call(sandbox, "POST", `${records}/batch`, batch), 400, 81058);
    expectReply(await call(sandbox, "POST", items, [{ ip: "192.0.2.1" }]), 429, 10094);
  });

  test("delay / a write / effect at once, answer later", async () => {
    const sandbox = await start();
    sandbox.fault({ kind: "delay", delayMs: 80 });
    const from = performance.now();
    const reply = call(sandbox, "DELETE", home);
    await expect.poll(() => sandbox.records("example.org").length, { interval: 5 }).toBe(0);
    expect(sandbox.requests[0]?.status).toBeNull();
    expectReply(await reply, 200);
    expect(performance.now() - from).toBeGreaterThan(70);
  });

  test("delay without commit / the client gives up / no effect", async () => {
    const sandbox = await start();
    sandbox.fault({ kind: "delay", delayMs: 60, commit: false });
    const headers = { authorization: `Bearer ${bearer}` };
    const attempt = fetch(sandbox.url + home, { method: "DELETE", headers, signal: AbortSignal.timeout(20) });
    await expect(attempt).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(sandbox.records("example.org")).toHaveLength(1);
  });

  test("too-large / read to its end / the answer stands behind 64 MiB of blanks", async () => {
    const sandbox = await start();
    sandbox.fault({ kind: "too-large" });
    const response = await fetch(`${sandbox.url}/zones`, { headers: { authorization: `Bearer ${bearer}` } });
    const bytes = await response.arrayBuffer();
    expect(bytes.byteLength).toBeGreaterThan(64 * 1024 * 1024);
    expect(JSON.parse(Buffer.from(bytes).toString()).result).toHaveLength(2);
  });

  test("operation-fails / a list write / the poll says failed and nothing changes", async () => {
    const sandbox = await start();
    sandbox.fault({ kind: "operation-fails", message: "why" });
    // reads do not use the fault up
    expectReply(await call(sandbox, "GET", items), 200);
    const operation = await finish(sandbox, await call(sandbox, "PUT", items, []));
    expect(operation).toMatchObject({ status: "failed", error: "why" });
    expect(sandbox.lists()[0]?.items).toHaveLength(1);
    expect((await finish(sandbox, await call(sandbox, "PUT", items, []))).status).toBe("completed");
  });

  test("operation-never-ends / faults cleared / running until then, completed after", async () => {
    let now = 0;
    const sandbox = await start({ now: () => now });
    sandbox.fault({ kind: "operation-never-ends" });
    const started = await call(sandbox, "PUT", items, []);
    for (let poll = 0; poll < 3; poll++) {
      now += 3_600_000;
      expect((await finish(sandbox, started)).status).toBe("running");
    }
    expectReply(await call(sandbox, "PUT", items, []), 429, 10094);
    sandbox.clearFaults();
    expect((await finish(sandbox, started)).status).toBe("completed");
  });

  test.each<[Fault["match"], number[]]>([
    [{ method: "get", path: "/zones" }, [500, 200, 200]],
    [{ path: "dns_records" }, [200, 500, 200]],
    [{ path: "/zones/*/dns_records" }, [200, 500, 200]],
    [{ path: /^\/zones\/\w+$/g }, [200, 200, 500]],
    [{ method: "POST" }, [200, 200, 200]],
  ])("match %o / three reads / %j", async (match = {}, expected) => {
    const sandbox = await start();
    sandbox.fault({ kind: "status", match, times: Number.POSITIVE_INFINITY });
    const seen = [];
    for (const path of ["/zones", records, `/zones/${zoneId}`]) {
      seen.push((await call(sandbox, "GET", path)).status);
    }
    expect(seen).toEqual(expected);
  });

  test.each([
    [{ nth: 2 }, [200, 401, 200, 200]],
    [{ nth: 2, times: 2 }, [200, 401, 401, 200]],
    [{ times: Number.POSITIVE_INFINITY }, [401, 401, 401, 401]],
  ])("%o / four reads / %j", async (when, expected) => {
    const sandbox = await start();
    sandbox.fault({ kind: "status", status: 401, ...when });
    const seen = [];
    for (let n = 0; n < 4; n++) seen.push((await call(sandbox, "GET", "/zones")).status);
    expect(seen).toEqual(expected);
  });

  test("a fault without path / an echo route / spared; with its path / struck", async () => {
    const sandbox = await start();
    sandbox.fault({ kind: "html" });
    expect(await (await fetch(`${sandbox.origin}/ip`)).text()).toBe("93.184.216.34\n");
    sandbox.fault({ kind: "status", status: 200, body: "ip=x\n", match: { path: "/cdn-cgi/trace" } });
    expect(await (await fetch(`${sandbox.origin}/cdn-cgi/trace`)).text()).toBe("ip=x\n");
  });
});
