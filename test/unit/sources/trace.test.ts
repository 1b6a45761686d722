/** Three trace hosts and a clock: who is asked when, and whose answer counts. */

import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { readTrace } from "../../../src/adapters/sources/remote/cloudflare-trace.ts";
import { createBench, detect, never, outcome, serve, until } from "./kit.ts";

/** A bench whose three trace hosts answer when the test says so. */
async function createTraceBench() {
  const pending = new Map<string, ServerResponse>();
  const order: string[] = [];
  const server = await serve((request, response) => {
    const host = (request.headers.host ?? "").replace(/\.test:\d+$/, "");
    order.push(host);
    pending.set(host, response);
  });
  const hosts = ["one", "two", "three"];
  const trace = hosts.map((host) => `http://${host}.test:${server.port}/cdn-cgi/trace`);
  const bench = createBench({ endpoints: { trace } });
  const page = (host: string, ip: string) => `h=${host}.test\nip=${ip}\nwarp=off\n`;
  return {
    ...bench,
    server,
    order,
    answer: (host: string, ip: string, status = 200) =>
      pending.get(host)?.writeHead(status).end(page(host, ip)),
    asked: (count: number) => until(() => order.length === count),
  };
}

describe("hedging", () => {
  test("the first answers within 250 ms / detect / no other is asked", async () => {
    const { factory, clock, order, asked, answer } = await createTraceBench();
    const detected = detect(factory, { kind: "cloudflare.trace" });
    await asked(1);
    await clock.advance(249);
    answer("one", "8.8.8.8");
    expect(await detected).toEqual({
      status: "known",
      addresses: [{ address: "8.8.8.8" }],
      source: "cloudflare.trace",
    });
    await clock.advance(60_000);
    expect(order).toEqual(["one"]);
    expect(clock.sleeping).toBe(0);
  });

  test("the first is silent / 250 ms pass twice / all are asked, the quickest wins, the others are closed", async () => {
    const { factory, clock, order, asked, answer, server } = await createTraceBench();
    const detected = detect(factory, { kind: "cloudflare.trace" });
    await asked(1);
    await clock.advance(250);
    await asked(2);
    await clock.advance(250);
    await asked(3);
    expect(order).toEqual(["one", "two", "three"]);
    answer("two", "9.9.9.9");
    expect(outcome(await detected)).toEqual(["9.9.9.9"]);
    await until(() => server.open.size === 0);
    expect(clock.sleeping).toBe(0);
  });

  test("the first fails / detect / the next is asked at once, without a clock", async () => {
    const { factory, order, asked, answer, clock } = await createTraceBench();
    const detected = detect(factory, { kind: "cloudflare.trace" });
    await asked(1);
    answer("one", "8.8.8.8", 503);
    await asked(2);
    answer("two", "10.0.0.1");
    await asked(3);
    answer("three", "8.8.4.4");
    expect(outcome(await detected)).toEqual(["8.8.4.4"]);
    expect(order).toEqual(["one", "two", "three"]);
    expect(clock.monotonic()).toBe(0);
  });

  test("all fail / detect / unavailable with every reason, hosts named", async () => {
    const { factory, asked, answer } = await createTraceBench();
    const detected = detect(factory, { kind: "cloudflare.trace" });
    for (const [index, host] of ["one", "two", "three"].entries()) {
      await asked(index + 1);
      answer(host, "10.0.0.1");
    }
    const reason = outcome(await detected);
    for (const host of ["one.test", "two.test", "three.test"]) expect(reason).toContain(host);
  });

  test("all are silent / the deadline passes / timed out, everything closed", async () => {
    const { factory, clock, asked, server } = await createTraceBench();
    const detected = detect(factory, { kind: "cloudflare.trace" });
    await asked(1);
    await clock.advance(500);
    await asked(3);
    await clock.advance(4500);
    expect(outcome(await detected)).toBe("timed out after 5 s");
    await until(() => server.open.size === 0);
    expect(clock.sleeping).toBe(0);
  });

  test("waiting / aborted / stopped, no further host is asked", async () => {
    const { factory, clock, order, asked, server } = await createTraceBench();
    const stop = new AbortController();
    const detected = factory({ kind: "cloudflare.trace" }).detect(4, stop.signal);
    await asked(1);
    stop.abort();
    expect(outcome(await detected)).toBe("stopped");
    await clock.advance(10_000);
    expect(order).toEqual(["one"]);
    await until(() => server.open.size === 0);
  });
});

describe("the page", () => {
  const rules = { family: 4, origin: "network", rejectCloudflare: true } as const;
  const read = (text: string) => readTrace(text, new URL("https://api.cloudflare.com/cdn-cgi/trace"), rules);

  test.each([
    ["no host", "ip=8.8.8.8\n", true],
    ["our host", "h=api.cloudflare.com\nip=8.8.8.8\n", true],
    ["another host", "h=cloudflare.com\nip=8.8.8.8\n", false],
    ["an empty host", "h=\nip=8.8.8.8\n", false],
    ["WARP", "ip=8.8.8.8\nwarp=on\n", false],
    ["WARP+", "ip=8.8.8.8\nwarp=plus\n", false],
    ["Gateway", "ip=8.8.8.8\ngateway=on\n", false],
    ["two addresses", "ip=8.8.8.8\nip=9.9.9.9\n", false],
    ["a prefix", "ip=8.8.8.8/24\n", false],
    ["equals signs", "uag==ip=1.2.3.4=\nip=8.8.8.8\n", true],
    ["line ends of the other kind", "h=api.cloudflare.com\r\nip=8.8.8.8\r\nwarp=off\r\n", true],
  ])("%s / read / accepted or refused", (_what, text, ok) => {
    expect(read(text).ok).toBe(ok);
  });

  test("Cloudflare's own addresses are let in / detect / known", async () => {
    const server = await serve((_request, response) => response.end("ip=104.16.0.1\n"));
    const trace = [`http://one.test:${server.port}/`];
    const { factory } = createBench({ rejectCloudflare: false, endpoints: { trace } });
    expect(outcome(await factory({ kind: "cloudflare.trace" }).detect(4, never))).toEqual(["104.16.0.1"]);
  });
});
