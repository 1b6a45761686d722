/** From a change at a real router's line to the write at Cloudflare, and what listening to the router costs while nothing happens. */

import { type Home, hasHome, makeHome, until } from "../router/home.ts";
import { type Machine, startMachine, steadyNow } from "../router/orders.ts";
import { type Figure, median, percentile } from "./figure.ts";

const CHANGES = 30;
/** An address that changes oftener than this in ten minutes is written more slowly (T9), so a new instance takes over. */
const CHANGES_OF_ONE = 5;
const IDLE_MS = 48_000;
const SETTLED_MS = 5000;
const RUNS = 3;
/** On loopback inside the namespace. */
const DASHBOARD = { WEB_ADDRESS: "127.0.0.1:8080" };
const SERVICE = { UPDATE_CRON: "@every 1h", IP4_PROVIDER: "router" };

export async function benchRouter(): Promise<readonly Figure[]> {
  if (!hasHome) return [];
  const home = makeHome("5.6.7.1");
  const machine = await startMachine(home);
  try {
    await home.startRouter();
    const delays = await reactions(home, machine);
    const bare = await added(machine, {});
    const shown = await added(machine, DASHBOARD);
    return [
      {
        what: `change at the router to write, p95 of ${CHANGES}, debounce included`,
        value: percentile(delays, 95),
        unit: "ms",
        promised: 1500,
      },
      { what: "the same, median", value: median(delays), unit: "ms" },
      { what: "listening, and asking every 15 s", value: bare.percent, unit: "% CPU", promised: 0.05 },
      {
        what: "the same in a service with the dashboard",
        value: shown.residentMiB,
        unit: "MiB",
        promised: 1,
      },
      // Node's module for UDP loads those for clusters and for other programs; a dashboard needs most of them as well.
      { what: "the same in a service with nothing else", value: bare.residentMiB, unit: "MiB" },
    ];
  } finally {
    machine.close();
    await home.close();
  }
}

async function reactions(home: Home, machine: Machine): Promise<readonly number[]> {
  const delays: number[] = [];
  for (let change = 0; change < CHANGES; change++) {
    if (change % CHANGES_OF_ONE === 0) {
      await machine.stop();
      machine.serve(SERVICE);
      await rest(3000);
    }
    await rest(500 + ((change * 97) % 400));
    const address = `5.6.8.${change + 1}`;
    const startedAt = steadyNow();
    home.setWan(address);
    const write = () => machine.writes.find(({ contents }) => contents.includes(address));
    await until(() => write() !== undefined);
    delays.push((write()?.at ?? Number.NaN) - startedAt);
  }
  await machine.stop();
  return delays;
}

/** What the source adds to a service whose address is fixed. */
async function added(machine: Machine, settings: Readonly<Record<string, string>>) {
  const without = await idle(machine, { ...settings, IP4_PROVIDER: "static:5.6.7.1" });
  const listening = await idle(machine, settings);
  return {
    percent: listening.percent - without.percent,
    residentMiB: listening.residentMiB - without.residentMiB,
  };
}

/** Medians of several runs of the service after it has come to rest. */
async function idle(machine: Machine, settings: Readonly<Record<string, string>>) {
  const percents: number[] = [];
  const sizes: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    machine.serve({ ...SERVICE, ...settings });
    await rest(SETTLED_MS);
    const before = await machine.usage();
    await rest(IDLE_MS / RUNS);
    const after = await machine.usage();
    percents.push(((after.cpuMs - before.cpuMs) / (IDLE_MS / RUNS)) * 100);
    sizes.push(after.residentMiB);
    await machine.stop();
  }
  return { percent: median(percents), residentMiB: median(sizes) };
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
