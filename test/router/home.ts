/** A home in network namespaces of its own: a machine, a router with the real miniupnpd, and a line to the internet that goes nowhere. */

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ip, missingForNamespaces, until } from "../namespaces.ts";

export { until } from "../namespaces.ts";

export const ROUTER = "192.168.77.1";
const MACHINE = "192.168.77.20";
const MINIUPNPD = "/usr/sbin/miniupnpd";

/** Can this machine make namespaces, and is miniupnpd there? In CI their absence is a fault; elsewhere the tests are skipped with one line. */
export const hasHome: boolean = (() => {
  const missing = whatIsMissing();
  if (missing === undefined) return true;
  if (process.env["CI"] === "true") throw new Error(`CI needs ${missing}`);
  console.warn(`Tests with a real router are skipped: they need ${missing}.`);
  return false;
})();

function whatIsMissing(): string | undefined {
  if (!existsSync(MINIUPNPD)) return "miniupnpd: apt-get install miniupnpd miniupnpd-nftables";
  return missingForNamespaces();
}

export interface RouterOptions {
  readonly natPmp?: boolean;
  readonly upnp?: boolean;
}

export interface Home {
  /** Runs a program on the machine of the home; answers with its output. */
  run(program: string, ...words: readonly string[]): string;
  /** Starts this file of TypeScript on the machine, with a channel for messages. */
  fork(file: string): ChildProcess;
  /** Gives the line another address: for a moment both are there, as with many routers. */
  setWan(address: string): void;
  /** Starts the router's service (anew), by default with all it has. */
  startRouter(options?: RouterOptions): Promise<void>;
  stopRouter(): Promise<void>;
  /** All that the router's services said since the home was made. */
  log(): string;
  /** The rules of the router's firewall: mappings would stand there. */
  firewall(): string;
  close(): Promise<void>;
}

/** The line's first address is `wan`; the router's service is not started yet. */
export function makeHome(wan: string): Home {
  const [router, machine] = [`cfddns-r-${process.pid}`, `cfddns-m-${process.pid}`];
  const folder = mkdtempSync(join(tmpdir(), "cfddns-home-"));
  let log = "";
  let service: ChildProcess | undefined;
  let current = wan;

  for (const name of [router, machine]) {
    ip("netns", "add", name);
    ip("-n", name, "link", "set", "lo", "up");
  }
  ip("-n", router, "link", "add", "lan", "type", "veth", "peer", "name", "eth0", "netns", machine);
  ip("-n", router, "link", "add", "wan", "type", "veth", "peer", "name", "exchange");
  for (const link of ["lan", "wan", "exchange"]) ip("-n", router, "link", "set", "dev", link, "up");
  ip("-n", router, "addr", "add", `${ROUTER}/24`, "dev", "lan");
  ip("-n", router, "addr", "add", `${wan}/32`, "dev", "wan");
  ip("-n", machine, "link", "set", "eth0", "up");
  ip("-n", machine, "addr", "add", `${MACHINE}/24`, "dev", "eth0");
  ip("-n", machine, "route", "add", "default", "via", ROUTER);

  async function startRouter({ natPmp = true, upnp = true }: RouterOptions = {}): Promise<void> {
    await stopRouter();
    const settings = join(folder, "miniupnpd.conf");
    writeFileSync(
      settings,
      [
        "ext_ifname=wan",
        "listening_ip=lan",
        "port=0",
        `enable_natpmp=${natPmp ? "yes" : "no"}`,
        `enable_upnp=${upnp ? "yes" : "no"}`,
        "secure_mode=yes",
        "system_uptime=no",
        "uuid=cc20f9cb-a315-4dfa-8c25-925074ef8ba4",
        "allow 1024-65535 0.0.0.0/0 1024-65535",
        "",
      ].join("\n"),
    );
    const words = ["netns", "exec", router, MINIUPNPD, "-d", "-f", settings, "-P", join(folder, "pid")];
    const started = spawn("ip", words, { stdio: ["ignore", "pipe", "pipe"] });
    service = started;
    const before = log.length;
    for (const stream of [started.stdout, started.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        log += text;
      });
    const isUp = (): boolean => /HTTP listening on port|Listening for NAT-PMP/.test(log.slice(before));
    await until(isUp, () => `miniupnpd did not start: ${log.slice(before)}`);
  }

  async function stopRouter(): Promise<void> {
    const running = service;
    service = undefined;
    if (running === undefined || running.exitCode !== null) return;
    running.kill("SIGTERM");
    await new Promise((resolve) => running.once("exit", resolve));
  }

  return {
    run: (program, ...words) =>
      execFileSync("ip", ["netns", "exec", machine, program, ...words], { encoding: "utf8" }),
    fork: (file) =>
      spawn("ip", ["netns", "exec", machine, process.execPath, file], {
        stdio: ["ignore", "inherit", "inherit", "ipc"],
      }),
    setWan(address) {
      if (address === current) return;
      ip("-n", router, "addr", "add", `${address}/32`, "dev", "wan");
      ip("-n", router, "addr", "del", `${current}/32`, "dev", "wan");
      current = address;
    },
    startRouter,
    stopRouter,
    log: () => log,
    firewall: () =>
      execFileSync("ip", ["netns", "exec", router, "nft", "list", "ruleset"], { encoding: "utf8" }),
    async close() {
      await stopRouter();
      for (const name of [router, machine]) ip("netns", "del", name);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
