/** The binary `cloudflare-ddns`. */

import { parseInvocation } from "./cli/arguments.ts";
import { becomeLean } from "./process/lean-vm.ts";

const invocation = parseInvocation(process.argv.slice(2));
becomeLean(invocation.kind === "command" && invocation.command === "run");

// Loaded from here, so that V8 knows before it compiles any of it: a static import would come first.
const [{ main }, { processWorld }, { endProcess }] = await Promise.all([
  import("./main.ts"),
  import("./service/world.ts"),
  import("./process/end.ts"),
]);

const status = await main(invocation, processWorld(endProcess));
// Idle connections and timers of libraries must not keep a finished program alive.
process.stdout.write("", () => endProcess(status));
