/**
 * 900 address changes with MQTT, Home Assistant's websocket and an open dashboard: does each reach its record, is memory
 * flat after the first hundred, are handles constant, and has Home Assistant nothing to complain about? `npm run soak`
 */

import { type Figure, lineOf, median } from "../bench/figure.ts";
import { addressOf, linesOf } from "./lines.ts";
import { type Footprint, openStage } from "./stage.ts";

const CHANGES = Number(process.argv[2] ?? 900);
const SITES = 15;
/** With thirty lines each changes six times in ten minutes, which is not yet flapping. */
const PACE_MS = 3400;
const ARRIVES_WITHIN_MS = 30_000;

const lines = linesOf(SITES);
const stage = await openStage(lines);
const footprints: Footprint[] = [];
const delays: number[] = [];
let lost = 0;
try {
  for (const line of lines) await arrival(line, addressOf(line, 0));
  for (let change = 0; change < CHANGES; change++) {
    const line = lines[change % lines.length];
    if (line === undefined) throw new Error("no lines");
    const address = addressOf(line, Math.floor(change / lines.length) + 1);
    const toldAt = performance.now();
    await stage.tell(line, address);
    const delay = await arrival(line, address);
    if (delay === undefined) lost += 1;
    else delays.push(delay);
    await stage.look();
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, PACE_MS - (performance.now() - toldAt))));
    footprints.push(stage.measure());
    if ((change + 1) % 100 === 0)
      console.log(`  ${change + 1} changes: ${hundred(change + 1)}, ${lost} lost`);
  }
  const figures: readonly Figure[] = [
    { what: "address changes that never reached their record", value: lost, unit: "changes", promised: 0 },
    { what: "change to record, median", value: median(delays), unit: "ms" },
    { what: "memory in the second hundred", value: usual("residentMiB", 200), unit: "MiB" },
    {
      what: "memory in the last hundred",
      value: usual("residentMiB", CHANGES) / usual("residentMiB", 200),
      unit: "× second",
    },
    {
      what: "the same without the pages of Node's own file",
      value: usual("ownMiB", CHANGES) / usual("ownMiB", 200),
      unit: "× second",
      promised: 1.05,
    },
    {
      what: "handles in the last hundred",
      value: most("handles", CHANGES) - most("handles", 200),
      unit: "more",
      promised: 0,
    },
  ];
  const complaints = await stage.complaints();
  for (const figure of figures) console.log(lineOf(figure));
  console.log(`Home Assistant's log of warnings and errors: ${complaints.homeAssistant || "empty"}`);
  console.log(`The service's warnings: ${complaints.service || "none"}`);
} finally {
  await stage.close();
}

/** The hundred changes up to `until`. */
function values(of: keyof Footprint, until: number): readonly number[] {
  return footprints.slice(Math.max(0, until - 100), until).map((footprint) => footprint[of]);
}

function usual(of: keyof Footprint, until: number): number {
  return median(values(of, until));
}

function most(of: keyof Footprint, until: number): number {
  return Math.max(...values(of, until));
}

function hundred(until: number): string {
  return `${usual("residentMiB", until).toFixed(1)} MiB (${usual("ownMiB", until).toFixed(1)} its own), ${most("handles", until)} handles`;
}

/** Milliseconds until the record holds the address; undefined where it never does. */
async function arrival(line: (typeof lines)[number], address: string): Promise<number | undefined> {
  const from = performance.now();
  while (performance.now() - from < ARRIVES_WITHIN_MS) {
    if (stage.published(line) === address) return performance.now() - from;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return undefined;
}
