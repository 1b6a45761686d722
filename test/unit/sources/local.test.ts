/** `local`, `local.iface`, `local.iface.stable`: which of its own addresses a machine may publish. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type NetworkInterfaceInfo, networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { parseFlagTable } from "../../../src/adapters/sources/home/address-flags.ts";
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
    networkInterfaces: machine({
      lo: ["127.0.0.1", "::1"],
      wan,
      empty: [],
      ll: ["fe80::2", "ff02::1"],
      tun: ["10.8.0.2", "fd00::8"],
    }),
  });

  test("addresses of every class / detect / the global ones alone, without a word", async () => {
    expect(outcome(await detect(factory, iface("wan"), 4))).toEqual(["8.8.8.8"]);
    expect(outcome(await detect(factory, iface("wan"), 6))).toEqual(["2001:4860::1"]);
    expect(warnings).toEqual([]);
  });

  test("none is global / detect / what there is, with a warning: somebody named this interface on purpose", async () => {
    expect(outcome(await detect(factory, iface("tun"), 4))).toEqual(["10.8.0.2"]);
    expect(outcome(await detect(factory, iface("tun"), 6))).toEqual(["fd00::8"]);
    expect(warnings).toEqual([
      'local.iface:tun: "10.8.0.2" is private (RFC 1918): it cannot be reached from the whole internet',
      'local.iface:tun: "fd00::8" is unique local (RFC 4193): it cannot be reached from the whole internet',
    ]);
  });

  test.each([
    ["lo", "can be published"],
    ["empty", "can be published"],
    ["ll", "can be published"],
    ["nope", "there are: lo, wan, empty, ll, tun"],
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
  "fe800000000000000000000000000001 02 40 20 80     wan",
  "20014860000000000000000000000006 03 40 00 00     lan",
  "20014860000000000000000000000007 03 40 00 80     lan",
  "20014860000000000000000000000008 04 40 00 21     gone",
  "fd000000000000000000000000000008 04 40 00 80     gone",
  "20014860000000000000000000000009 05 40 00 01     daily",
  "2001486000000000000000000000000a 05 40 00 21     daily",
].join("\n");
const MACHINE = {
  wan: [
    "9.9.9.9",
    "fe80::1",
    "fd00::1",
    "2001:4860::5",
    "2001:4860::4",
    "2001:4860::3",
    "2001:4860::2",
    "2001:4860::1",
  ],
  lan: ["2001:4860::6", "2001:4860::7"],
  gone: ["2001:4860::8", "fd00::8"],
  daily: ["2001:4860::a", "2001:4860::9"],
};

describe("a system that tells which addresses are temporary and deprecated", () => {
  async function benchWith(table: string | undefined) {
    const folder = await mkdtemp(join(tmpdir(), "ddns-proc-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const procNet = join(folder, "if_inet6");
    if (table !== undefined) await writeFile(procNet, `${table}\n`);
    return createBench({ procNet, networkInterfaces: machine(MACHINE) });
  }

  test.each<[name: string, every: readonly string[] | string, stable: readonly string[] | string]>([
    ["wan", ["2001:4860::1"], ["2001:4860::1"]],
    ["lan", ["2001:4860::6", "2001:4860::7"], ["2001:4860::7"]],
    ["gone", "on their way out (2001:4860::8)", "on their way out (2001:4860::8)"],
    ["daily", ["2001:4860::9"], "no IPv6 address that lasts"],
  ])(
    "%s / detect / what lasts before what does not, never what is deprecated",
    async (name, every, stable) => {
      const { factory } = await benchWith(TABLE);
      for (const [isStable, wanted] of [
        [false, every],
        [true, stable],
      ] as const) {
        const found = outcome(await detect(factory, iface(name, isStable), 6));
        if (typeof wanted === "string") expect(found).toContain(wanted);
        else expect(found).toEqual(wanted);
      }
    },
  );

  test("IPv4 / detect / nothing to tell, without a word", async () => {
    const { factory, warnings } = await benchWith(undefined);
    expect(outcome(await detect(factory, iface("wan", true), 4))).toEqual(["9.9.9.9"]);
    expect(warnings).toEqual([]);
  });

  test("no such table / detect / all of the interface, said once where it matters", async () => {
    const { factory, warnings } = await benchWith(undefined);
    for (let time = 0; time < 2; time++)
      expect(outcome(await detect(factory, iface("daily", true), 6))).toEqual([
        "2001:4860::a",
        "2001:4860::9",
      ]);
    expect(warnings).toHaveLength(1);
    await detect(factory, iface("daily"), 6);
    expect(warnings).toHaveLength(1);
  });

  test("a table with rubbish in it / read / nothing is known", () => {
    const flags = parseFlagTable("\n\u0000\nzz 1 2 3 zz wan\n20014860000000000000000000000001\n");
    expect(flags("wan", "2001:4860::1")).toEqual({});
  });
});

describe("local", () => {
  test("the way leads to loopback / detect / unavailable: never published", async () => {
    const { factory } = createBench({ endpoints: { local: { 4: "127.0.0.1", 6: "::1" } } });
    expect((await detect(factory, { kind: "local" }, 4)).status).toBe("unavailable");
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
      else expect(outcome(detection)).toMatch(/no way|from the internet/);
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
