/** From what was asked on the command line to an exit status. */

import { type Invocation, USAGE } from "./cli/arguments.ts";
import { withEnvFile } from "./cli/env-file.ts";
import type { World } from "./service/world.ts";
import { VERSION } from "./version.ts";

/** Never rejects. */
export async function main(invocation: Invocation, world: World): Promise<number> {
  switch (invocation.kind) {
    case "help":
      world.out(USAGE);
      return 0;
    case "version":
      world.out(`${VERSION}\n`);
      return 0;
    case "refused":
      world.err(`${invocation.reason}.\n"cloudflare-ddns --help" shows what there is.\n`);
      return 2;
    case "command": {
      const { command, json, envFile } = invocation;
      const read = withEnvFile(world.environment, envFile, world.files);
      if (!read.ok) return refuseEnvFile(read.reasons, json, world);
      const { environment } = read;
      const context = { world: { ...world, environment }, environment, json, version: VERSION };
      const { runCommand } = await import("./cli/commands.ts");
      return await runCommand(command, context).catch((thrown: unknown) => {
        // What nobody foresaw keeps its message to itself, which may hold anything; its place is told for a report.
        const place = thrown instanceof Error ? thrown.stack?.split("\n").slice(1, 4).join("\n") : "";
        world.err(`Something went wrong that nobody foresaw. Please report this:\n${place}\n`);
        return 1;
      });
    }
  }
}

/** In the shape of `check --json`, so that a program that reads stdout learns why. */
function refuseEnvFile(reasons: readonly string[], json: boolean, world: World): 2 {
  const problems = reasons.map((message) => ({ setting: "--env-file", message }));
  if (json) world.out(`${JSON.stringify({ ok: false, problems, warnings: [] }, null, 2)}\n`);
  for (const reason of reasons) world.err(`--env-file ${reason}.\n`);
  return 2;
}
