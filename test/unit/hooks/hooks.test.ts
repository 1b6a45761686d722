/** Hooks are told of every change or of the newest, within their bounds, and nothing waits for them. */

import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createHooks } from "../../../addon/hooks/hooks.ts";
import { createLane, type Tell } from "../../../addon/hooks/lane.ts";
import {
  type Address,
  type CycleReport,
  type HooksConfig,
  reportAsJson,
  Secret,
  systemClock,
} from "../../../src/index.ts";
import { createVirtualClock } from "../../clock.ts";
import { makeReport, recordReport } from "../../fakes/reports.ts";

const TELLING = { alert: undefined, stands: false, nextTry: undefined };
const never = new AbortController().signal;

const STILL = recordReport("home.example.org", "A", "203.0.113.7");
const UPDATED = {
  ...STILL,
  outcome: "updated",
  changes: [{ action: "update", id: "r1", from: "198.51.100.1" as Address, to: "203.0.113.7" as Address }],
} as const;

/** A report that changed something; `requests` tells one from another. */
function changed(requests: number): CycleReport {
  return makeReport("203.0.113.7", { requests, records: [UPDATED] });
}

let folder = "";
let lines: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ddns-hooks-"));
  lines = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const log = (level: string, text: string): void => {
  if (level !== "debug") lines.push(`${level}: ${text}`);
};

describe("lane", () => {
  function laneOf(tell: Tell) {
    const clock = createVirtualClock();
    return { clock, lane: createLane({ name: "ON_CHANGE", tell, clock, log }) };
  }

  test("three failures / let time pass / tried at once, after 2 s and after 10 s more, then told in the log", async () => {
    const at: number[] = [];
    const { clock, lane } = laneOf(async () => {
      at.push(clock.monotonic());
      return "it ended with status 1";
    });
    lane.push(changed(1));
    await clock.advance(60_000);
    await lane.settled(never);
    expect(at).toEqual([0, 2000, 12_000]);
    expect(lines).toEqual([
      expect.stringMatching(/^warn: ON_CHANGE was not told.*3 tries: it ended with status 1/),
    ]);
    expect(clock.sleeping).toBe(0);
  });

  test("a failure that passes / tried again / told, nothing in the log", async () => {
    let tries = 0;
    const { clock, lane } = laneOf(async () => (++tries === 2 ? undefined : "no"));
    lane.push(changed(1));
    await clock.advance(60_000);
    expect([tries, lines]).toEqual([2, []]);
  });

  test("one that does not end / ten seconds a try / aborted each time", async () => {
    let aborted = 0;
    const { clock, lane } = laneOf(
      (_, signal) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => {
            aborted += 1;
            resolve("stopped");
          });
        }),
    );
    lane.push(changed(1));
    await clock.advance(41_999);
    expect(aborted).toBe(2);
    await clock.advance(1);
    await lane.settled(never);
    expect(aborted).toBe(3);
    expect(lines[0]).toContain("it did not end within 10 s");
  });

  test("changes during a slow one / it ends / never two at once, the newest is told, those between are not", async () => {
    const told: number[] = [];
    let open = 0;
    let most = 0;
    const ends: (() => void)[] = [];
    const { clock, lane } = laneOf(async ({ requests }) => {
      most = Math.max(most, ++open);
      told.push(requests);
      await new Promise<void>((resolve) => ends.push(resolve));
      open -= 1;
      return undefined;
    });
    for (const requests of [1, 2, 3, 4]) lane.push(changed(requests));
    await clock.advance(0);
    ends.shift()?.();
    await clock.advance(0);
    ends.shift()?.();
    await lane.settled(never);
    expect([told, most]).toEqual([[1, 4], 1]);
  });

  test("an end of the process between tries / aborted / given up at once, and said", async () => {
    const { clock, lane } = laneOf(async () => "no");
    lane.push(changed(1));
    await clock.advance(0);
    await lane.settled(AbortSignal.abort());
    expect(lines).toEqual([expect.stringContaining("Cloudflare DDNS was stopped before")]);
    expect(clock.sleeping).toBe(0);
  });
});

function open(hooks: Partial<HooksConfig>, environment: Record<string, string | undefined> = process.env) {
  return createHooks({
    hooks: { onChange: undefined, webhook: undefined, ...hooks },
    environment,
    clock: systemClock,
    log,
  });
}

describe("ON_CHANGE", () => {
  test("a change / look at what the program got / the report, the addresses, and no secret", async () => {
    const report = changed(7);
    const hooks = open(
      { onChange: `cat > ${folder}/report; env > ${folder}/env; yes | head -c 300000` },
      { PATH: process.env["PATH"], CLOUDFLARE_API_TOKEN: "cfut_x", WEBHOOK_SECRET: "zqx" },
    );
    hooks.listener.cycleEnded(report, TELLING);
    await hooks.settled(never);
    expect(JSON.parse(readFileSync(join(folder, "report"), "utf8"))).toEqual(
      JSON.parse(JSON.stringify(reportAsJson(report))),
    );
    const environment = readFileSync(join(folder, "env"), "utf8");
    expect(environment).toMatch(/^DDNS_IPV4=203\.0\.113\.7$/m);
    expect(environment).toMatch(/^DDNS_IPV6=$/m);
    expect(environment).not.toMatch(/TOKEN|SECRET|zqx/);
    expect(lines).toEqual([]);
  });

  test("a program that reads nothing / a large report / told all the same", async () => {
    const records = Array.from({ length: 4000 }, () => UPDATED);
    const hooks = open({ onChange: `exec 0<&-; touch ${folder}/ran` });
    hooks.listener.cycleEnded(makeReport(undefined, { records }), TELLING);
    await hooks.settled(never);
    expect(readFileSync(join(folder, "ran"), "utf8")).toBe("");
    expect(lines).toEqual([]);
  });

  test.each([
    ["nothing changed", makeReport(undefined, { records: [STILL], lists: [] })],
    ["a plan", { ...changed(1), dryRun: true }],
  ])("%s / a cycle ends / not run", async (_what, report) => {
    const hooks = open({ onChange: `touch ${folder}/ran` });
    hooks.listener.cycleEnded(report, TELLING);
    await hooks.settled(never);
    expect(() => readFileSync(join(folder, "ran"))).toThrow("ENOENT");
  });
});

describe("WEBHOOK_URL", () => {
  interface Post {
    readonly method: string | undefined;
    readonly path: string | undefined;
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
  }

  /** What is answered, one after the other: a status, a status that leads elsewhere, or nothing at all; 204 after that. */
  type Reply = number | "never" | { readonly status: number; readonly to: string };

  async function receiver(...replies: Reply[]) {
    const posts: Post[] = [];
    let cut = 0;
    const server = createServer(async (request, response) => {
      const body = Buffer.concat(await request.toArray()).toString();
      posts.push({ method: request.method, path: request.url, headers: request.headers, body });
      const reply = replies.shift() ?? 204;
      if (reply === "never") response.on("close", () => (cut += 1));
      else if (typeof reply === "number") response.writeHead(reply).end();
      else response.writeHead(reply.status, { location: reply.to }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    return {
      posts,
      /** Connections that were given up while they waited for an answer. */
      cut: () => cut,
      url: new Secret(`http://127.0.0.1:${port}/ddns?key=zqxHookKey0005`),
      [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
    };
  }

  test("a secret / a change / one POST whose signature is the HMAC of its bytes", async () => {
    await using there = await receiver();
    const hooks = open({ webhook: { url: there.url, secret: new Secret("a-long-secret-0123456789") } });
    const report = changed(5);
    hooks.listener.cycleEnded(report, TELLING);
    await hooks.settled(never);
    const [post] = there.posts;
    expect(there.posts).toHaveLength(1);
    expect(post).toMatchObject({ method: "POST", path: "/ddns?key=zqxHookKey0005" });
    expect(post?.headers["content-type"]).toBe("application/json");
    expect(JSON.parse(post?.body ?? "")).toEqual(JSON.parse(JSON.stringify(reportAsJson(report))));
    const hmac = createHmac("sha256", "a-long-secret-0123456789")
      .update(post?.body ?? "")
      .digest("hex");
    expect(post?.headers["x-signature-256"]).toBe(`sha256=${hmac}`);
  });

  test("no secret / a change that fails once / posted again, unsigned, the log is silent", async () => {
    await using there = await receiver(500);
    const hooks = open({ webhook: { url: there.url, secret: undefined } });
    hooks.listener.cycleEnded(changed(1), TELLING);
    await hooks.settled(never);
    expect(there.posts).toHaveLength(2);
    expect(there.posts[1]?.headers["x-signature-256"]).toBeUndefined();
    expect(lines).toEqual([]);
  });

  test("an address that refuses / given up / named by scheme and host alone", async () => {
    await using there = await receiver(403);
    const hooks = open({ webhook: { url: there.url, secret: undefined } });
    hooks.listener.cycleEnded(changed(1), TELLING);
    await hooks.settled(AbortSignal.timeout(300));
    expect(lines.join()).toContain("WEBHOOK_URL");
    expect(lines.join()).not.toContain("zqxHookKey0005");
  });

  /** Until `isSo`, on real connections and a clock that stands still. */
  async function until(isSo: () => boolean): Promise<void> {
    for (let tries = 0; !isSo() && tries < 2000; tries++)
      await new Promise((resolve) => setTimeout(resolve, 2));
    expect(isSo()).toBe(true);
  }

  function openWith(clock: ReturnType<typeof createVirtualClock>, url: Secret) {
    return createHooks({
      hooks: { onChange: undefined, webhook: { url, secret: undefined } },
      environment: {},
      clock,
      log,
    });
  }

  test("an address that takes and never answers / three tries of ten seconds / each is ended, then it is said", async () => {
    await using there = await receiver("never", "never", "never");
    const clock = createVirtualClock();
    const hooks = openWith(clock, there.url);
    hooks.listener.cycleEnded(changed(1), TELLING);
    for (const [tries, pause] of [
      [1, 2000],
      [2, 10_000],
      [3, 0],
    ] as const) {
      await until(() => there.posts.length === tries);
      await clock.advance(10_000);
      await until(() => there.cut() === tries);
      await clock.advance(pause);
    }
    await hooks.settled(never);
    expect(lines).toEqual([
      expect.stringMatching(/WEBHOOK_URL was not told.*3 tries: it did not end within 10 s/),
    ]);
    expect(clock.sleeping).toBe(0);
  });

  test("an address that answers 500 each time / three tries / given up and said, the next change is told", async () => {
    await using there = await receiver(500, 500, 500);
    const clock = createVirtualClock();
    const hooks = openWith(clock, there.url);
    hooks.listener.cycleEnded(changed(1), TELLING);
    for (const tries of [1, 2, 3]) {
      await until(() => there.posts.length === tries && (tries === 3 || clock.sleeping === 1));
      await clock.advance(10_000);
    }
    await hooks.settled(never);
    expect(lines).toEqual([expect.stringMatching(/WEBHOOK_URL was not told.*3 tries: .*500/)]);
    hooks.listener.cycleEnded(changed(2), TELLING);
    await hooks.settled(never);
    expect(JSON.parse(there.posts[3]?.body ?? "")).toMatchObject({ requests: 2 });
    expect(lines).toHaveLength(1);
  });

  test("an address that leads on to another / a change / not followed: nobody else gets the report", async () => {
    await using other = await receiver();
    await using there = await receiver(
      ...[307, 307, 307].map((status) => ({ status, to: other.url.reveal() })),
    );
    const clock = createVirtualClock();
    const hooks = openWith(clock, there.url);
    hooks.listener.cycleEnded(changed(1), TELLING);
    for (const tries of [1, 2, 3]) {
      await until(() => there.posts.length === tries && (tries === 3 || clock.sleeping === 1));
      await clock.advance(10_000);
    }
    await hooks.settled(never);
    expect(other.posts).toEqual([]);
    expect(lines).toEqual([expect.stringContaining("WEBHOOK_URL was not told")]);
    expect(lines.join()).not.toContain("zqxHookKey0005");
  });
});
