/** Node-RED's own scorecard over the packed palette, offline: its catalogue and registry are answered by a stub. */

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { RUNTIMES } from "../../scripts/install-node-red.ts";
import { packPalette, runtimesMissing } from "./world/index.ts";

/** Stands in for the network: an empty catalogue, and what the registry says about Node-RED itself (checked 2026-11). */
const STUB = `
const axios = require(require.resolve("axios", { paths: [${JSON.stringify(join(RUNTIMES, "node_modules/node-red-dev"))}] }));
const answer = (url) => {
  if (url.includes("catalogue.nodered.org")) return { modules: [{ id: "node-red-contrib-other", types: ["ip", "cloudflare-ddns", "duckdns"] }] };
  if (url.endsWith("node-red") || url.includes("/node-red/") || url.includes("node-red")) return {
    name: "node-red", "dist-tags": { latest: "5.0.7", "v4-maintenance": "4.1.15" }, engines: { node: ">=22.9" },
    versions: { "5.0.7": { engines: { node: ">=22.9" } }, "4.1.15": { engines: { node: ">=18.5" } } } };
  return {};
};
axios.get = async (url) => ({ data: answer(String(url)) });
axios.default.get = axios.get;
`;

describe.skipIf(runtimesMissing())("scorecard", () => {
  test("node-red-dev validate / every rule green", async () => {
    const packed = await packPalette();
    const base = mkdtempSync(join(tmpdir(), "cfddns-score-"));
    const stub = join(base, "stub.cjs");
    const output = join(base, "score.json");
    writeFileSync(stub, STUB);
    const bin = join(RUNTIMES, "node_modules/node-red-dev/bin/run");
    const run = spawnSync(
      process.execPath,
      ["-r", stub, bin, "validate", "-p", packed.folder, "-o", output],
      { encoding: "utf8", timeout: 60_000, cwd: base },
    );
    expect(existsSync(output), `${run.stdout}\n${run.stderr}`).toBe(true);
    const score = JSON.parse(readFileSync(output, "utf8")) as Record<string, { test?: boolean }>;
    expect(run.stdout).not.toContain("Unable to parse");
    const rules = Object.entries(score).filter(([id]) => /^[PND]\d\d$/.test(id));
    expect(rules.length).toBeGreaterThanOrEqual(9);
    expect(Object.fromEntries(rules.filter(([, { test: green }]) => green === false))).toEqual({});
    expect(score["N02"]).toMatchObject({ test: true });
    packed.dispose();
    rmSync(base, { recursive: true, force: true });
  }, 90_000);
});
