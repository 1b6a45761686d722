/** The trials of the built image, run inside a network of their own; prints one JSON line for each. `trials.ts <image.json>` */

import { APP_TRIALS } from "./app-trials.ts";
import { current } from "./stage.ts";
import { STANDALONE_TRIALS } from "./standalone-trials.ts";

for (const [name, trial] of [...APP_TRIALS, ...STANDALONE_TRIALS]) {
  const startedAt = performance.now();
  let error: string | null = null;
  try {
    await trial();
  } catch (thrown) {
    error = `${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}\n${current()?.log() ?? ""}`;
  }
  console.log(JSON.stringify({ name, error, ms: Math.round(performance.now() - startedAt) }));
}
process.exit(0);
