/** How long a change of 100 hosts takes when every request takes 50 ms longer, in units of that latency. */

import { type Figure, median } from "./figure.ts";
import { hostNames, NEVER, openBench, zoneSeed } from "./setup.ts";

const LATENCY_MS = 50;

export async function benchLatency(): Promise<readonly Figure[]> {
  const ratios: number[] = [];
  for (let run = 0; run < 5; run++) {
    const bench = await openBench(
      { DOMAINS: hostNames(100).join(",") },
      zoneSeed(100, 200, "free"),
      LATENCY_MS,
    );
    const startedAt = performance.now();
    const report = await bench.engine.cycle({ signal: NEVER });
    if (!report.ok) throw new Error("the cycle failed");
    ratios.push((performance.now() - startedAt) / LATENCY_MS);
    await bench.close();
  }
  return [
    {
      what: "100 hosts, 50 ms added to every request",
      value: median(ratios),
      unit: "× latency",
      promised: 6,
    },
  ];
}
