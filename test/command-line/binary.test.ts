/** The built binary as its users start it, on each Node that is here: `npm run build` makes it. */

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { BINARY, nodePrograms } from "../bench/programs.ts";
import { type SandboxSeed, startSandbox } from "../sandbox/index.ts";

const isBuilt = existsSync(BINARY);
if (!isBuilt && process.env["CI"] !== "true")
  console.log("The binary is not built: its tests are skipped. Run npm run build.");

const TOKEN = "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD";
const SEED: SandboxSeed = {
  zones: [
    {
      name: "example.org",
      records: [
        { name: "home.example.org", type: "A", content: "198.51.100.1" },
        { name: "home.example.org", type: "TXT", content: '"kept"' },
      ],
    },
  ],
};

const skipped = !isBuilt && process.env["CI"] !== "true";

describe.skipIf(skipped).each(nodePrograms())("on Node $version", ({ path }) => {
  function start(words: readonly string[], environment: Readonly<Record<string, string>>) {
    const child = spawn(path, [BINARY, ...words], {
      env: { PATH: process.env["PATH"] ?? "", ...environment },
    });
    const output = { out: "", err: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output.out += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      output.err += text;
    });
    return { child, output, ended: new Promise<number | null>((resolve) => child.on("close", resolve)) };
  }

  async function run(words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    const { output, ended } = start(words, environment);
    return { status: await ended, ...output };
  }

  test("the version asked for / printed / that of package.json", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
      version: string;
    };
    expect(await run(["--version"])).toEqual({ status: 0, out: `${version}\n`, err: "" });
  });

  test.each([
    ["an unknown command", ["publish"]],
    ["an unknown option", ["--force"]],
    ["two commands", ["plan", "once"]],
  ])("%s / started / refused in words, exit 2", async (_what, words) => {
    const { status, out, err } = await run(words);
    expect(status).toBe(2);
    expect(out).toBe("");
    expect(err).not.toBe("");
  });

  function envFile(text: string | Buffer): string {
    const file = join(mkdtempSync(join(tmpdir(), "ddns-env-")), "ddns.env");
    writeFileSync(file, text);
    return file;
  }

  test("an env file with # inside values, quotes and a byte order mark / checked / read as it stands", async () => {
    const file = envFile(
      `\ufeffCLOUDFLARE_API_TOKEN=${TOKEN} # mine\r\nDOMAINS=home.example.org\r\nRECORD_COMMENT=ab#cd\r\nWAF_LISTS='0123456789abcdef0123456789abcdef/home'\n`,
    );
    const { status, out } = await run(["check", "--json", "--env-file", file], { TTL: "300" });
    expect(JSON.parse(out)).toMatchObject({
      config: { records: [{ comment: "ab#cd", ttl: 300 }], wafLists: [{ name: "home" }] },
    });
    expect(status).toBe(0);
  });

  test.each([
    ["a colon", "DOMAINS=home.example.org\nIP6_PROVIDER: none\nPROXIED=true\n", "line 2"],
    ["a section", "[service]\nDOMAINS=home.example.org\n", "line 1"],
    ["UTF-16", Buffer.from("\ufeffDOMAINS=home.example.org\n", "utf16le"), "UTF-16"],
  ] as const)("an env file with %s / checked / exit 2, the place named", async (_what, text, words) => {
    const { status, out, err } = await run(["check", "--json", "--env-file", envFile(text)], {
      CLOUDFLARE_API_TOKEN: TOKEN,
    });
    expect(status).toBe(2);
    expect(err).toContain(words);
    expect(JSON.parse(out)).toMatchObject({ ok: false, problems: [{ setting: "--env-file" }] });
  });

  // Node itself looks for this option behind the script's name as well, and refuses a missing file before we are asked.
  test("an env file that is not there / started / refused in words, by Node or by us", async () => {
    const { status, err } = await run(["check", "--env-file", "/no/such/file"]);
    expect([2, 9]).toContain(status);
    expect(err).toContain("/no/such/file");
  });

  test("settings that are wrong / the service started / exit 2, stdout empty", async () => {
    const { status, out, err } = await run([], { CLOUDFLARE_API_TOKEN: TOKEN, DOMAINS: "localhost" });
    expect(status).toBe(2);
    expect(out).toBe("");
    expect(err).toContain("DOMAINS");
  });

  test("a name with other than ASCII letters and a pattern / checked / both understood", async () => {
    const { status, out } = await run(["check", "--json"], {
      CLOUDFLARE_API_TOKEN: TOKEN,
      DOMAINS: "bücher.example",
      RECORD_COMMENT: "DDNS",
      MANAGED_RECORDS_COMMENT_REGEX: "(?i)^ddns$",
    });
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ config: { records: [{ name: "xn--bcher-kva.example" }] } });
  });

  test("a service / SIGTERM / the record it published is removed, the rest stays, exit 0", async () => {
    const sandbox = await startSandbox({ seed: SEED });
    const folder = mkdtempSync(join(tmpdir(), "cloudflare-ddns-test-"));
    const file = join(folder, "address.txt");
    writeFileSync(file, "203.0.113.7\n");
    const { child, output, ended } = start(["run"], {
      CLOUDFLARE_API_TOKEN: TOKEN,
      CLOUDFLARE_BASE_URL: sandbox.url,
      IP4_DOMAINS: "home.example.org",
      IP4_PROVIDER: `file:${file}`,
      STATE_DIR: folder,
      DELETE_ON_STOP: "true",
    });
    await contentIs("203.0.113.7");
    writeFileSync(file, "203.0.113.8\n");
    await contentIs("203.0.113.8");
    child.kill("SIGTERM");
    expect(await ended, output.err).toBe(0);
    expect(sandbox.records("example.org").map(({ type }) => type)).toEqual(["TXT"]);
    expect(output.out + output.err).not.toContain(TOKEN);
    await sandbox.close();

    async function contentIs(address: string): Promise<void> {
      await expect
        .poll(() => sandbox.records("example.org").find(({ type }) => type === "A")?.content, {
          timeout: 10_000,
        })
        .toBe(address);
    }
  });

  test("a socket that hangs / SIGINT / ends at once, exit 0", async () => {
    const sandbox = await startSandbox({ seed: SEED });
    sandbox.fault({ kind: "stall-headers", times: Number.POSITIVE_INFINITY });
    const { child, ended } = start([], {
      CLOUDFLARE_API_TOKEN: TOKEN,
      CLOUDFLARE_BASE_URL: sandbox.url,
      IP4_DOMAINS: "home.example.org",
      IP4_PROVIDER: "static:203.0.113.7",
      STATE_DIR: mkdtempSync(join(tmpdir(), "cloudflare-ddns-test-")),
    });
    await expect.poll(() => sandbox.requests.length, { timeout: 10_000 }).toBeGreaterThan(0);
    const asked = performance.now();
    child.kill("SIGINT");
    expect(await ended).toBe(0);
    expect(performance.now() - asked).toBeLessThan(5000);
    await sandbox.close();
  });
});
