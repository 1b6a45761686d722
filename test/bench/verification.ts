/** How long it takes to ask what the world sees of 100 names, by real name servers, and what that costs the service beside it. */

import { type ChildProcess, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { decode, encode } from "dns-packet";
import { watchWorld } from "../../addon/verification/world-watch.ts";
import { systemClock, verifyPublished } from "../../src/index.ts";
import { hasInternet, makeInternet, SERVERS, SLOW_SERVER } from "../witnesses/internet.ts";
import { enterHouse } from "../witnesses/orders.ts";
import { type Figure, median } from "./figure.ts";
import { BINARY } from "./programs.ts";
import { fileHome, hostNames, NEVER, openEngine, zoneSeed } from "./setup.ts";

const SANDBOX = fileURLToPath(new URL("../sandbox/main.ts", import.meta.url));
const NAMES = hostNames(100);
const HOME = "203.0.113.7";
const CYCLES = 15;
/** After a cycle; the zone is read by then, and questions are under way. */
const MIDDLE_MS = 60;
const SETTLED_MS = 5000;
const MEMORY_RUNS = 5;

export async function benchVerification(): Promise<readonly Figure[]> {
  return [...(await rounds()), await besideCycles(), ...(await memory())];
}

/** 100 names, of which knot and unbound are asked; nothing where there are no namespaces. */
async function rounds(): Promise<readonly Figure[]> {
  if (!hasInternet) return [];
  const zone = [
    "@ 300 NS a.ns.cloudflare.com.",
    "@ 300 NS b.ns.cloudflare.com.",
    ...NAMES.map((name) => `${name}. 300 A ${HOME}`),
  ];
  const zones = { "example.org": zone };
  const internet = await makeInternet({
    zones: { a: zones, b: zones, other: {} },
    signed: [],
    resolver: () => ['domain-insecure: "example.org"'],
    ledTo: { "example.org": SERVERS.a },
  });
  const house = await enterHouse(internet);
  const ask = (addresses: Readonly<Record<string, readonly string[]>> = {}) =>
    house.verify({
      zones: [{ name: "example.org", records: NAMES.map((name) => ({ name, type: "A", content: HOME })) }],
      settings: { DOMAINS: NAMES.join(","), IP4_PROVIDER: `static:${HOME}`, VERIFY: "public" },
      addresses,
    });
  try {
    internet.firewall({});
    const usual = await ask();
    const packets = internet.packets();
    const slow = await ask({
      "a.ns.cloudflare.com": [SLOW_SERVER],
      "b.ns.cloudflare.com": [SLOW_SERVER],
    });
    const drop = ["udp", "tcp"].map((by) => `ip daddr { ${SERVERS.a}, ${SERVERS.b} } ${by} dport 53 drop`);
    internet.firewall({ out: drop.join("\n") });
    const swallowed = await ask();
    const seconds = (what: string, { ms }: { readonly ms: number }): Figure => ({
      what: `100 names, two name servers and a resolver${what}`,
      value: ms / 1000,
      unit: "s",
      promised: 10,
    });
    return [
      seconds("", usual),
      {
        what: "the same, questions to a name server a name",
        value: packets / 200,
        unit: "packets",
        promised: 1,
      },
      {
        what: "the same, questions to the resolver a name",
        value: usual.requests / 100,
        unit: "requests",
        promised: 1,
      },
      seconds(", 0.6 s an answer", slow),
      seconds(", port 53 swallowed", swallowed),
    ];
  } finally {
    house.close();
    await internet.close();
  }
}

/** Cycles that change 100 names, each while the one before is being verified, and the same unwatched. */
async function besideCycles(): Promise<Figure> {
  const sandbox = spawn(process.execPath, [SANDBOX, "--latency", "20"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(sandbox.stdout.setEncoding("utf8"), "data")) as [string];
  const url = line.trim();
  await fetch(`${new URL(url).origin}/__sandbox/seed`, {
    method: "POST",
    body: JSON.stringify(zoneSeed(100, 200, "free")),
  });
  const names = await nameServer();
  const times: Record<"off" | "on", number[]> = { off: [], on: [] };
  for (let cycle = 0; cycle < 2 * CYCLES; cycle++) {
    const how = cycle % 2 === 0 ? "off" : "on";
    times[how].push(await twoCycles(url, cycle, how === "on" ? names.port : undefined));
  }
  names.close();
  sandbox.kill();
  return {
    what: "a cycle while 100 names are verified, over one without VERIFY",
    value: median(times.on) / median(times.off),
    unit: "× as long",
    promised: 1.05,
  };
}

/** Milliseconds of the second of two cycles; the first is verified meanwhile where there is a name server. */
async function twoCycles(url: string, number: number, port: number | undefined): Promise<number> {
  const settings = (half: number) => ({
    DOMAINS: NAMES.join(","),
    IP4_PROVIDER: `static:198.51.100.${2 * number + half + 1}`,
    IP6_PROVIDER: "none",
  });
  const { config, accounts, engine } = await openEngine(url, settings(0));
  const { engine: later } = await openEngine(url, settings(1), accounts);
  const report = await engine.cycle({ signal: NEVER });
  const watch = watchWorld({
    clock: systemClock,
    tell: () => {},
    verify: (written, signal, idle) =>
      verifyPublished({
        report: written,
        targets: config.records,
        accounts,
        publics: "never",
        signal,
        idle,
        clock: systemClock,
        places: { resolve: async () => ["127.0.0.1"], port: port ?? 0, resolvers: [], patienceMs: 2000 },
      }),
  });
  if (port !== undefined) watch.listener.cycleEnded(report, QUIET);
  // Into the middle of the round.
  await new Promise((resolve) => setTimeout(resolve, MIDDLE_MS));
  watch.listener.cycleStarted?.();
  const startedAt = performance.now();
  const next = await later.cycle({ signal: NEVER });
  const took = performance.now() - startedAt;
  if (!report.ok || !next.ok) throw new Error("a cycle failed");
  await watch.stop();
  for (const account of accounts) account.close();
  return took;
}

const QUIET = { alert: undefined, stands: false, nextTry: undefined };

/** On loopback; tells one address for every name, with authority. */
async function nameServer(): Promise<{ readonly port: number; readonly close: () => void }> {
  const socket = createSocket("udp4");
  socket.on("message", (message, { port, address }) => {
    const { id = 0, questions = [] } = decode(message);
    const answers = questions.map(({ name }) => ({
      type: "A" as const,
      name,
      ttl: 300,
      data: "198.51.100.1",
    }));
    socket.send(encode({ type: "response", id, flags: 0x0400, questions, answers }), port, address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return { port: socket.address().port, close: () => socket.close() };
}

/** What VERIFY adds to the service once its first round is over; here nobody answers. */
async function memory(): Promise<readonly Figure[]> {
  const { sandbox, environment } = await fileHome(HOME);
  const shown = { ...environment, WEB_ADDRESS: `127.0.0.1:${await freePort()}` };
  const added = async (base: Readonly<Record<string, string>>): Promise<number> => {
    const differences: number[] = [];
    for (let run = 0; run < MEMORY_RUNS; run++)
      differences.push((await residentOf({ ...base, VERIFY: "authoritative" })) - (await residentOf(base)));
    return median(differences);
  };
  const figures = [
    {
      what: "VERIFY in an idle service with the dashboard",
      value: await added(shown),
      unit: "MiB",
      promised: 1,
    },
    // Node's module for UDP loads those for clusters and for other programs; a dashboard needs most of them as well.
    { what: "the same in a service with nothing else", value: await added(environment), unit: "MiB" },
  ];
  await sandbox.close();
  return figures;
}

async function freePort(): Promise<number> {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  return port;
}

async function residentOf(environment: Readonly<Record<string, string>>): Promise<number> {
  const child: ChildProcess = spawn(process.execPath, [BINARY], {
    env: { PATH: process.env["PATH"] ?? "", RES_OPTIONS: "timeout:1 attempts:1", ...environment },
    stdio: "ignore",
  });
  await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
  const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
  child.kill("SIGTERM");
  await once(child, "exit");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}
