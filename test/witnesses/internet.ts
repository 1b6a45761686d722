/** An internet in a network namespace: knot as the zones' name servers and as another provider's, unbound as the resolver; and a home on its line. */

import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ip, missingForNamespaces, until } from "../namespaces.ts";

/** `a.ns.cloudflare.com` and `b.ns.cloudflare.com`, which the sandbox names for every zone. */
export const SERVERS = { a: "10.53.0.1", b: "10.53.0.2" } as const;
export const OTHER_PROVIDER = "10.53.0.9";
/** Port 53, and DNS over HTTPS without TLS on 8053. */
export const RESOLVER = "10.53.0.8";
/** Takes each question, and passes it on to `a` late. */
export const SLOW_SERVER = "10.53.0.3";
const HOME = "10.53.0.100";

const PROGRAMS = [
  ["/usr/sbin/knotd", "knotd: apt-get install knot"],
  ["/usr/sbin/unbound", "unbound: apt-get install unbound"],
  ["/usr/sbin/nft", "nft: apt-get install nftables"],
] as const;

/** In CI what is missing is a fault; elsewhere the tests are skipped with one line. */
export const hasInternet: boolean = (() => {
  const missing = PROGRAMS.find(([path]) => !existsSync(path))?.[1] ?? missingForNamespaces();
  if (missing === undefined) return true;
  if (process.env["CI"] === "true") throw new Error(`CI needs ${missing}`);
  console.warn(`Tests with real name servers are skipped: they need ${missing}.`);
  return false;
})();

/** Zone files by apex: lines as they stand there, below an SOA whose negative TTL is 3 s. */
export type Zones = Readonly<Record<string, readonly string[]>>;

export interface Internet {
  /** Starts this file of TypeScript at home, with a channel for messages. */
  fork(file: string): ChildProcess;
  /** Gives a name below the apex another address, at both of our name servers as they run; its TTL is 2 s. */
  publish(zone: string, owner: string, content: string): void;
  /** Packets that left the home for port 53 of the name servers since the firewall was set last. */
  packets(): number;
  /** Rules of the home's firewall (nftables) in the chains `out` and `turn` (destination NAT); replaces those before. */
  firewall(rules: { readonly out?: string; readonly turn?: string }): void;
  close(): Promise<void>;
}

export interface InternetOptions {
  readonly zones: { readonly a: Zones; readonly b: Zones; readonly other: Zones };
  /** Zones that are signed, on `a` and `b`. */
  readonly signed: readonly string[];
  /** Lines of unbound's configuration behind `server:`, once the keys are there. */
  readonly resolver: (keyOf: (zone: string) => string) => readonly string[];
  /** To which name server the resolver is led for a zone. */
  readonly ledTo: Readonly<Record<string, string>>;
}

export async function makeInternet({ zones, signed, resolver, ledTo }: InternetOptions): Promise<Internet> {
  const [net, home] = [`cfddns-n-${process.pid}`, `cfddns-h-${process.pid}`];
  // Not in the folder of the run, whose path may be longer than a path to knot's socket can be.
  const folder = mkdtempSync("/tmp/cfddns-internet-");
  const running: ChildProcess[] = [];
  for (const name of [net, home]) {
    ip("netns", "add", name);
    ip("-n", name, "link", "set", "lo", "up");
  }
  ip("-n", net, "link", "add", "wan", "type", "veth", "peer", "name", "eth0", "netns", home);
  ip("-n", net, "link", "set", "wan", "up");
  ip("-n", home, "link", "set", "eth0", "up");
  ip("-n", home, "addr", "add", `${HOME}/24`, "dev", "eth0");
  for (const address of [...Object.values(SERVERS), OTHER_PROVIDER, RESOLVER, SLOW_SERVER])
    ip("-n", net, "addr", "add", `${address}/24`, "dev", "wan");

  /** Until it says that it runs. */
  async function start(
    program: string,
    words: readonly string[],
    isReady: (said: string) => boolean,
  ): Promise<void> {
    const child = spawn("ip", ["netns", "exec", net, program, ...words], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.push(child);
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        said += text;
      });
    await until(
      () => isReady(said),
      () => `${program} did not start: ${said}`,
    );
  }

  const settingsOf = (name: string): string => join(folder, name, "knot.conf");

  async function startKnot(name: string, address: string, held: Zones): Promise<void> {
    const place = join(folder, name);
    for (const part of ["run", "db"]) mkdirSync(join(place, part), { recursive: true });
    for (const [zone, lines] of Object.entries(held))
      writeFileSync(join(place, `${zone}.zone`), zoneFile(lines));
    writeFileSync(
      settingsOf(name),
      knotSettings(place, address, Object.keys(held), name === "other" ? [] : signed),
    );
    await start(
      "/usr/sbin/knotd",
      ["-c", settingsOf(name)],
      (said) => (said.match(/\] loaded, serial/g) ?? []).length === Object.keys(held).length,
    );
  }

  const keyOf = (zone: string): string =>
    execFileSync("keymgr", ["-c", settingsOf("a"), zone, "ds"], { encoding: "utf8" }).split("\n")[0] ?? "";

  async function close(): Promise<void> {
    await Promise.all(
      running.map(async (child) => {
        if (child.exitCode !== null) return;
        const ended = new Promise((resolve) => child.once("exit", resolve));
        child.kill("SIGTERM");
        await ended;
      }),
    );
    for (const name of [net, home]) ip("netns", "del", name);
    rmSync(folder, { recursive: true, force: true });
  }

  try {
    await Promise.all([
      startKnot("a", SERVERS.a, zones.a),
      startKnot("b", SERVERS.b, zones.b),
      startKnot("other", OTHER_PROVIDER, zones.other),
      start(process.execPath, [fileURLToPath(new URL("slow-server.ts", import.meta.url))], (said) =>
        said.includes("ready"),
      ),
    ]);
    writeFileSync(join(folder, "unbound.conf"), unboundSettings(folder, resolver(keyOf), ledTo));
    // Under another path: Ubuntu's profile of AppArmor lets the installed one read its own folder alone.
    const unbound = join(folder, "unbound");
    copyFileSync("/usr/sbin/unbound", unbound);
    await start(unbound, ["-d", "-c", join(folder, "unbound.conf")], (said) =>
      said.includes("start of service"),
    );
  } catch (thrown) {
    await close();
    throw thrown;
  }

  return {
    fork: (file) =>
      spawn("ip", ["netns", "exec", home, process.execPath, file], {
        stdio: ["ignore", "inherit", "inherit", "ipc"],
      }),
    publish(zone, owner, content) {
      for (const server of Object.keys(SERVERS)) {
        const options = ["-c", settingsOf(server), "-s", join(folder, server, "run", "knot.sock")];
        const knotc = (...words: readonly string[]) =>
          spawnSync("knotc", [...options, ...words], { encoding: "utf8" });
        knotc("zone-begin", zone);
        // There may be none before.
        knotc("zone-unset", zone, owner, "A");
        knotc("zone-set", zone, owner, "2", "A", content);
        const { status, stderr } = knotc("zone-commit", zone);
        if (status !== 0) throw new Error(stderr);
      }
    },
    packets() {
      const rules = execFileSync("ip", ["netns", "exec", home, "nft", "list", "table", "ip", "home"], {
        encoding: "utf8",
      });
      return Number(/counter packets (\d+)/.exec(rules)?.[1]);
    },
    firewall({ out = "", turn = "" }) {
      const rules = `table ip home\ndelete table ip home\ntable ip home {
        chain turn {\n type nat hook output priority -100\n ${turn}\n}
        chain out {\n type filter hook output priority 0\n ${out}\n}
        chain count {\n type filter hook output priority 1\n udp dport 53 ip daddr != ${RESOLVER} counter\n}
      }`;
      execFileSync("ip", ["netns", "exec", home, "nft", "-f", "-"], { input: rules });
    },
    close,
  };
}

function zoneFile(lines: readonly string[]): string {
  return ["@ 300 SOA a.ns.cloudflare.com. dns.cloudflare.com. 1 10000 2400 604800 3", ...lines, ""].join(
    "\n",
  );
}

function knotSettings(
  place: string,
  address: string,
  zones: readonly string[],
  signed: readonly string[],
): string {
  return [
    "server:",
    `    rundir: "${place}/run"`,
    `    listen: [ ${address}@53 ]`,
    "    udp-workers: 1",
    "    tcp-workers: 1",
    "    background-workers: 1",
    "database:",
    `    storage: "${place}/db"`,
    "log:",
    "  - target: stderr",
    "    any: info",
    "policy:",
    "  - id: signed",
    "    algorithm: ecdsap256sha256",
    "    single-type-signing: on",
    "template:",
    "  - id: default",
    `    storage: "${place}"`,
    '    file: "%s.zone"',
    "    zonefile-sync: -1",
    "zone:",
    ...zones.flatMap((zone) => [
      `  - domain: ${zone}`,
      ...(signed.includes(zone) ? ["    dnssec-signing: on", "    dnssec-policy: signed"] : []),
    ]),
    "",
  ].join("\n");
}

function unboundSettings(folder: string, server: readonly string[], ledTo: InternetOptions["ledTo"]): string {
  return [
    "server:",
    `interface: ${RESOLVER}@53`,
    `interface: ${RESOLVER}@8053`,
    "https-port: 8053",
    "http-notls-downstream: yes",
    // Answers also those who do not ask for recursion, as boxes in between do.
    "access-control: 0.0.0.0/0 allow_snoop",
    'username: ""',
    'chroot: ""',
    'pidfile: ""',
    `directory: "${folder}"`,
    "use-syslog: no",
    "verbosity: 1",
    'module-config: "validator iterator"',
    "ede: yes",
    "outbound-msg-retry: 1",
    'local-zone: "cloudflare.com." static',
    `local-data: "a.ns.cloudflare.com. A ${SERVERS.a}"`,
    `local-data: "b.ns.cloudflare.com. A ${SERVERS.b}"`,
    ...server,
    ...Object.entries(ledTo).flatMap(([zone, address]) => [
      "stub-zone:",
      `name: "${zone}"`,
      `stub-addr: ${address}`,
    ]),
    "remote-control:",
    "control-enable: no",
    "",
  ].join("\n");
}
