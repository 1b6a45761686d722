/** The sandbox keeps the specification, through real HTTP: the command line of the sandbox. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { bearer } from "./stage.ts";

describe("command line", () => {
  // Node 20 cannot run TypeScript by itself
  test.skipIf(!process.features.typescript)(
    "node main.ts / started, asked, told to stop / one line, an answer, exit 0",
    async () => {
      const main = new URL("./main.ts", import.meta.url).pathname;
      const child: ChildProcess = spawn(process.execPath, [main]);
      const [line] = await once(child.stdout ?? child, "data");
      const url = String(line).trim();
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/client\/v4$/);
      const response = await fetch(`${url}/zones`, { headers: { authorization: `Bearer ${bearer}` } });
      expect(response.status).toBe(200);
      child.kill("SIGTERM");
      expect(await once(child, "exit")).toEqual([0, null]);
    },
  );
});
