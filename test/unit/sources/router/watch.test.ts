import { createSocket } from "node:dgram";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../../../src/adapters/clock.ts";
import { createSourceFactory } from "../../../../src/adapters/sources/index.ts";
import type { AddressSource, Clock } from "../../../../src/ports.ts";
import { createVirtualClock, type VirtualClock } from "../../../clock.ts";
import { never, outcome, until } from "../kit.ts";
import {
  type Behaviour,
  descriptionOf,
  type FakeRouter,
  natPmpReply,
  pcpAnnounce,
  searchAnswer,
  startRouter,
} from "./fake-router.ts";

interface Watched {
  readonly router: FakeRouter;
  readonly source: AddressSource;
  /** What the router answers from now on. */
  move(address: string, epoch?: number): void;
  changes(): number;
  stop(): void;
}

/** A watched router whose first answer is known, as is a cycle's; its own count of seconds goes as `clock` does. */
async function watched(
  clock: Clock = systemClock,
  announcements?: number,
  more: Partial<Behaviour> = {},
): Promise<Watched> {
  let address = "5.6.7.8";
  let began = clock.monotonic() - 1_000_000;
  const router: FakeRouter = await startRouter({
    natPmp: () => natPmpReply(address, Math.round((clock.monotonic() - began) / 1000)),
    ...more,
  });
  const factory = createSourceFactory({
    clock,
    timeoutMs: 5000,
    rejectCloudflare: true,
    endpoints: {
      router: { ...router.endpoints.router, ...(announcements === undefined ? {} : { announcements }) },
    },
  });
  const source = factory({ kind: "router", host: "127.0.0.1" });
  let changes = 0;
  const stop =
    source.watch?.(4, () => {
      changes += 1;
    }) ?? (() => {});
  onTestFinished(stop);
  await source.detect(4, never);
  await until(() => questions(router) >= 2);
  return {
    router,
    source,
    move(next, epoch) {
      address = next;
      if (epoch !== undefined) began = clock.monotonic() - epoch * 1000;
    },
    changes: () => changes,
    stop,
  };
}

/** The same with a router that has events, once it was asked for them. */
async function watchedWithEvents(clock: Clock = systemClock, announcements?: number): Promise<Watched> {
  const one = await watched(clock, announcements, {
    description: descriptionOf,
    search: (_search, location) => [searchAnswer(location)],
  });
  await until(() => one.router.callbacks.length > 0);
  return one;
}

/** Lets time pass in steps that leave room for real packets. */
async function pass(clock: VirtualClock, ms: number, step = 200): Promise<void> {
  for (let passed = 0; passed < ms; passed += step) {
    await clock.advance(step);
    await pause(1);
  }
}

const questions = ({ asked }: FakeRouter): number => asked.filter((what) => what === "natpmp").length;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test.each([
  ["NAT-PMP", natPmpReply("9.9.9.9", 2000)],
  ["PCP", pcpAnnounce(2000)],
])(
  "%s announced by the router / watch / asked, and its answer counts, not the announcement",
  async (_what, packet) => {
    const one = await watched();
    one.move("5.6.7.9", 2000);
    await one.router.announce(packet);
    await until(() => one.changes() === 1);
    expect(outcome(await one.source.detect(4, never))).toEqual(["5.6.7.9"]);
  },
);

test.each<readonly [string, Uint8Array, string]>([
  ["from another machine", natPmpReply("9.9.9.9"), "127.0.0.2"],
  ["of 8 bytes", natPmpReply("9.9.9.9").subarray(0, 8), "127.0.0.1"],
  ["with the opcode of a question", natPmpReply("9.9.9.9", 1, 0, 0), "127.0.0.1"],
  ["of 2 kB", Buffer.alloc(2000, 0x80), "127.0.0.1"],
])("an announcement %s / watch / nobody is asked", async (_what, packet, from) => {
  const one = await watched();
  one.move("5.6.7.9");
  const before = questions(one.router);
  await one.router.announce(packet, from);
  await pause(300);
  expect([questions(one.router), one.changes()]).toEqual([before, 0]);
});

test("announced, and the answer is as before / watch / asked twice, no change", async () => {
  const one = await watched();
  const before = questions(one.router);
  await one.router.announce(natPmpReply("5.6.7.8"));
  await until(() => questions(one.router) === before + 2);
  expect(one.changes()).toBe(0);
});

test("the answer behind the announcement is still the old one / watch / the new one a second later", async () => {
  const one = await watched();
  const start = performance.now();
  await one.router.announce(natPmpReply("5.6.7.8"));
  await pause(300);
  one.move("5.6.7.9");
  await until(() => one.changes() === 1);
  expect(performance.now() - start).toBeGreaterThan(900);
  expect(performance.now() - start).toBeLessThan(1500);
});

test("the answer becomes private / watch / no change is told: nobody knows a better address", async () => {
  const one = await watched();
  one.move("192.168.178.2");
  await one.router.announce(natPmpReply("192.168.178.2"));
  await pause(300);
  expect(one.changes()).toBe(0);
});

test("events / watch / subscribed; an event with a wrong number starts a question; others are turned away; the end is told", async () => {
  const one = await watchedWithEvents();
  const path = new URL(one.router.callbacks[0] ?? "").pathname;
  expect(path).toMatch(/^\/[0-9a-z]{8,20}$/);
  one.move("5.6.7.9");
  const before = questions(one.router);
  expect(await one.router.notify(0, "127.0.0.2")).toBe(0);
  await pause(100);
  expect(questions(one.router)).toBe(before);
  expect(await one.router.notify(4711)).toBe(200);
  await until(() => one.changes() === 1);
  one.stop();
  await until(() => one.router.asked.includes("UNSUBSCRIBE"));
  expect(await one.router.notify(2)).toBe(0);
});

test("what comes to the callback and is no event / watch / 404, no question", async () => {
  const one = await watchedWithEvents();
  const [callback = ""] = one.router.callbacks;
  const before = questions(one.router);
  expect((await fetch(callback)).status).toBe(404);
  expect((await fetch(new URL("/", callback), { method: "POST", body: "x" })).status).toBe(404);
  expect(questions(one.router)).toBe(before);
  await expect(fetch(callback, { method: "POST", body: "x".repeat(200_000) })).rejects.toThrow();
});

test("the first event answers the subscription, the second tells of a change / watch / only the second ends the asking by the clock", async () => {
  const clock = createVirtualClock();
  const one = await watchedWithEvents(clock);
  const roundsIn = async (ms: number): Promise<number> => {
    const before = questions(one.router);
    await pass(clock, ms);
    return questions(one.router) - before;
  };
  await one.router.notify(0);
  await roundsIn(2000);
  expect(await roundsIn(60_000)).toBe(4);
  await one.router.notify(1);
  await roundsIn(2000);
  expect(await roundsIn(60_000)).toBe(0);
});

test("port 5350 is taken / watch / asked every 15 s, whatever events say", async () => {
  const clock = createVirtualClock();
  const taker = createSocket({ type: "udp4" });
  taker.bind(0);
  await once(taker, "listening");
  onTestFinished(() => {
    taker.close();
  });
  const one = await watchedWithEvents(clock, taker.address().port);
  await one.router.notify(0);
  await one.router.notify(1);
  one.move("5.6.7.9");
  await pass(clock, 20_000);
  expect(one.changes()).toBe(1);
  const before = questions(one.router);
  await pass(clock, 60_000);
  expect(questions(one.router) - before).toBe(4);
});

test("the router began anew (its count went back) / watch / subscribed anew, at its new port", async () => {
  const one = await watchedWithEvents();
  await one.router.moveHttp();
  one.move("5.6.7.9", 0);
  await one.router.announce(natPmpReply("5.6.7.9", 0));
  await until(() => one.changes() === 1);
  await until(() => one.router.callbacks.length === 2);
  expect(await one.router.notify(0)).toBe(200);
});

test("a router that takes subscriptions for half an hour / watch / renewed in half of that; refused (412): subscribed anew", async () => {
  const clock = createVirtualClock();
  const one = await watchedWithEvents(clock);
  await pass(clock, 890_000, 10_000);
  expect(one.router.asked).not.toContain("RENEW");
  await pass(clock, 12_000);
  expect(one.router.asked).toContain("RENEW");
  one.router.behaviour.http = (request, response) => {
    if (request.headers["sid"] === undefined || request.method !== "SUBSCRIBE") return false;
    response.writeHead(412).end();
    return true;
  };
  await pass(clock, 885_000, 10_000);
  expect(one.router.callbacks.length).toBe(1);
  await pass(clock, 20_000);
  expect(one.router.callbacks.length).toBe(2);
});

test("two sources of one router watched, one ends / the other one hears", async () => {
  const one = await watched();
  let second = 0;
  const end = one.source.watch?.(6, () => {
    second += 1;
  });
  end?.();
  one.move("5.6.7.9");
  await one.router.announce(natPmpReply("5.6.7.9"));
  await until(() => one.changes() === 1);
  expect(second).toBe(0);
});
