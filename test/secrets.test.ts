/** A known token through every failing path of the command line: it is nowhere to be found, the Authorization header aside. */

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ACCOUNT, LIST_ENVIRONMENT, LIST_SEED, openSandboxStage, TOKEN } from "./engine/sandbox/stage.ts";
import type { Fault } from "./sandbox/index.ts";

/** Each is made of letters that no message has by chance. */
const SECRETS = {
  CLOUDFLARE_API_TOKEN: TOKEN,
  HEALTHCHECKS: "http://127.0.0.1:9/zqxSecretPing0001",
  UPTIMEKUMA: "http://127.0.0.1:9/api/push/zqxSecretPush0002",
  SHOUTRRR: "generic+http://127.0.0.1:9/zqxSecretHook0003",
  PUSH_ADDRESS: "127.0.0.1:8245",
  PUSH_CLIENTS: "attic:zqxSecretPass0004",
  WEBHOOK_SECRET: "zqxSecretSign0005",
} as const;
const NEEDLES = [
  TOKEN,
  "zqxSecretPing0001",
  "zqxSecretPush0002",
  "zqxSecretHook0003",
  "zqxSecretPass0004",
  "zqxSecretSign0005",
  "zqxSecretSend0006",
  "zqxSecretPage0007",
  "zqxSecretPath0008",
  "zqxSecretWord0009",
  "zqxSecretWork0010",
  "zqxSecretMqtt0011",
  "zqxSecretCore0012",
  "zqxSecretPass0013",
  "zqxSecretRead0014",
];

/** Sources with secrets in them, and what is secret in each further part of the settings. */
const MORE_SECRETS = {
  IP4_PROVIDER: "url:http://user:zqxSecretPage0007@127.0.0.1:9/zqxSecretPath0008?key=zqxSecretSend0006",
  IP6_PROVIDER: "first(command:exit 3 # zqxSecretWord0009; url:http://127.0.0.1:9/#zqxSecretPath0008)",
  DETECTION_TIMEOUT: "2s",
  ACCOUNTS: "work",
  CLOUDFLARE_API_TOKEN_WORK: "zqxSecretWork0010_0123456789abcdefghijklm",
  MQTT_URL: "mqtt://127.0.0.1:9",
  MQTT_USERNAME: "home",
  MQTT_PASSWORD: "zqxSecretMqtt0011",
  HOME_ASSISTANT_URL: "http://127.0.0.1:9",
  HOME_ASSISTANT_TOKEN: "zqxSecretCore0012",
  WEB_ADDRESS: "127.0.0.1:8080",
  WEB_PASSWORD: "zqxSecretPass0013",
  WEB_READ_KEY: "zqxSecretRead0014",
  WEBHOOK_URL: "http://user:zqxSecretHook0003@127.0.0.1:9/?key=zqxSecretSend0006",
  ON_CHANGE: "echo zqxSecretWord0009",
} as const;

const every = Number.POSITIVE_INFINITY;
const FAULTS: readonly (readonly [string, readonly Fault[]])[] = [
  ["nothing", []],
  ...(
    [
      "reset-before",
      "reset-after",
      "lose-answer",
      "stall-headers",
      "stall-body",
      "truncate",
      "html",
      "success-false",
      "redirect",
    ] as const
  ).map((kind): readonly [string, readonly Fault[]] => [kind, [{ kind, times: every }]]),
  ...[400, 401, 403, 404, 429, 500, 503].map((status): readonly [string, readonly Fault[]] => [
    `HTTP ${status}`,
    [{ kind: "status", status, times: every }],
  ]),
  // A proxy that answers with what it was sent.
  [
    "an answer that repeats the token",
    [{ kind: "status", status: 400, code: 6003, message: `bad header Bearer ${TOKEN}`, times: every }],
  ],
  [
    "a page that repeats the token",
    [{ kind: "html", status: 403, body: `<html>Bearer ${TOKEN}</html>`, times: every }],
  ],
  [
    "writes alone fail",
    [{ kind: "status", status: 400, message: `no ${TOKEN}`, match: { method: "POST" }, times: every }],
  ],
  [
    "an operation that fails with the token in its text",
    [{ kind: "operation-fails", message: `no ${TOKEN}`, times: every }],
  ],
];

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ddns-secrets-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Everything that anybody could read afterwards. */
async function searched(
  work: Awaited<ReturnType<typeof openSandboxStage>>,
  output: { readonly out: string; readonly err: string },
  stateDir: string,
): Promise<string> {
  const names = await readdir(stateDir);
  const states = await Promise.all(names.map((name) => readFile(join(stateDir, name), "utf8")));
  return [output.out, output.err, ...states, JSON.stringify(work.sandbox.requests)].join("\n");
}

function expectClean(text: string): void {
  for (const needle of NEEDLES) {
    expect(text).not.toContain(needle);
    expect(text).not.toContain(encodeURIComponent(needle));
    expect(text).not.toContain(Buffer.from(needle).toString("base64"));
  }
}

describe.concurrent.each(FAULTS)("%s", (_title, faults) => {
  test.each(["text", "json"])(
    "once and plan, log as %s at debug / search all that is left / no secret",
    async (format) => {
      const stateDir = await mkdtemp(join(folder, "state-"));
      await using stage = await openSandboxStage(LIST_SEED, {
        ...LIST_ENVIRONMENT,
        ...SECRETS,
        STATE_DIR: stateDir,
        LOG_LEVEL: "debug",
        LOG_FORMAT: format,
        UPDATE_TIMEOUT: "12s",
        DELETE_ON_STOP: "true",
      });
      for (const fault of faults) stage.sandbox.fault(fault);
      const words = format === "json" ? ["--json"] : [];
      for (const command of ["once", "plan"])
        expectClean(await searched(stage, await stage.run([command, ...words]), stateDir));
    },
  );
});

test("hooks that fail / once, log at debug / search all that is left / no secret", {
  timeout: 60_000,
}, async () => {
  const stateDir = await mkdtemp(join(folder, "state-"));
  await using stage = await openSandboxStage(LIST_SEED, {
    ...LIST_ENVIRONMENT,
    ...SECRETS,
    STATE_DIR: stateDir,
    LOG_LEVEL: "debug",
    PATH: process.env["PATH"] ?? "",
    WEBHOOK_URL: "http://user:zqxSecretHook0003@127.0.0.1:9/?key=zqxSecretSend0006",
    ON_CHANGE: "env >&2; echo zqxSecretSign0005 >&2; exit 3",
  });
  const output = await stage.run(["once"]);
  expect(output.out + output.err).toMatch(/ON_CHANGE was not told.*status 3/);
  expect(output.out + output.err).toMatch(/WEBHOOK_URL was not told/);
  expectClean(await searched(stage, output, stateDir));
});

describe("commands that never reach Cloudflare", () => {
  test.each(["check", "import"])(
    "%s / text and JSON / no secret on stderr, and on stdout none that was not asked for",
    async (command) => {
      await using stage = await openSandboxStage(LIST_SEED, {
        ...SECRETS,
        IP4_PROVIDER: "url:http://user:zqxSecretPing0001@127.0.0.1:9/?key=zqxSecretPush0002",
        DETECTION_TIMEOUT: "1s",
      });
      for (const words of [[command], [command, "--json"]]) {
        const { out, err } = await stage.run(words);
        expectClean(err);
        // `import` prints settings to be used, and says which secrets its reader must copy.
        expect(out).not.toContain(TOKEN);
      }
    },
  );

  /** What the forms for issues ask for. */
  test.each(["check", "detect"])("%s / with a secret in every setting / none is shown", async (command) => {
    await using stage = await openSandboxStage(LIST_SEED, {
      ...LIST_ENVIRONMENT,
      ...SECRETS,
      ...MORE_SECRETS,
    });
    for (const words of [[command], [command, "--json"]]) {
      const { out, err } = await stage.run(words);
      expect(out).toContain(words.length === 1 ? "url" : "{");
      expectClean(out + err);
    }
  });

  test.each([
    ["a token in quotation marks", { CLOUDFLARE_API_TOKEN: `"${TOKEN}"` }],
    ["a token with a comma", { CLOUDFLARE_API_TOKEN: `${TOKEN},x` }],
    ["a token with a line break inside", { CLOUDFLARE_API_TOKEN: `${TOKEN}\nx` }],
    ["an assignment", { CLOUDFLARE_API_TOKEN: `CF_API_TOKEN=${TOKEN}` }],
    ["two different tokens", { CF_API_TOKEN: `${TOKEN}x` }],
    ["a token where the names belong", { IP4_DOMAINS: TOKEN }],
    ["a wrong notification address", { SHOUTRRR: `nosuch://${NEEDLES[3]}@host` }],
    ["a wrong monitor address", { HEALTHCHECKS: `ftp://host/${NEEDLES[1]}` }],
    ["a push client whose password stands in the place of its name", { PUSH_CLIENTS: `${NEEDLES[4]}:attic` }],
    ["a push client with a short password", { PUSH_CLIENTS: `attic:${NEEDLES[4]}\ncellar:short` }],
    ["a push client twice", { PUSH_CLIENTS: `attic:${NEEDLES[4]}\nattic:${NEEDLES[4]}x` }],
    ["a webhook by another protocol", { WEBHOOK_URL: `ftp://host/${NEEDLES[6]}` }],
    ["a webhook with a fragment", { WEBHOOK_URL: `https://host/?key=${NEEDLES[6]}#x` }],
    ["a password in the broker's address", { MQTT_URL: `mqtt://user:${NEEDLES[2]}@host` }],
  ])("%s / every command / no secret", async (title, environment) => {
    await using stage = await openSandboxStage(LIST_SEED, { ...SECRETS, ...environment });
    for (const command of ["check", "once", "plan", "import"]) {
      const { out, err } = await stage.run([command, "--json"]);
      // A token written where a name belongs is a name to us: only then may it be repeated.
      if (title !== "a token where the names belong") expectClean(command === "import" ? err : out + err);
      else expect(err.length + out.length).toBeGreaterThan(0);
    }
  });
});

test("the sandbox's log / look for the header / the guard sends it as a header and nowhere else", async () => {
  await using stage = await openSandboxStage(LIST_SEED, { ...LIST_ENVIRONMENT, CLOUDFLARE_API_TOKEN: TOKEN });
  await stage.once();
  expect(JSON.stringify(stage.sandbox.requests)).toContain(ACCOUNT);
  expectClean(JSON.stringify(stage.sandbox.requests));
});
