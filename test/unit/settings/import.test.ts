/** What `import` prints is read natively as the same thing; secrets stay where they are. */

import { describe, expect, test } from "vitest";
import { type ImportAnswer, parseEnvFile, renderCheck, renderImport } from "../../../src/settings/index.ts";
import { loadCases } from "../../cases.ts";
import { filesOf, parse, TOKEN } from "./reading.ts";

interface DialectCase {
  readonly id: string;
  readonly why: string;
  readonly env: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly configJson?: unknown;
  readonly expect: { readonly exit: number };
}

const GOOD = loadCases<DialectCase>("dialects").filter(
  (each) => each.expect.exit === 0 && each.configJson === undefined,
);

function environmentOf(answer: ImportAnswer): Record<string, string> {
  const { values, bad } = parseEnvFile(answer.ok ? answer.lines.join("\n") : "");
  expect(bad).toEqual([]);
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value.replace(/^<as in .*>$/, TOKEN)]),
  );
}

function configOf(
  environment: Readonly<Record<string, string>>,
  files?: Readonly<Record<string, string>>,
): unknown {
  return (renderCheck(parse(environment, files)) as { config: unknown }).config;
}

test.each(GOOD)("$id / imported / native settings say the same", ({ env, files }) => {
  const answer = renderImport(env, filesOf(files));
  expect(answer.ok).toBe(true);
  expect(configOf(environmentOf(answer), files)).toEqual(configOf(env, files));
});

test("timothymiller's / imported / the lines", () => {
  const answer = renderImport(
    {
      DDNS_DIALECT: "timothymiller",
      CF_API_TOKEN: TOKEN,
      DOMAINS: "home.example.org",
      PROXIED: "sub(example.org)",
      IP4_PROVIDER: "literal:203.0.113.7",
      TTL: "300",
      SHOUTRRR: "https://hooks.example.org/secret",
    },
    filesOf(),
  );
  expect(answer.ok && answer.lines).toEqual([
    "CLOUDFLARE_API_TOKEN=<as in CF_API_TOKEN>",
    "DOMAINS=home.example.org",
    "IP4_PROVIDER=static:203.0.113.7",
    "IP6_DEFAULT_PREFIX_LEN=128",
    "PROXIED=(is(example.org) || sub(example.org))",
    "TTL=300",
    "ENFORCE=proxied,ttl",
    "SHOUTRRR=<as in SHOUTRRR>",
  ]);
  expect(answer.ok && answer.notes.join("\n")).toMatch(/ENFORCE.*\n.*\n?.*sub\(d\)/s);
});

test("secrets in files / imported / the files are named", () => {
  const files = { "/run/key": TOKEN, "/run/shout": "ntfy://ntfy.sh/x" };
  const answer = renderImport(
    { API_KEY_FILE: "/run/key", ZONE: "example.org", SHOUTRRR_FILE: "/run/shout" },
    filesOf(files),
  );
  expect(answer.ok && answer.lines).toEqual([
    "CLOUDFLARE_API_TOKEN_FILE=/run/key",
    "IP4_DOMAINS=example.org",
    "IP6_PROVIDER=none",
    "UPDATE_CRON=*/5 * * * *",
    "SHOUTRRR_FILE=/run/shout",
  ]);
});

describe("a config.json", () => {
  const entry = (token: string, zone: string) => ({
    authentication: { api_token: token },
    zone_id: zone.repeat(32),
    subdomains: ["", { name: "www", proxied: true }],
  });

  test("two entries / imported / a block and a note for each", () => {
    const text = JSON.stringify({
      cloudflare: [entry(TOKEN, "a"), entry(`${TOKEN}x`, "b")],
      aaaa: false,
      ttl: 60,
    });
    const answer = renderImport({ CONFIG_PATH: "/c" }, filesOf({ "/c/config.json": text }));
    const [a, b] = ["a", "b"].map((zone) => `<name of zone ${zone.repeat(32)}>`);
    expect(answer.ok && answer.lines.slice(0, 8)).toEqual([
      `# cloudflare[0]: zone ${"a".repeat(32)}`,
      "CLOUDFLARE_API_TOKEN=<as in cloudflare[0].authentication.api_token>",
      `DOMAINS=${a},www.${a}`,
      `PROXIED=is(www.${a})`,
      "IP6_PROVIDER=none",
      "UPDATE_CRON=@every 60s",
      "TTL=60",
      "ENFORCE=proxied",
    ]);
    expect(answer.ok && answer.lines.slice(8, 12).join("\n")).toContain(`DOMAINS=${b}`);
    const notes = answer.ok ? answer.notes.join("\n") : "";
    for (const about of [
      /purgeUnknownRecords is false/,
      /2 entries/,
      /cloudflare\[0\]/,
      /cloudflare\[1\]/,
      /INSTANCE/,
    ])
      expect(notes).toMatch(about);
  });

  test("refused / imported / the problems", () => {
    const answer = renderImport({ CONFIG_PATH: "/c" }, filesOf({ "/c/config.json": "{}" }));
    expect(!answer.ok && answer.problems.map((problem) => problem.setting)).toEqual(["CONFIG_PATH"]);
  });
});

describe("values that an env file could cut", () => {
  test.each([
    { RECORD_COMMENT: "home #1" },
    { RECORD_COMMENT: "ddns #1", MANAGED_RECORDS_COMMENT_REGEX: "^(ddns|home) #\\d+$" },
    { RECORD_COMMENT: `it's "mine" #2`, MANAGED_RECORDS_COMMENT_REGEX: "" },
    { IP4_PROVIDER: "command:ip addr | sed 's#ip=##' # the first" },
    { IP4_PROVIDER: `command:sh -c "echo '$WAN'" #x` },
    { WAF_LIST_DESCRIPTION: "a\tb #c", WAF_LISTS: "0123456789abcdef0123456789abcdef/home" },
  ])("%j / imported and read / equal", (environment) => {
    const env = { CLOUDFLARE_API_TOKEN: TOKEN, DOMAINS: "home.example.org", ...environment };
    const answer = renderImport(env, filesOf());
    expect(environmentOf(answer)).toMatchObject(environmentWithout(environment));
    expect(configOf(environmentOf(answer))).toEqual(configOf(env));
  });

  test("oznu's command of several lines / imported and read / every line of it", () => {
    const command = 'a=1 # first\necho "$a"\n';
    const env = { API_KEY: TOKEN, ZONE: "example.org", CUSTOM_LOOKUP_CMD: command };
    const read = environmentOf(renderImport(env, filesOf()));
    expect(read["IP4_PROVIDER"]).toBe(`command:${command.trim()}`);
  });

  test("what import could not show / read back as it is / refused, not taken for a value", () => {
    const env = {
      CLOUDFLARE_API_TOKEN: TOKEN,
      DOMAINS: "home.example.org",
      IP4_PROVIDER: "url:https://h.example.org/?k=1",
    };
    const answer = renderImport(env, filesOf());
    const read = parseEnvFile(answer.ok ? answer.lines.join("\n") : "").values;
    const parsed = parse(read);
    expect(!parsed.ok && parsed.problems.map(({ setting }) => setting)).toEqual([
      "CLOUDFLARE_API_TOKEN",
      "IP4_PROVIDER",
    ]);
  });
});

function environmentWithout(environment: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
}

describe("files from Windows", () => {
  const config = JSON.stringify({
    cloudflare: [{ authentication: { api_token: TOKEN }, zone_id: "0".repeat(32), subdomains: ["www"] }],
  });
  const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, "utf16le").toString("utf8");

  test("with a byte order mark / read / as without", () => {
    expect(parse({ CONFIG_PATH: "/c" }, { "/c/config.json": `\ufeff${config}` })).toMatchObject({ ok: true });
  });

  test.each([
    ["config.json", { CONFIG_PATH: "/c" }, { "/c/config.json": utf16(config) }, "CONFIG_PATH"],
    [
      "token file",
      { CLOUDFLARE_API_TOKEN_FILE: "/t", DOMAINS: "a.org" },
      { "/t": utf16(TOKEN) },
      "CLOUDFLARE_API_TOKEN_FILE",
    ],
  ] as const)("%s in UTF-16 / read / named", (_what, environment, files, setting) => {
    const parsed = parse(environment, files);
    const found = parsed.ok ? undefined : parsed.problems.find((problem) => problem.setting === setting);
    expect(found?.message).toContain("UTF-16");
  });
});
