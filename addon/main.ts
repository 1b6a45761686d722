/** From what was asked on the command line to an exit status. */

import { type Invocation, USAGE } from "./cli/arguments.ts";
import { type World, withEnvFile } from "./service/world.ts";
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
      const read = envFile === undefined ? undefined : world.files.read(envFile);
      if (read?.ok === false) {
        world.err(`--env-file ${envFile} cannot be read: ${read.reason}.\n`);
        return 2;
      }
      const environment = read === undefined ? world.environment : withEnvFile(world.environment, read.text);
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
