/** The recipes for ON_CHANGE in deploy/hooks, each run by real updates, with a stand-in for the program at its end. */

import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startSandbox } from "../sandbox/index.ts";
import { runCommandLine } from "./command-line.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const ACCOUNT = "0123456789abcdef0123456789abcdef";
const hasJq = existsSync("/usr/bin/jq");

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ddns-recipes-"));
  mkdirSync(join(folder, "bin"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The recipe with the words its first lines show, and what the program at its end was told by each run of `once`. */
async function tryRecipe(name: string, program: string, runs: readonly Readonly<Record<string, string>>[]) {
  const log = join(folder, "log");
  const standIn = join(folder, "bin", program);
  writeFileSync(
    standIn,
    `#!/bin/sh\n{ echo "$@"; if [ ${program} != systemctl ]; then cat; fi; } >> ${log}\n`,
  );
  chmodSync(standIn, 0o755);
  const script = join(ROOT, "deploy/hooks", name);
  const [, words = ""] =
    new RegExp(`ON_CHANGE="/usr/local/bin/${name}([^"]*)"`).exec(readFileSync(script, "utf8")) ?? [];
  const records = [{ name: "home.example.org", type: "A", content: "192.0.2.9" }];
  const sandbox = await startSandbox({ seed: { zones: [{ name: "example.org", records }] } });
  const told: string[] = [];
  try {
    for (const run of runs) {
      writeFileSync(log, "");
      const { status, err } = await runCommandLine(
        ["once", "--json"],
        {
          CLOUDFLARE_API_TOKEN: "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD",
          CLOUDFLARE_BASE_URL: sandbox.url,
          DOMAINS: "home.example.org",
          IP6_PROVIDER: "none",
          PATH: `${join(folder, "bin")}:${process.env["PATH"]}`,
          HOME: folder,
          ON_CHANGE: `sh ${script}${words}`,
          ...run,
        },
        { stateDir: join(folder, "state") },
      );
      expect(err).not.toContain("ON_CHANGE");
      expect(status, err).toBe(0);
      told.push(readFileSync(log, "utf8"));
    }
  } finally {
    await sandbox.close();
  }
  return told;
}

test("restart-vpn.sh / another address, nothing new, a list alone, another address / restarted for the addresses alone", async () => {
  const told = await tryRecipe("restart-vpn.sh", "systemctl", [
    { IP4_PROVIDER: "static:203.0.113.7" },
    { IP4_PROVIDER: "static:203.0.113.7" },
    { IP4_PROVIDER: "static:203.0.113.7", WAF_LISTS: `${ACCOUNT}/home_ips` },
    { IP4_PROVIDER: "static:203.0.113.8" },
  ]);
  const restart = "restart wg-quick@wg0.service\n";
  expect(told).toEqual([restart, "", "", restart]);
});

test("tell-firewall.sh / one family, both, several addresses / the sets are exchanged in one piece, an unknown one stays", async () => {
  const told = await tryRecipe("tell-firewall.sh", "nft", [
    { IP4_PROVIDER: "static:203.0.113.7" },
    { IP4_PROVIDER: "static:203.0.113.7,203.0.113.8", IP6_PROVIDER: "static:2001:db8::7" },
  ]);
  expect(told).toEqual([
    "-f -\nflush set inet filter home4\nadd element inet filter home4 { 203.0.113.7 }\n",
    [
      "-f -",
      "flush set inet filter home4",
      "add element inet filter home4 { 203.0.113.7, 203.0.113.8 }",
      "flush set inet filter home6",
      "add element inet filter home6 { 2001:db8::7 }",
      "",
    ].join("\n"),
  ]);
});

test.skipIf(!hasJq && process.env["CI"] !== "true")(
  "update-internal-dns.sh (needs jq) / an update, a second address / what went and what came, and no more",
  async () => {
    const told = await tryRecipe("update-internal-dns.sh", "nsupdate", [
      { IP4_PROVIDER: "static:203.0.113.7" },
      { IP4_PROVIDER: "static:203.0.113.7,203.0.113.8", IP6_PROVIDER: "static:2001:db8::7" },
    ]);
    const head = "-k /etc/ddns.key\nserver 192.168.1.53\n";
    expect(told).toEqual([
      `${head}update delete home.example.org. A 192.0.2.9\nupdate add home.example.org. 60 A 203.0.113.7\nsend\n`,
      `${head}update add home.example.org. 60 A 203.0.113.8\nupdate add home.example.org. 60 AAAA 2001:db8::7\nsend\n`,
    ]);
  },
);
