/** From a change of a watched file to the first write at Cloudflare, over the second of debouncing. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { type Figure, median, percentile } from "./figure.ts";
import { BINARY } from "./programs.ts";
import { fileHome } from "./setup.ts";

const EVENTS = 20;
/** An address that changes oftener than this in ten minutes is written more slowly (T9), so a new instance takes over. */
const EVENTS_OF_ONE = 5;
const DEBOUNCE_MS = 1000;

export async function benchEvents(): Promise<readonly Figure[]> {
  const delays: number[] = [];
  while (delays.length < EVENTS) delays.push(...(await delaysOfOne()));
  return [
    {
      what: `file event to first write, p95 of ${EVENTS}, over the debounce`,
      value: percentile(delays, 95),
      unit: "ms",
      promised: 50,
    },
    { what: "the same, median", value: median(delays), unit: "ms" },
  ];
}

/** Milliseconds beyond the debounce, of each event that one instance follows. */
async function delaysOfOne(): Promise<readonly number[]> {
  const { sandbox, file, environment } = await fileHome("203.0.113.250");
  const service = spawn(process.execPath, [BINARY], { env: environment, stdio: "ignore" });
  const writes = () => sandbox.requests.filter(({ method }) => method !== "GET").length;
  const reached = async (count: number): Promise<void> => {
    while (writes() < count) await new Promise((resolve) => setTimeout(resolve, 2));
  };
  await reached(1);
  const delays: number[] = [];
  for (let event = 1; event <= EVENTS_OF_ONE; event++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const startedAt = performance.now();
    writeFileSync(file, `203.0.113.${event}\n`);
    await reached(event + 1);
    delays.push(performance.now() - startedAt - DEBOUNCE_MS);
  }
  const ended = once(service, "exit");
  service.kill("SIGTERM");
  await ended;
  await sandbox.close();
  return delays;
}
