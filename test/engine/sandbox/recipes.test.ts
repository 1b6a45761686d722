/** The recipes of docs/sites.md that need one process at a time: two lines, failover, one name kept by two homes. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommandLine } from "../../command-line/command-line.ts";
import { type Sandbox, startSandbox } from "../../sandbox/index.ts";
import { TOKEN } from "./stage.ts";

const FIBRE = "9.9.9.9";
const LTE = "8.8.4.4";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "recipes-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function openHome(settings: Readonly<Record<string, string>>) {
  const sandbox = await startSandbox({ seed: { zones: [{ name: "example.org", records: [] }] } });
  const home = await mkdtemp(join(folder, "home-"));
  const line = (name: string): string => join(home, name);
  return {
    sandbox,
    line,
    /** What a line's address is from now on; nothing where it is down. */
    say: (name: string, address: string) => writeFile(line(name), `${address}\n`),
    run: (changes: Readonly<Record<string, string>> = {}) =>
      runCommandLine(["once", "--json"], {
        CLOUDFLARE_API_TOKEN: TOKEN,
        CLOUDFLARE_BASE_URL: sandbox.url,
        STATE_DIR: home,
        IP6_PROVIDER: "none",
        ...settings,
        ...changes,
      }),
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}

function contents(sandbox: Sandbox, name: string): readonly string[] {
  return sandbox
    .records("example.org")
    .filter((record) => record.name === name)
    .map(({ content, comment }) => (comment ? `${content} ${comment}` : content))
    .sort();
}

describe("failover and failback", () => {
  test("the better line fails and returns / the name follows, one record throughout", async () => {
    await using home = await openHome({ IP4_DOMAINS: "home.example.org" });
    const provider = { IP4_PROVIDER: `first(file:${home.line("fibre")}; file:${home.line("lte")})` };
    await home.say("lte", LTE);
    for (const [fibre, wanted] of [
      [FIBRE, FIBRE],
      ["", LTE],
      [FIBRE, FIBRE],
    ] as const) {
      await home.say("fibre", fibre);
      expect((await home.run(provider)).status).toBe(0);
      expect(contents(home.sandbox, "home.example.org")).toEqual([wanted]);
    }
  });
});

describe("one name kept by two homes", () => {
  test("each by its comment / move in turn / neither touches the other's record", async () => {
    await using home = await openHome({ IP4_DOMAINS: "door.example.org" });
    const of = (who: string, address: string) => ({
      IP4_PROVIDER: `static:${address}`,
      RECORD_COMMENT: `ddns ${who}`,
      MANAGED_RECORDS_COMMENT_REGEX: `^ddns ${who}$`,
      INSTANCE: who,
    });
    for (const [who, address] of [
      ["home", FIBRE],
      ["cabin", LTE],
      ["home", "9.9.9.10"],
      ["cabin", "8.8.4.5"],
    ] as const)
      expect((await home.run(of(who, address))).status).toBe(0);
    expect(contents(home.sandbox, "door.example.org")).toEqual(["8.8.4.5 ddns cabin", "9.9.9.10 ddns home"]);
    const stopped = await home.run({ ...of("cabin", "8.8.4.5"), DELETE_ON_STOP: "true" });
    expect(stopped.status).toBe(0);
    expect(contents(home.sandbox, "door.example.org")).toEqual(["9.9.9.10 ddns home"]);
  });
});
