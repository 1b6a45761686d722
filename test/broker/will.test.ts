/** The last will: a process that is killed is shown as offline by the broker. */

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasMosquitto, type Mosquitto, observe, startMosquitto } from "./mosquitto.ts";

const AVAILABILITY = "cloudflare_ddns/main/availability";

describe.skipIf(!hasMosquitto)("last will on a real broker", () => {
  let broker: Mosquitto;
  let child: ChildProcess | undefined;
  const folder = mkdtempSync(join(tmpdir(), "will-"));
  const program = join(folder, "device.mjs");

  beforeAll(async () => {
    broker = await startMosquitto();
    await build({
      entryPoints: [fileURLToPath(new URL("./device-process.ts", import.meta.url))],
      outfile: program,
      bundle: true,
      platform: "node",
      format: "esm",
      logLevel: "silent",
      banner: {
        js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
      },
    });
  });
  afterAll(async () => {
    child?.kill("SIGKILL");
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const start = () => spawn(process.execPath, [program, broker.url], { stdio: "inherit" });

  test("kill -9 / the broker says offline at once; SIGTERM / the program says so and ends with 0", async () => {
    const observer = await observe(broker, AVAILABILITY);
    const killed = start();
    child = killed;
    await observer.until(AVAILABILITY, (payload) => payload === "online");
    killed.kill("SIGKILL");
    await observer.until(AVAILABILITY, (payload) => payload === "offline");

    const stopped = start();
    child = stopped;
    await observer.until(AVAILABILITY, (payload) => payload === "online");
    const ended = new Promise<number | null>((resolve) => stopped.once("exit", resolve));
    stopped.kill("SIGTERM");
    expect(await ended).toBe(0);
    await observer.until(AVAILABILITY, (payload) => payload === "offline");
    await observer.end();
  });
});
