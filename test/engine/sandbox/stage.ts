/** The whole product against the sandbox in one process: `once --json`, or an engine that lives on between cycles; waits made short. */

import { parseInvocation } from "../../../addon/cli/arguments.ts";
import { runCommand } from "../../../addon/cli/commands.ts";
import { compose, logFor } from "../../../addon/service/compose.ts";
import type { World } from "../../../addon/service/world.ts";
import { parseEnvironment } from "../../../src/index.ts";
import type { Report } from "../../command-line/reconcile-case.ts";
import { quickClock } from "../../contract/quick-clock.ts";
import { type Sandbox, type SandboxSeed, type SeedList, startSandbox } from "../../sandbox/index.ts";

export const TOKEN = "cfut_TheKnownToken0123456789abcdefghijklmnopqr";
export const ACCOUNT = "0123456789abcdef0123456789abcdef";
export const OLD = "198.51.100.1";
export const NEW = "203.0.113.7";

/** Minutes last seconds: a deadline of 30 s ends after 1.5 s, a back-off of 1 s after 50 ms. */
const HASTE = 20;

/** An operation whose answer was lost ends by itself after two seconds of the short time. */
const LIST_OPERATION_MS = 100;

export const ENVIRONMENT: Readonly<Record<string, string>> = {
  CLOUDFLARE_API_TOKEN: TOKEN,
  IP4_DOMAINS: "home.example.org,www.example.org,nas.example.net",
  IP4_PROVIDER: `static:${NEW}`,
  IP6_PROVIDER: "none",
  EMOJI: "false",
};

/** Three outdated records in two zones. */
export const SEED: SandboxSeed = {
  zones: [
    {
      name: "example.org",
      plan: "pro",
      records: [
        { id: "00000000000000000000000000000001", name: "home.example.org", type: "A", content: OLD },
        { id: "00000000000000000000000000000002", name: "www.example.org", type: "A", content: OLD },
      ],
    },
    {
      name: "example.net",
      records: [{ id: "00000000000000000000000000000003", name: "nas.example.net", type: "A", content: OLD }],
    },
  ],
};

/** One list with an outdated item of ours and one of somebody else. */
export const LISTS: SeedList[] = [
  {
    account: ACCOUNT,
    name: "home_ips",
    items: [
      { ip: OLD, comment: "ddns" },
      { ip: "192.0.2.9", comment: "by hand" },
    ],
  },
];

export const LIST_SEED: SandboxSeed = { ...SEED, lists: LISTS };

export const LIST_ENVIRONMENT: Readonly<Record<string, string>> = {
  WAF_LISTS: `${ACCOUNT}/home_ips`,
  WAF_LIST_ITEM_COMMENT: "ddns",
  MANAGED_WAF_LIST_ITEMS_COMMENT_REGEX: "^ddns$",
};

export interface Once {
  readonly status: number;
  readonly out: string;
  readonly err: string;
  readonly report: Report;
}

export type SandboxStage = Awaited<ReturnType<typeof openSandboxStage>>;

export async function openSandboxStage(
  seed: SandboxSeed,
  environment: Readonly<Record<string, string>> = {},
) {
  const sandbox = await startSandbox({ seed, listOperationMs: LIST_OPERATION_MS });
  const clock = quickClock(HASTE);
  const all = { ...ENVIRONMENT, ...environment, CLOUDFLARE_BASE_URL: sandbox.url };
  const output = { out: "", err: "" };
  const world: World = {
    environment: all,
    files: { read: () => ({ ok: false, reason: "there is no such file" }) },
    clock,
    currentFolder: "/nowhere",
    systemTimeZone: "UTC",
    defaultStateDir: undefined,
    out: (text) => {
      output.out += text;
    },
    err: (text) => {
      output.err += text;
    },
    colour: { out: false, err: false },
    useTimeZone: () => {},
    stopping: new AbortController().signal,
  };

  /** `words` as typed behind `cloudflare-ddns`. */
  async function run(words: readonly string[], change: Readonly<Record<string, string>> = {}) {
    Object.assign(output, { out: "", err: "" });
    const invocation = parseInvocation(words);
    if (invocation.kind !== "command") throw new Error(`no command: ${words.join(" ")}`);
    const { command, json } = invocation;
    const own = { ...all, ...change };
    const status = await runCommand(command, {
      world: { ...world, environment: own },
      environment: own,
      json,
      version: "0.0.0-test",
    });
    return { status, ...output };
  }

  async function once(change: Readonly<Record<string, string>> = {}): Promise<Once> {
    const answer = await run(["once", "--json"], change);
    return { ...answer, report: JSON.parse(answer.out) as Report };
  }

  /** One engine for many cycles, as the service has it. */
  async function openEngine() {
    const parsed = parseEnvironment(all, world.files, { currentFolder: "/nowhere" });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const { config } = parsed;
    return await compose({ config, world, log: logFor(config, world, true), remembers: false });
  }

  return {
    sandbox,
    clock,
    run,
    once,
    openEngine,
    contents: () => contentsOf(sandbox),
    items: () => (sandbox.lists()[0]?.items ?? []).map(({ ip, comment }) => `${ip} ${comment}`).sort(),
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}

/** `label content`, for the address records of both zones. */
function contentsOf(sandbox: Sandbox): readonly string[] {
  return ["example.org", "example.net"]
    .flatMap((zone) => sandbox.records(zone))
    .filter(({ type }) => type === "A" || type === "AAAA")
    .map(({ name, content }) => `${name.split(".")[0]} ${content}`)
    .sort();
}

export const ALL_NEW: readonly string[] = [`home ${NEW}`, `nas ${NEW}`, `www ${NEW}`];
export const ALL_OLD: readonly string[] = [`home ${OLD}`, `nas ${OLD}`, `www ${OLD}`];
