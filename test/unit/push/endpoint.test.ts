/** The endpoint over a real service and engine, with zones in memory and hours in a moment. */

import { afterEach, describe, expect, test } from "vitest";
import { type PushEndpoint, startPushEndpoint } from "../../../addon/push/endpoint.ts";
import { openPushMemory } from "../../../addon/push/told/memory.ts";
import { pushSource } from "../../../addon/push/told/source.ts";
import { createService } from "../../../addon/service/service.ts";
import { createSourceFactory } from "../../../src/adapters/sources/index.ts";
import { memoryState } from "../../../src/adapters/state.ts";
import type { SourceSpec } from "../../../src/core/source/spec.ts";
import { createAccount } from "../../../src/cycle/account.ts";
import { createEngine } from "../../../src/engine.ts";
import { type CycleListener, type PushConfig, Secret } from "../../../src/index.ts";
import { createVirtualClock } from "../../clock.ts";
import { MemoryDns } from "../../contract/memory-dns.ts";
import { MemoryLists } from "../../contract/memory-lists.ts";
import { detector, recordTarget } from "../../engine/kit.ts";
import { createLogRecorder } from "../../fakes/log.ts";
import { makeConfig } from "../../fakes/settings.ts";
import { CLIENT, push } from "../../push/asking.ts";

const HOME = "home.example.org";
const PUSH: PushConfig = {
  host: "127.0.0.1",
  port: 0,
  clients: [{ name: CLIENT.name, password: new Secret(CLIENT.password) }],
};

let endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.reverse()) await end();
  endings = [];
});

/** A service whose one name follows `source`; every call to Cloudflare takes `callMs`. */
async function setUp({
  source = { kind: "push", client: CLIENT.name } as SourceSpec,
  dns = new MemoryDns(),
} = {}) {
  const clock = createVirtualClock();
  dns.plant("example.org", []);
  const records = [recordTarget(HOME, { detector: detector(4, source) })];
  const saved: unknown[] = [];
  const memory = await openPushMemory(
    { load: async () => ({}), save: async (told) => void saved.push(told) },
    ["router", "attic"],
    clock,
  );
  const engine = await createEngine({
    records,
    lists: [],
    accounts: [
      createAccount(
        "main",
        {
          dns,
          lists: { waf: new MemoryLists(), "zero-trust": new MemoryLists(), location: new MemoryLists() },
          requests: () => dns.calls.length,
        },
        { clock, cacheExpirationMs: 3_600_000 },
      ),
    ],
    sources: createSourceFactory({
      clock,
      timeoutMs: 5000,
      rejectCloudflare: true,
      push: { push: () => pushSource(CLIENT.name, { memory, rejectCloudflare: true }) },
    }),
    clock,
    state: memoryState(),
    updateTimeoutMs: 30_000,
  });
  const log = { ...createLogRecorder(), change: () => {}, tail: [], follow: () => () => {} };
  const listeners: CycleListener[] = [];
  const config = makeConfig({ records, lists: [], push: PUSH });
  const service = createService({ config, engine, clock, log, listeners, told: memory });
  const endpoint: PushEndpoint = await startPushEndpoint({ push: PUSH, service, memory, clock, log });
  listeners.push(endpoint.listener);
  let cycles = 0;
  listeners.push({
    cycleEnded: () => {
      cycles += 1;
    },
  });
  const running = service.run();
  await clock.advance(1000);
  endings.push(async () => {
    await endpoint.close();
    const stopped = service.stop(1000);
    await clock.advance(2000);
    await Promise.all([stopped, running]);
  });

  /** The answer, and how many milliseconds of the virtual clock it took. */
  async function tell(query: string): Promise<{ readonly body: string; readonly ms: number }> {
    const began = clock.monotonic();
    let body: string | undefined;
    void push(endpoint.port, query, { client: CLIENT }).then((answer) => {
      body = answer.body;
    });
    for (;;) {
      // The request travels in real time; then the virtual clock goes on.
      for (let turn = 0; turn < 20 && body === undefined; turn++)
        await new Promise((resolve) => setTimeout(resolve, 1));
      if (body !== undefined) return { body, ms: clock.monotonic() - began };
      await clock.advance(250);
    }
  }
  const held = () => dns.held("example.org").map(({ type, content }) => `${type} ${content}`);
  return { service, endpoint, clock, dns, memory, log, tell, held, saved, cycles: () => cycles };
}

test("an address that flaps / told / kept, answered 911, and written a minute later", async () => {
  const { tell, held, memory, clock } = await setUp();
  for (let change = 1; change <= 8; change++) await tell(`myip=8.8.4.${change}`);
  const { body } = await tell("myip=8.8.4.99");
  expect(body).toBe("911");
  expect(held()).not.toContain("A 8.8.4.99");
  expect(memory.of(CLIENT.name)).toMatchObject({ ipv4: { address: "8.8.4.99" } });
  await clock.advance(60_000);
  expect(held()).toEqual(["A 8.8.4.99"]);
});

describe("waiting for the cycle", () => {
  test("news / told / good after the debounce, Cloudflare has it, saved", async () => {
    const { tell, held, saved } = await setUp();
    const { body, ms } = await tell("hostname=home.example.org&myip=8.8.4.4");
    expect(body).toBe("good 8.8.4.4");
    expect(ms).toBeGreaterThanOrEqual(1000);
    expect(ms).toBeLessThan(2000);
    expect(held()).toEqual(["A 8.8.4.4"]);
    expect(saved).toHaveLength(1);
  });

  test("the same again / told a hundred times / nochg at once, no cycle", async () => {
    const { tell, cycles } = await setUp();
    await tell("myip=8.8.4.4");
    const before = cycles();
    for (let time = 0; time < 100; time++)
      expect(await tell("myip=8.8.4.4")).toEqual({ body: "nochg 8.8.4.4", ms: 0 });
    expect(cycles()).toBe(before);
  });

  test("paused / told / 911 at once and kept; resumed / published", async () => {
    const { tell, held, service, clock, memory } = await setUp();
    service.setPaused(true);
    await clock.advance(1000);
    expect(await tell("myip=8.8.4.4")).toEqual({ body: "911", ms: 0 });
    expect(held()).toEqual([]);
    expect(memory.of(CLIENT.name)).toMatchObject({ ipv4: { address: "8.8.4.4" } });
    service.setPaused(false);
    await clock.advance(3000);
    expect(held()).toEqual(["A 8.8.4.4"]);
  });

  test("a record that is in the way / told / dnserr, and told again / another cycle, not at once", async () => {
    const { tell, dns, cycles } = await setUp();
    dns.plant("example.org", [{ name: HOME, type: "CNAME", content: "elsewhere.example.net" }]);
    await tell("myip=8.8.4.4");
    const before = cycles();
    const first = await tell("myip=8.8.4.4");
    expect(first.body).toBe("dnserr");
    expect(cycles()).toBe(before + 1);
    const second = await tell("myip=8.8.4.4");
    expect(second.body).toBe("dnserr");
    expect(second.ms).toBeGreaterThanOrEqual(3000);
  });

  test("another source that answers first / told / 911, and what was told stays for later", async () => {
    const { tell, held, memory } = await setUp({
      source: {
        kind: "first",
        members: [
          { kind: "static", addresses: [{ address: "9.9.9.9" as never }] },
          { kind: "push", client: CLIENT.name },
        ],
      },
    });
    expect((await tell("myip=8.8.4.4")).body).toBe("911");
    expect(held()).toEqual(["A 9.9.9.9"]);
    expect(memory.of(CLIENT.name)).toMatchObject({ ipv4: { address: "8.8.4.4" } });
  });
});

test("something told / the view / shows it with its time, also of a client that is no source", async () => {
  const { tell, service, memory } = await setUp();
  expect(service.view.told).toEqual([]);
  await tell("myip=8.8.4.4");
  memory.tell("attic", { ipv6: "2a00:1450::5" as never });
  expect(service.view.told).toEqual([
    { client: "attic", ipv6: { address: "2a00:1450::5", at: expect.stringMatching(/^2026-/) } },
    { client: "router", ipv4: { address: "8.8.4.4", at: expect.stringMatching(/^2026-/) } },
  ]);
  expect(service.view.report?.detections.ipv4).toMatchObject({ toldAt: expect.stringMatching(/^2026-/) });
});

test("right and wrong passwords, rubbish, foreign names / searched for in log, view and state / nothing of it", async () => {
  const { tell, service, saved, log, endpoint, clock } = await setUp();
  const wrong = { name: "zqxName0001", password: "zqxWrong0002" };
  const queries = [
    "hostname=zqxHost0003.example.org&myip=8.8.4.4",
    "hostname=home.example.org&myip=zqxAddress0004",
    "hostname=home.example.org&prefix=zqxPrefix0005&myip=8.8.4.4",
    "hostname=zqxHost0006&zqxParameter0007=zqxValue0008",
    `username=router&password=${CLIENT.password}&hostname=home.example.org&myip=8.8.4.4`,
  ];
  for (const query of queries) await tell(query);
  const refused = push(endpoint.port, "username=zqxUser0009&password=zqxPassword0010", { client: wrong });
  while (clock.sleeping === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  await new Promise((resolve) => setTimeout(resolve, 50));
  await clock.advance(1000);
  expect((await refused).status).toBe(401);
  const told = JSON.stringify([log.lines, service.view, saved]);
  expect(told).toContain("8.8.4.4");
  expect(told).toContain("A wrong name or password came");
  for (const secret of ["zqx", "hostname=", "password=", CLIENT.password]) expect(told).not.toContain(secret);
});
