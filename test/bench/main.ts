/** The numbers this project promises, measured on this machine and printed beside what was promised: `npm run bench`. */

import { benchBundle } from "./bundle.ts";
import { benchCpu } from "./cpu.ts";
import { benchEvents } from "./events.ts";
import { type Figure, lineOf } from "./figure.ts";
import { benchLatency } from "./latency.ts";
import { benchMemory } from "./memory.ts";
import { benchRequests } from "./requests.ts";
import { benchRouter } from "./router.ts";
import { benchVerification } from "./verification.ts";

const parts: readonly (readonly [title: string, measure: () => Promise<readonly Figure[]>])[] = [
  ["Requests to Cloudflare", benchRequests],
  ["Time to converge", benchLatency],
  ["CPU of a cycle", benchCpu],
  ["Event to first write", benchEvents],
  ["The router", benchRouter],
  ["What the world sees", benchVerification],
  ["The bundle", benchBundle],
  ["Memory", benchMemory],
];

for (const [title, measure] of parts) {
  console.log(`\n${title}`);
  for (const figure of await measure()) console.log(lineOf(figure));
}
