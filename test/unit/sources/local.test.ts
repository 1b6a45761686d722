/** `local`, `local.iface`, `local.iface.stable`: which of its own addresses a machine may publish. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type NetworkInterfaceInfo, networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { findStable } from "../../../src/adapters/sources/home/local-iface-stable.ts";
import { createBench, detect, outcome } from "./kit.ts";

const entry = (address: string): NetworkInterfaceInfo =>
  ({
    address,
    family: address.includes(":") ? "IPv6" : "IPv4",
    netmask: "",
    mac: "00:00:00:00:00:00",
    internal: false,
    cidr: null,
    ...(address.includes(":") && { scopeid: 0 }),
  }) as NetworkInterfaceInfo;
const machine = (interfaces: Readonly<Record<string, readonly string[]>>) => () =>
  Object.fromEntries(Object.entries(interfaces).map(([name, list]) => [name, list.map(entry)]));
const iface = (name: string, stable = false) => ({ kind: "local.iface", interface: name, stable }) as const;

afterEach(() => {
  vi.useRealTimers();
});

describe("local.iface", () => {
  const wan = ["8.8.8.8", "192.168.1.2", "169.254.1.1", "fe80::1", "2001:4860::1", "fd00::1"];
  const { factory, warnings } = createBench({
    networkInterfaces: machine({ lo: ["127.0.0.1", "::1"], wan, empty: [], ll: ["fe80::2", "ff02::1"] }),
  });

  test("addresses of every class / detect / those that can be published, private ones with a warning", async () => {
    expect(outcome(await detect(factory, iface("wan"), 4))).toEqual(["8.8.8.8", "192.168.1.2"]);
    expect(outcome(await detect(factory, iface("wan"), 6))).toEqual(["2001:4860::1", "fd00::1"]);
    expect(warnings.some((warning) => warning.includes("192.168.1.2"))).toBe(true);
  });

  test.each([
    ["lo", "can be published"],
    ["empty", "can be published"],
    ["ll", "can be published"],
    ["nope", "there are: lo, wan, empty, ll"],
    ["constructor", "there is no interface"],
  ])("%s / detect / unavailable", async (name, reason) => {
    expect(outcome(await detect(factory, iface(name), 6))).toContain(reason);
  });

  test("a system that names no interfaces / detect and watch / unavailable, no exception", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const refusing = createBench({
      networkInterfaces: () => {
        throw new Error("uv_interface_addresses");
      },
    });
    const source = refusing.factory(iface("wan"));
    expect((await source.detect(4, new AbortController().signal)).status).toBe("unavailable");
    const stop = source.watch?.(4, () => undefined);
    vi.advanceTimersByTime(10_000);
    stop?.();
  });

  test("this machine / detect / answers, whatever it has", async () => {
    const detection = await detect(createBench().factory, iface("lo"), 4);
    expect(detection.status).toBe("unavailable");
  });
});

const TABLE = [
  "00000000000000000000000000000001 01 80 10 80       lo",
  "20014860000000000000000000000001 02 40 00 00     wan", // stable
  "20014860000000000000000000000002 02 40 00 01     wan", // temporary
  "20014860000000000000000000000003 02 40 00 20     wan", // deprecated
  "20014860000000000000000000000004 02 40 00 40     wan", // tentative
  "20014860000000000000000000000005 02 40 00 88     wan", // duplicate
  "fd000000000000000000000000000001 02 40 00 80     wan",
  "fd000000000000000000000000000002 02 40 00 00     wan",
  "fe800000000000000000000000000001 02 40 20 80     wan",
  "20014860000000000000000000000006 03 40 00 00     lan",
  "20014860000000000000000000000007 03 40 00 80     lan",
  "20014860000000000000000000000008 04 40 00 21     gone",
].join("\n");

describe("local.iface.stable", () => {
  async function benchWith(table: string | undefined) {
    const folder = await mkdtemp(join(tmpdir(), "ddns-proc-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const procNet = join(folder, "if_inet6");
    if (table !== undefined) await writeFile(procNet, `${table}\n`);
    return createBench({ procNet, networkInterfaces: machine({ wan: ["9.9.9.9", "2001:4860::2"] }) });
  }

  test("permanent, temporary, deprecated and others / find / lasting ones, permanent preferred", () => {
    expect(findStable(TABLE, "wan")).toHaveLength(2);
    expect(findStable(TABLE, "lan")).toEqual(["2001:4860:0000:0000:0000:0000:0000:0007"]);
    expect(findStable(TABLE, "gone")).toEqual([]);
    expect(findStable(TABLE, "lo")).toEqual([]);
  });

  test("a permanent unique local address beside a global one / detect / both", async () => {
    const { factory } = await benchWith(TABLE);
    expect(outcome(await detect(factory, iface("wan", true), 6))).toEqual(["2001:4860::1", "fd00::1"]);
  });

  test("none lasts / detect / unavailable", async () => {
    const { factory } = await benchWith(TABLE);
    expect((await detect(factory, iface("gone", true), 6)).status).toBe("unavailable");
  });

  test("IPv4 / detect / as local.iface, without a word", async () => {
    const { factory, warnings } = await benchWith(undefined);
    expect(outcome(await detect(factory, iface("wan", true), 4))).toEqual(["9.9.9.9"]);
    expect(warnings).toEqual([]);
  });

  test("a system without the table / detect / as local.iface, said once", async () => {
    const { factory, warnings } = await benchWith(undefined);
    for (let time = 0; time < 2; time++)
      expect(outcome(await detect(factory, iface("wan", true), 6))).toEqual(["2001:4860::2"]);
    expect(warnings).toHaveLength(1);
  });
});

describe("local", () => {
  test("the way leads to loopback / detect / unavailable: never published", async () => {
    const { factory } = createBench({ endpoints: { local: { 4: "127.0.0.1", 6: "::1" } } });
    expect(outcome(await detect(factory, { kind: "local" }, 4))).toContain("loopback");
    expect((await detect(factory, { kind: "local" }, 6)).status).toBe("unavailable");
  });

  test.each([4, 6] as const)(
    "this machine over IPv%i / detect / an address of its own, or no way",
    async (family) => {
      const detection = await detect(createBench().factory, { kind: "local" }, family);
      const own = Object.values(networkInterfaces()).flatMap((list) =>
        (list ?? []).map(({ address }) => address),
      );
      if (detection.status === "known") expect(own).toContain(detection.addresses[0].address);
      else expect(detection.status).toBe("unavailable");
    },
  );

  test("a target of the other family / detect / unavailable, no exception", async () => {
    const { factory } = createBench({ endpoints: { local: { 4: "::1", 6: "::1" } } });
    expect(outcome(await detect(factory, { kind: "local" }, 4))).toBe(
      "there is no way to the internet over IPv4",
    );
  });
});

test.each([{ kind: "local" }, iface("wan"), iface("wan", true)] as const)(
  "%o is watched / an address comes and goes / heard every two seconds at most, until stopped",
  (spec) => {
    vi.useFakeTimers();
    const addresses: string[] = ["8.8.8.8"];
    const { factory } = createBench({ networkInterfaces: () => machine({ wan: addresses })() });
    let changes = 0;
    const stop = factory(spec).watch?.(4, () => {
      changes += 1;
    });
    vi.advanceTimersByTime(60_000);
    expect(changes).toBe(0);
    addresses.push("9.9.9.9");
    vi.advanceTimersByTime(60_000);
    expect(changes).toBe(1);
    addresses.pop();
    vi.advanceTimersByTime(2000);
    expect(changes).toBe(2);
    stop?.();
    expect(vi.getTimerCount()).toBe(0);
  },
);
