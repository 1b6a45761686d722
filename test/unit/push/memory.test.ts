/** What was told stays told: over restarts, with its time, and whatever became of the file. */

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { toldFile } from "../../../addon/push/told/file.ts";
import { openPushMemory, type Told } from "../../../addon/push/told/memory.ts";
import { pushSource } from "../../../addon/push/told/source.ts";
import type { Address, DetectedAddresses } from "../../../src/index.ts";
import { createVirtualClock } from "../../clock.ts";

const V4 = "8.8.4.4" as Address;
const V6 = "2a00:1450::5" as Address;
const PREFIX = { address: "2a00:1450:0:100::" as Address, prefixLength: 56 };
const NOON = Date.UTC(2026, 0, 1, 12);
const AT_NOON = "2026-01-01T12:00:00.000Z";
const NAMES = ["fritz", "nas"];
const signal = new AbortController().signal;

let folder = "";
let told: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ddns-push-"));
  told = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (clock = createVirtualClock(NOON)) =>
  openPushMemory(
    toldFile(folder, "main", (text) => told.push(text)),
    NAMES,
    clock,
  );
const sourceOf = (memory: Awaited<ReturnType<typeof open>>) =>
  pushSource("fritz", { memory, rejectCloudflare: true });

describe("telling", () => {
  test("something told / started again a year later / still known, with its time", async () => {
    const before = await open();
    expect(before.tell("fritz", { ipv4: V4, ipv6: V6, prefix: PREFIX })).toBe(true);
    await before.settled();
    const source = sourceOf(await open(createVirtualClock(Date.UTC(2027, 0, 1))));
    expect(await source.detect(4, signal)).toEqual({
      status: "known",
      source: "push:fritz",
      addresses: [{ address: V4 }] satisfies DetectedAddresses,
      toldAt: AT_NOON,
    });
    expect(await source.detect(6, signal)).toMatchObject({
      addresses: [{ address: V6 }],
      delegated: [PREFIX],
    });
    expect(statSync(join(folder, "main.push.json")).mode & 0o777).toBe(0o600);
  });

  test("one family told / told again / the other one and the prefix stay", async () => {
    const clock = createVirtualClock(NOON);
    const memory = await open(clock);
    memory.tell("fritz", { ipv4: V4, ipv6: V6, prefix: PREFIX });
    await clock.advance(60_000);
    expect(memory.tell("fritz", { ipv4: V4 })).toBe(false);
    expect(memory.of("fritz")).toMatchObject({
      ipv4: { address: V4, at: "2026-01-01T12:01:00.000Z" },
      ipv6: { address: V6, at: AT_NOON },
      prefix: PREFIX,
    });
    expect(memory.of("nas")).toEqual({});
  });

  test.each([
    ["the same", { ipv4: V4 }, false],
    ["another address", { ipv4: "9.9.9.9" as Address }, true],
    ["another family", { ipv6: V6 }, true],
    ["a prefix", { ipv4: V4, prefix: PREFIX }, true],
  ])("%s / told / news or not", async (_what, telling, isNews) => {
    const memory = await open();
    memory.tell("fritz", { ipv4: V4 });
    expect(memory.tell("fritz", telling)).toBe(isNews);
  });

  test("the same, again and again / told / saved and shown every ten seconds at most", async () => {
    const clock = createVirtualClock(NOON);
    const saved: string[] = [];
    const store = {
      load: async () => ({}),
      save: async ({ fritz }: Readonly<Record<string, Told>>) => void saved.push(fritz?.ipv4?.at ?? ""),
    };
    const memory = await openPushMemory(store, NAMES, clock);
    let shown = 0;
    memory.subscribe(() => {
      shown += 1;
    });
    for (let second = 0; second < 25; second++) {
      memory.tell("fritz", { ipv4: V4 });
      await clock.advance(1000);
    }
    await memory.settled();
    expect(saved).toEqual(["00", "10", "20"].map((second) => `2026-01-01T12:00:${second}.000Z`));
    expect(shown).toBe(3);
  });

  test("a nudge / watched / by those of this client alone, until they stop", async () => {
    const memory = await open();
    const heard: string[] = [];
    const stop = sourceOf(memory).watch?.(4, () => heard.push("fritz"));
    pushSource("nas", { memory, rejectCloudflare: true }).watch?.(4, () => heard.push("nas"));
    memory.nudge("fritz");
    memory.nudge("nas");
    stop?.();
    memory.nudge("fritz");
    expect(heard).toEqual(["fritz", "nas"]);
  });
});

describe("the source", () => {
  test("nothing told yet / asked / unavailable, and who is waited for", async () => {
    expect(await sourceOf(await open()).detect(6, signal)).toMatchObject({
      status: "unavailable",
      reason: expect.stringContaining("fritz has not told an IPv6 address yet"),
    });
  });

  test("a remembered address that the settings refuse by now / asked / unavailable", async () => {
    const memory = await open();
    memory.tell("fritz", { ipv4: "104.16.1.1" as Address });
    expect(await sourceOf(memory).detect(4, signal)).toMatchObject({ status: "unavailable" });
    const lenient = pushSource("fritz", { memory, rejectCloudflare: false });
    expect(await lenient.detect(4, signal)).toMatchObject({ status: "known" });
  });

  test("a prefix / asked for IPv4, or without an IPv6 address / plays no part", async () => {
    const memory = await open();
    memory.tell("fritz", { ipv4: V4, prefix: PREFIX });
    expect(await sourceOf(memory).detect(4, signal)).not.toHaveProperty("delegated");
    expect(await sourceOf(memory).detect(6, signal)).toMatchObject({ status: "unavailable" });
  });
});

describe("the file", () => {
  const spoil = (text: string) => writeFileSync(join(folder, "main.push.json"), text);
  test.each([
    ["cut off", '{"fritz":{"ipv4":{"addr'],
    ["empty", ""],
    ["something else", '["a", 3]'],
    ["null", "null"],
    ["of other shapes", '{"fritz": 7, "nas": {"ipv4": "8.8.4.4", "ipv6": {"address": "x", "at": "y"}}}'],
  ])("%s / opened / nothing is known, and it works on", async (_how, text) => {
    spoil(text);
    const memory = await open();
    expect(memory.of("fritz")).toEqual({});
    memory.tell("fritz", { ipv4: V4 });
    await memory.settled();
    expect(JSON.parse(readFileSync(join(folder, "main.push.json"), "utf8"))).toMatchObject({
      fritz: { ipv4: { address: V4, at: AT_NOON } },
    });
  });

  test("half good / opened / the good half is known", async () => {
    spoil(
      `{"fritz":{"ipv4":{"address":"8.8.4.4","at":"${AT_NOON}"},"ipv6":{"address":"8.8.4","at":"${AT_NOON}"}}}`,
    );
    expect((await open()).of("fritz")).toEqual({ ipv4: { address: V4, at: AT_NOON } });
    expect(told).toEqual([]);
  });

  test("a client that the settings name no more / opened, told by another / let go of", async () => {
    const part = { ipv4: { address: "8.8.4.4", at: AT_NOON } };
    spoil(JSON.stringify({ fritz: part, attic: part }));
    const memory = await open();
    expect([...memory.clients.keys()]).toEqual(["fritz"]);
    memory.tell("nas", { ipv4: V4 });
    await memory.settled();
    const kept = JSON.parse(readFileSync(join(folder, "main.push.json"), "utf8")) as object;
    expect(Object.keys(kept)).toEqual(["fritz", "nas"]);
  });

  test("a folder that cannot be / told twice / one warning, and what was told counts", async () => {
    writeFileSync(join(folder, "file"), "");
    const store = toldFile(join(folder, "file", "below"), "main", (text) => told.push(text));
    const memory = await openPushMemory(store, NAMES, createVirtualClock(NOON));
    memory.tell("fritz", { ipv4: V4 });
    memory.tell("fritz", { ipv4: V4 });
    await memory.settled();
    expect(told).toHaveLength(1);
    expect(memory.of("fritz")).toMatchObject({ ipv4: { address: V4 } });
  });
});
