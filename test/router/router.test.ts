/** The source `router` and a real miniupnpd, in network namespaces; the binary as `npm run build` made it. */

import { existsSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { BINARY } from "../bench/programs.ts";
import { type Home, hasHome, makeHome, ROUTER, type RouterOptions, until } from "./home.ts";
import { type Machine, startMachine, steadyNow } from "./orders.ts";

const isBuilt = existsSync(BINARY);
if (!isBuilt && process.env["CI"] !== "true")
  console.log("The binary is not built: its tests with a real router are skipped. Run npm run build.");

interface Detected {
  readonly sources: readonly {
    readonly name: string;
    readonly family: number;
    readonly status: string;
    readonly addresses?: readonly string[];
    readonly reason?: string;
    readonly durationMs: number;
  }[];
  readonly nat?: string;
}

describe.skipIf(!hasHome || (!isBuilt && process.env["CI"] !== "true"))("a home with miniupnpd", () => {
  let made: Home | undefined;
  let started: Machine | undefined;
  const home = (): Home => made ?? expect.fail("there is no home");
  const machine = (): Machine => started ?? expect.fail("there is no machine");

  beforeAll(async () => {
    made = makeHome("5.6.7.8");
    started = await startMachine(made);
  });
  afterAll(async () => {
    started?.close();
    await made?.close();
  });
  afterEach(async () => {
    await machine().stop();
    await home().stopRouter();
  });

  async function detect(source = "router", more: Readonly<Record<string, string>> = {}) {
    const { out } = await machine().run(["detect", "--json"], { IP4_PROVIDER: source, ...more });
    const { sources, nat } = JSON.parse(out) as Detected;
    return { nat, own: sources.find(({ name, family }) => name === source && family === 4) };
  }

  async function wrote(address: string): Promise<number> {
    const found = () => machine().writes.find(({ contents }) => contents.includes(address));
    await until(
      () => found() !== undefined,
      () => `${address} was not written`,
      30_000,
    );
    return found()?.at ?? Number.NaN;
  }

  test.each<readonly [string, RouterOptions, string, Readonly<Record<string, string>>]>([
    ["NAT-PMP alone", { upnp: false }, "router", {}],
    ["UPnP alone", { natPmp: false }, "router", {}],
    [
      "UPnP alone, a proxy for everything that leaves",
      { natPmp: false },
      "router",
      { HTTP_PROXY: "http://127.0.0.1:1" },
    ],
    ["both", {}, "router", {}],
    ["both, named", {}, `router:${ROUTER}`, {}],
  ])("%s / detect / the address of the line, in less than a second", async (_what, options, source, more) => {
    home().setWan("5.6.7.9");
    home().setWan("5.6.7.8");
    await home().startRouter(options);
    const { own, nat } = await detect(source, more);
    expect(own).toMatchObject({ status: "known", addresses: ["5.6.7.8"] });
    expect(own?.durationMs).toBeLessThan(1000);
    expect(nat).toBe("unknown");
  });

  test("no service at all / detect / unavailable within the time, and what to do", async () => {
    const { own, nat } = await detect();
    expect(own).toMatchObject({ status: "unavailable" });
    expect(own?.reason).toMatch(/192\.168\.77\.1 answers neither NAT-PMP nor UPnP/);
    expect(own?.durationMs).toBeLessThan(5000);
    expect(nat).toBe("unknown");
  });

  test("the line has a carrier's address / once / nothing is written, and the verdict stands in the reason", async () => {
    await home().startRouter();
    home().setWan("100.64.3.4");
    const { own, nat } = await detect();
    expect(own).toMatchObject({ status: "unavailable" });
    expect([own?.reason, nat]).toEqual([expect.stringContaining("carrier_nat"), "carrier_nat"]);
    const before = machine().writes.length;
    const { status, out } = await machine().run(["once", "--json"], { IP4_PROVIDER: "router" });
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      nat: "carrier_nat",
      detections: {
        ipv4: { status: "unavailable", reason: expect.stringContaining("no public IPv4 address") },
      },
    });
    expect([status, machine().writes.length]).toEqual([1, before]);
    home().setWan("5.6.7.8");
  });

  test("the address of the line changes, three times / serve / each is at Cloudflare in about a second", async () => {
    await home().startRouter();
    machine().serve({ IP4_PROVIDER: "router", UPDATE_CRON: "@every 1h" });
    await wrote("5.6.7.8");
    await new Promise((resolve) => setTimeout(resolve, 500));
    for (const address of ["5.6.7.10", "5.6.7.11", "5.6.7.12"]) {
      const startedAt = steadyNow();
      home().setWan(address);
      expect((await wrote(address)) - startedAt).toBeLessThan(3000);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  });

  test("UPnP alone: its events / serve / a change is at Cloudflare in a few seconds", async () => {
    await home().startRouter({ natPmp: false });
    machine().serve({ IP4_PROVIDER: "router", UPDATE_CRON: "@every 1h" });
    await wrote("5.6.7.12");
    await until(() => /SUBSCRIBE/.test(home().log()));
    await new Promise((resolve) => setTimeout(resolve, 500));
    const startedAt = steadyNow();
    home().setWan("5.6.7.13");
    expect((await wrote("5.6.7.13")) - startedAt).toBeLessThan(4500);
  });

  test("the router restarts on another port, then the address changes / serve / seen without waiting for the schedule", async () => {
    await home().startRouter();
    machine().serve({ IP4_PROVIDER: "router", UPDATE_CRON: "@every 1h" });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await home().stopRouter();
    home().setWan("5.6.7.14");
    const startedAt = steadyNow();
    await home().startRouter();
    expect((await wrote("5.6.7.14")) - startedAt).toBeLessThan(5000);
    home().setWan("5.6.7.15");
    await wrote("5.6.7.15");
  });

  test("carrier's address, then a public one / serve / the record stays, then follows", async () => {
    await home().startRouter();
    machine().serve({ IP4_PROVIDER: "router", UPDATE_CRON: "@every 1h" });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const before = machine().writes.length;
    home().setWan("100.64.3.4");
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(machine().writes.length).toBe(before);
    home().setWan("5.6.7.16");
    await wrote("5.6.7.16");
  });

  test("all of the above / look at what the router was asked, and at its firewall / its address alone, and no mapping", () => {
    const log = home().log();
    const actions = new Set(
      [...log.matchAll(/SOAPMethod:? \S*#(\w+)|SOAPAction: \S*#(\w+)/gi)].map(([, a, b]) => a ?? b),
    );
    for (const action of actions) expect(["GetExternalIPAddress", "GetStatusInfo"]).toContain(action);
    expect(log).toMatch(/NAT-PMP public address request/);
    expect(log).not.toMatch(
      /port mapping request|AddPortMapping|AddAnyPortMapping|MAP request|PCP.*(MAP|PEER)/i,
    );
    expect(home().firewall()).not.toMatch(/dnat|redirect|th dport/);
  });
});
