/** Monitors and notifications as a whole: who hears what, in which order, and what trouble does to the others. */

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type Answer,
  answering,
  openReceiver,
  openReporters,
  pleased,
  type Receiver,
  record,
  report,
  until,
} from "./receiver.ts";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(() => receiver.close());

const good = report([record("unchanged")]);
const changed = report([record("updated")]);
const bad = report([record("failed")]);

/** Answers each monitor as it really does. */
const monitors: Answer = (request, response) =>
  response.end(request.path.startsWith("/ping") ? "OK" : JSON.stringify({ ok: true }));

const open = (notifications: readonly string[] = []) => {
  receiver.answer = monitors;
  return openReporters({
    base: receiver.base,
    healthchecks: `${receiver.base}/ping/uuid`,
    uptimeKuma: `${receiver.base}/api/push/tok`,
    notifications,
  });
};
const paths = (prefix: string) =>
  receiver.received
    .filter(({ path }) => path.startsWith(prefix))
    .map(({ path }) => path.slice(prefix.length));

describe("monitors", () => {
  test("a life with a good and a bad cycle / Healthchecks / start, ok, start, fail, exit, in order", async () => {
    const bench = open();
    await bench.reporters.started("1.2.3");
    for (const each of [good, bad]) {
      bench.reporters.listener.cycleStarted?.();
      bench.end(each);
    }
    await bench.reporters.stopped();
    expect(paths("/ping/uuid")).toEqual(["/log", "/start", "", "/start", "/fail", "/0"]);
    const fail = receiver.received.find(({ path }) => path.endsWith("/fail"));
    expect(fail).toMatchObject({ method: "POST" });
    expect(fail?.body).toBe("1 failed\nA home.example.org failed: Cloudflare is out of order.");
    expect(bench.log).toEqual([]);
  });

  test("a good and a bad cycle / Uptime Kuma / up, down, with text and duration", async () => {
    const bench = open();
    bench.end(good);
    bench.end(bad);
    await bench.finish();
    const beats = paths("/api/push/tok").map((query) => Object.fromEntries(new URLSearchParams(query)));
    expect(beats).toEqual([
      { status: "up", msg: "nothing to change", ping: "42" },
      { status: "down", msg: expect.stringContaining("1 failed"), ping: "42" },
    ]);
  });

  test("a dry run / ended / nobody hears of it", async () => {
    const bench = open([`generic+${receiver.base}/n`]);
    bench.end({ ...changed, dryRun: true });
    await bench.finish();
    expect(receiver.received).toEqual([]);
  });

  test.each(["OK (not found)", "OK (rate limited)", "<html>OK</html>", ""])(
    "Healthchecks answers 200 %j / pinged / a failure told once, Uptime Kuma still hears",
    async (body) => {
      const bench = open();
      receiver.answer = (request, response) =>
        request.path.startsWith("/ping") ? response.end(body) : monitors(request, response);
      for (let at = 0; at < 3; at++) bench.end(good);
      await bench.finish();
      expect(bench.log.filter(({ level }) => level === "warn")).toHaveLength(1);
      expect(paths("/api/push")).toHaveLength(3);
    },
  );

  test("Uptime Kuma answers ok false / called / a failure with its words", async () => {
    const bench = open();
    receiver.answer = (request, response) =>
      request.path.startsWith("/api")
        ? response.writeHead(404).end(JSON.stringify({ ok: false, msg: "Monitor not found or not active." }))
        : monitors(request, response);
    bench.end(good);
    await bench.finish();
    expect(bench.log).toHaveLength(1);
    expect(bench.log[0]?.text).toContain("Monitor not found");
  });
});

describe("notifications", () => {
  const one = () => [`generic+${receiver.base}/n`];
  const told = () =>
    receiver.received.map(({ body }) => body.split("\n")[0]?.replace("Cloudflare DDNS: ", ""));

  test("good, bad, bad, bad, good, changed / told / the failure once, with the next try, the recovery, the change", async () => {
    const bench = openReporters({ base: receiver.base, notifications: one() });
    for (const each of [good, bad, bad, bad, good, changed]) {
      bench.end(each);
      await bench.finish();
      bench.clock.setNow(bench.clock.now() + 300_000);
    }
    expect(told()).toEqual(["1 failed", "all right again after 15 min", "1 updated"]);
    expect(receiver.received[0]?.body).toContain("Trying again at 04:05:10.");
  });

  test("started and stopped / told / with the version", async () => {
    const bench = openReporters({ base: receiver.base, notifications: one() });
    await bench.reporters.started("1.2.3");
    await bench.reporters.stopped();
    expect(receiver.received.map(({ body }) => body)).toEqual([
      "Cloudflare DDNS: started\nVersion 1.2.3 is running.",
      expect.stringContaining("stopped"),
    ]);
  });

  test("one service out of order among three / told / the others hear", async () => {
    const bench = openReporters({
      base: receiver.base,
      notifications: ["a", "bad", "c"].map((path) => `generic+${receiver.base}/${path}`),
    });
    receiver.answer = (request, response) =>
      request.path === "/bad" ? response.writeHead(403).end() : response.end();
    bench.end(changed);
    await bench.finish();
    expect(paths("/").sort()).toEqual(["a", "bad", "c"]);
    expect(bench.log).toMatchObject([
      { level: "warn", text: expect.stringContaining("generic (notification 2)") },
    ]);
  });
});

describe("trouble", () => {
  const open = () => openReporters({ base: receiver.base, notifications: [`generic+${receiver.base}/n`] });
  const requests = () => receiver.received.length;
  const levels = (bench: ReturnType<typeof open>) => bench.log.map(({ level }) => level);

  test.each<[string, Answer]>([
    ["500", answering(500, "")],
    ["reset", (_, response) => response.destroy()],
    [
      "half an answer",
      (_, response) =>
        void response.writeHead(200, { "content-length": "9" }).write("x", () => response.destroy()),
    ],
    ["429", answering(429, "", { "retry-after": "2" })],
    ["too much", (_, response) => response.end("x".repeat(70_000))],
  ])("%s, then well / told / again after 2 s, silently", async (_, answer) => {
    const bench = open();
    receiver.answer = answer;
    bench.end(changed);
    await until(() => bench.log.length === 1 && bench.clock.sleeping === 1);
    receiver.answer = pleased;
    await bench.clock.advance(1_999);
    expect(requests()).toBe(1);
    await bench.clock.advance(1);
    await bench.reporters.settled();
    expect(requests()).toBe(2);
    expect(levels(bench)).toEqual(["debug"]);
  });

  test("429 with a long Retry-After / told / waits 30 s at most", async () => {
    const bench = open();
    receiver.answer = answering(429, "", { "retry-after": "3600" });
    bench.end(changed);
    await until(() => bench.log.length === 1 && bench.clock.sleeping === 1);
    await bench.clock.advance(29_999);
    expect(requests()).toBe(1);
    await bench.clock.advance(1);
    await until(() => requests() === 2);
    await bench.reporters.settled();
  });

  test("a server that hangs / told / given up after 10 s, twice, and the cycle never waited", async () => {
    const bench = open();
    receiver.answer = () => undefined;
    bench.end(changed);
    await until(() => requests() === 1);
    await bench.clock.advance(10_000);
    await until(() => bench.log.length === 1 && bench.clock.sleeping === 1);
    await bench.clock.advance(2_000);
    await until(() => requests() === 2);
    await bench.clock.advance(10_000);
    await bench.reporters.settled();
    expect(levels(bench)).toEqual(["debug", "warn"]);
    expect(bench.log[1]?.text).toContain("10 s");
    expect(bench.clock.sleeping).toBe(0);
  });

  test("a refusal / told again and again / one warning, one word when it works again", async () => {
    const bench = open();
    for (const status of [404, 404, 404, 200, 404]) {
      receiver.answer = answering(status, "<html>");
      bench.end(changed);
      await bench.finish();
    }
    expect(requests()).toBe(5);
    expect(levels(bench)).toEqual(["warn", "debug", "debug", "info", "warn"]);
  });

  test("a server nobody runs / told / a warning with the code of the system", async () => {
    const other = await openReceiver();
    await other.close();
    const bench = openReporters({ base: "", notifications: [`generic+${other.base}/n`] });
    bench.end(changed);
    await bench.finish();
    expect(levels(bench)).toEqual(["debug", "warn"]);
    expect(bench.log[1]?.text).toContain("ECONNREFUSED");
  });

  test("a host no URL can have / told / a warning, not an exception", async () => {
    const bench = openReporters({
      base: "",
      notifications: ["generic+http://a,b%20/x?method=GET", "generic+http://999.1.1.1/x?method=GET"],
    });
    expect(() => bench.end(changed)).not.toThrow();
    await bench.finish();
    expect(bench.log.every(({ level }) => level === "warn")).toBe(true);
    expect(bench.log).toHaveLength(2);
  });

  test("redirects / followed on the same host with body and method, 303 as GET, not to another", async () => {
    const bench = open();
    let status = 308;
    receiver.answer = (request, response) =>
      request.path === "/n" ? response.writeHead(status, { location: "/m" }).end() : response.end();
    for (status of [308, 301, 303]) {
      bench.end(changed);
      await bench.finish();
    }
    expect(
      receiver.received.filter(({ path }) => path === "/m").map(({ method, body }) => [method, body !== ""]),
    ).toEqual([
      ["POST", true],
      ["POST", true],
      ["GET", false],
    ]);
    expect(bench.log).toEqual([]);

    const other = await openReceiver();
    receiver.answer = answering(307, "", { location: `${other.base}/n` });
    bench.end(changed);
    await bench.finish();
    expect(other.received).toEqual([]);
    expect(levels(bench)).toEqual(["warn"]);
    await other.close();
  });

  test("redirects without end / followed / given up", async () => {
    const bench = open();
    receiver.answer = answering(307, "", { location: "/n" });
    bench.end(changed);
    await bench.finish();
    expect(requests()).toBe(4);
    expect(levels(bench)).toEqual(["warn"]);
  });

  test("30 messages while the first hangs / told / the oldest waiting are dropped, in one warning, the rest in order", async () => {
    const bench = open();
    let release: (() => void) | undefined;
    receiver.answer = (_, response) => {
      release = () => response.end();
    };
    const numbered = (at: number) =>
      report([
        record("updated", {
          changes: [{ action: "create", id: null, from: null, to: `203.0.113.${at}` as never }],
        }),
      ]);
    for (let at = 1; at <= 30; at++) bench.end(numbered(at));
    await until(() => release !== undefined);
    receiver.answer = pleased;
    release?.();
    await bench.reporters.settled();
    const numbers = receiver.received.map(({ body }) => Number(/203\.0\.113\.(\d+)/.exec(body)?.[1]));
    expect(numbers).toEqual([1, ...Array.from({ length: 20 }, (_, at) => at + 11)]);
    expect(bench.log.filter(({ level }) => level === "warn")).toHaveLength(1);
  });

  test("stopping / the signal aborts while a server hangs / settled at once, nothing left behind", async () => {
    const bench = open();
    receiver.answer = () => undefined;
    bench.end(changed);
    await until(() => requests() === 1);
    const stop = new AbortController();
    const settled = bench.reporters.settled(stop.signal);
    stop.abort();
    await settled;
    expect(bench.clock.sleeping).toBe(0);
    expect(bench.log).toEqual([]);
  });
});
