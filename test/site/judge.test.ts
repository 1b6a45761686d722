/** What the page that checks settings says of what people paste, by the very bundle that is in the page and with nothing of Node around it. */

import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";
import { beforeAll, describe, expect, test } from "vitest";
import { bundleJudge } from "../../scripts/bundle-check-page.ts";
import type { Answer, Question, Reading } from "../../site/check/judge/answer.ts";
import { parseEnvironment } from "../../src/settings/index.ts";
import { formatAssignment } from "../../src/settings/values/env-file.ts";
import { loadCases } from "../cases.ts";
import { filesOf } from "../unit/settings/reading.ts";
import * as published from "./published.ts";

type Judge = (question: Question) => Answer;
let judge: Judge;

beforeAll(async () => {
  const { script } = await bundleJudge("1.2.3", "judge.ts");
  // All that a browser's worker has and this code may need; neither process nor require nor Buffer.
  const context = createContext({ URL, URLSearchParams, TextEncoder, structuredClone, btoa });
  judge = runInContext(`${script}; judging.judge`, context) as Judge;
});

function ask(text: string, others: Question["others"] = {}, owner: Question["owner"] = "auto"): Answer {
  // Through JSON, since objects of another context are equal to none of ours.
  return JSON.parse(JSON.stringify(judge({ text, owner, others }))) as Answer;
}

function readingsOf(...question: Parameters<typeof ask>): readonly Reading[] {
  const answer = ask(...question);
  expect(answer.kind).toBe("read");
  return answer.kind === "read" ? answer.readings : [];
}

function readingOf(...question: Parameters<typeof ask>): Reading {
  const [reading, ...others] = readingsOf(...question);
  expect(others).toEqual([]);
  if (reading === undefined) throw new Error("nothing was read");
  return reading;
}

const linesOf = ({ native }: Reading): readonly string[] => (native.kind === "lines" ? native.lines : []);
const namesOf = ({ meaning }: Reading): readonly string[] => meaning?.names.map(({ name }) => name) ?? [];

describe("what is published", () => {
  test("favonia's compose file / pasted / its names, and that nothing has to change", () => {
    const reading = readingOf(published.FAVONIA);
    expect(reading).toMatchObject({ ok: true, title: "Service cloudflare-ddns", problems: [], wanted: [] });
    expect(reading.meaning?.names).toEqual([
      { name: "example.io", records: "A", cloud: "off", ttl: "automatic", besides: "" },
      { name: "example.org", records: "A", cloud: "off", ttl: "automatic", besides: "" },
      { name: "www.example.org", records: "A", cloud: "on", ttl: "automatic", besides: "" },
    ]);
    expect(linesOf(reading)).toEqual([
      "environment:",
      "  CLOUDFLARE_API_TOKEN: <as in CLOUDFLARE_API_TOKEN>",
      "  DOMAINS: example.org,www.example.org,example.io",
      "  IP6_PROVIDER: none",
      "  PROXIED: is(www.example.org)",
    ]);
    expect(reading.native).toMatchObject({
      next: [
        "Change the image: `ghcr.io/homeward/cloudflare-ddns:1.2.3`",
        expect.stringMatching(/^`docker compose run --rm cloudflare-ddns plan` /),
      ],
    });
  });

  test("a secret and variables beside another service / pasted / they are asked for, the other service is not", () => {
    const reading = readingOf(published.FAVONIA_SECRET);
    expect(reading.title).toBe("Service ddns");
    expect(reading.wanted.map(({ id, unseen }) => [id, unseen])).toEqual([
      ["variable:DOMAIN", "left out"],
      ["variable:EXTRA", "left out"],
      ["file:/run/secrets/cf", "taken for good"],
    ]);
    expect(reading.problems).toMatchObject([{ setting: "IP4_DOMAINS", line: 11 }]);
    const told = readingOf(published.FAVONIA_SECRET, {
      "variable:EXTRA": "v4.example.org",
      "file:/run/secrets/cf": `CLOUDFLARE_API_TOKEN=${published.TOKEN}`,
    });
    expect(told.problems).toMatchObject([{ setting: "CLOUDFLARE_API_TOKEN_FILE", line: 9 }]);
    expect(readingOf(published.FAVONIA_SECRET, { "variable:EXTRA": "v4.example.org" })).toMatchObject({
      ok: true,
    });
  });

  test("timothymiller's compose file with a config.json / pasted / the file is asked for and then read", () => {
    const reading = readingOf(published.TIMOTHYMILLER_FILE);
    expect(reading).toMatchObject({ ok: false, problems: [{ setting: "config.json", line: 3 }] });
    const told = readingOf(published.TIMOTHYMILLER_FILE, { "file:config.json": published.CONFIG_JSON });
    expect(told.problems.map(({ setting }) => setting)).toEqual(["cloudflare[0].subdomains[1]"]);
  });

  test("timothymiller's environment / pasted / read as that program does", () => {
    const reading = readingOf(published.TIMOTHYMILLER_ENVIRONMENT);
    expect(reading).toMatchObject({ ok: true, readAs: "Settings of timothymiller/cloudflare-ddns" });
    expect(reading.meaning?.names[0]).toMatchObject({
      name: "example.com",
      cloud: "on, kept so",
      ttl: "300 s, kept so",
    });
    expect(linesOf(reading)).toContain("  PROXIED: (is(example.com) || sub(example.com))");
  });

  test("timothymiller's config.json / pasted / problems and warnings at their lines", () => {
    const reading = readingOf(published.CONFIG_JSON);
    expect(reading.problems).toMatchObject([{ setting: "cloudflare[0].subdomains[1]", line: 11 }]);
    expect(reading.warnings).toMatchObject([{ setting: "colour", line: 19 }]);
    const good = readingOf(published.CONFIG_JSON.replace("wg_x!", "wg"));
    expect(namesOf(good)).toHaveLength(2);
    expect(linesOf(good)[0]).toBe("# cloudflare[0]: zone 0123456789abcdef0123456789abcdef");
  });

  test("oznu's compose file / pasted / recognised, with its native settings", () => {
    const reading = readingOf(published.OZNU);
    expect(reading).toMatchObject({ ok: true, readAs: "Settings of oznu/cloudflare-ddns" });
    expect(linesOf(reading)).toEqual([
      "environment:",
      "  CLOUDFLARE_API_TOKEN: <as in API_KEY>",
      "  IP4_DOMAINS: subdomain.example.com",
      "  IP6_PROVIDER: none",
      '  UPDATE_CRON: "*/5 * * * *"',
    ]);
    const [first] = reading.native.kind === "lines" ? reading.native.next : [];
    expect(first).toMatch(/in the place of those/);
  });

  test("a docker run command / pasted / its variables are read", () => {
    const reading = readingOf(published.DOCKER_RUN);
    expect(reading).toMatchObject({ ok: true, title: "docker run" });
    expect(namesOf(reading)).toEqual(["example.org", "www.example.org"]);
  });

  test("Kubernetes manifests / pasted / the container that updates, its ConfigMap in it, problems at their entries", () => {
    const reading = readingOf(published.KUBERNETES);
    expect(reading).toMatchObject({ title: "Container updater", problems: [{ setting: "TTL", line: 29 }] });
    expect(reading.wanted).toMatchObject([{ id: "variable:CLOUDFLARE_API_TOKEN", unseen: "taken for good" }]);
    const good = readingOf(published.KUBERNETES.replace('"5"', '"60"'));
    expect(good.meaning?.names).toMatchObject([{ name: "home.example.org", cloud: "on", ttl: "60 s" }]);
    expect(linesOf(good).slice(0, 3)).toEqual([
      "env:",
      "  - name: CLOUDFLARE_API_TOKEN",
      "    value: <as in CLOUDFLARE_API_TOKEN>",
    ]);
  });

  test.each(["deploy/kubernetes/deployment.yaml", "deploy/compose/compose.yaml"])(
    "%s of ours / pasted / good",
    (file) => {
      const text = readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
      expect(readingOf(text)).toMatchObject({ ok: true, warnings: [] });
    },
  );

  test("options of the app / pasted / problems at their lines, in the options' names", () => {
    const reading = readingOf(published.OPTIONS);
    expect(reading.problems.map(({ setting, line }) => [setting, line])).toEqual([
      ["records[1].proxied", 5],
      ["records[2].ttl", 7],
    ]);
  });
});

test("the settings to copy from a compose file / put into one / read as the same", () => {
  const text = published.OZNU.replace("PROXIED=false", "CUSTOM_LOOKUP_CMD=echo $$(hostname) # x: y");
  const before = readingOf(text);
  expect(before.ok).toBe(true);
  const [head, ...lines] = linesOf(before).map((line) => `    ${line}`);
  const after = readingOf(
    ["services:", "  ddns:", head, ...lines].join("\n").replace(/<as in .*>/, published.TOKEN),
  );
  expect(after.ok).toBe(true);
  expect(after.meaning).toEqual(before.meaning);
});

test.each([
  ["settings without a token", "DOMAINS=home.example.org", "token:CLOUDFLARE_API_TOKEN"],
  ["oznu's without a key", "ZONE=example.org", "token:API_KEY"],
  ["options without a token", "records: [{ name: home.example.org }]", "token:cloudflare_api_token"],
])("%s / judged / good, and that the token was not seen", (_title, text, id) => {
  expect(readingOf(text)).toMatchObject({ ok: true, wanted: [{ id, unseen: "taken for good" }] });
  const told = readingOf(text, { [id]: "YOUR-CLOUDFLARE-API-TOKEN" });
  expect(told).toMatchObject({ ok: false, wanted: [{ id }] });
  expect(told.problems).toHaveLength(1);
});

test("two services and env files / judged / each by itself, with the files asked for", () => {
  const text = `services:
  one:
    image: favonia/cloudflare-ddns
    env_file: [.env, { path: more.env }]
  two:
    environment: { DOMAINS: "two.example.org", TTL: 7 }
`;
  const [one, two] = readingsOf(text, { "env_file:.env": "DOMAINS=one.example.org\noops\n" });
  expect(one?.problems).toMatchObject([
    { setting: ".env", message: expect.stringMatching(/^line 2: /), line: 4 },
  ]);
  expect(one === undefined ? [] : namesOf(one)).toEqual(["one.example.org"]);
  expect(two?.problems).toMatchObject([{ setting: "TTL", line: 6 }]);
});

test.each([
  ["", { kind: "blank" }],
  ["  \n", { kind: "blank" }],
  ["hello", { kind: "unreadable", problems: [{ message: expect.stringMatching(/compose file/) }] }],
  ["A=1\nnonsense\n", { kind: "unreadable", problems: [{ line: 2 }] }],
  ["services:\n  a:\n   - b: [\n", { kind: "unreadable", problems: [{ line: expect.any(Number) }] }],
  ['{ "cloudflare": [\n {,}', { kind: "unreadable", problems: [{ line: expect.any(Number) }] }],
  ["apiVersion: v1\nkind: Pod\nspec: [\n", { kind: "unreadable" }],
  [
    "apiVersion: v1\nkind: Pod\n",
    { kind: "unreadable", problems: [{ message: expect.stringMatching(/no container/) }] },
  ],
  ["services:\n  db:\n    image: x\n  web:\n    image: y\n", { kind: "unreadable", problems: [{ line: 1 }] }],
])("%j / judged / it says so", (text, expected) => {
  expect(ask(text)).toMatchObject(expected);
});

test.each([
  ["env file", `CLOUDFLARE_API_TOKEN=${published.TOKEN}\nDOMAINS=${published.TOKEN}.example.org`],
  ["compose", published.FAVONIA.replace("www.example.org", published.TOKEN)],
  ["config.json", published.CONFIG_JSON.replace("wg_x!", published.TOKEN)],
  ["options", published.OPTIONS.replace("maybe", published.TOKEN)],
  ["broken", `{ "cloudflare": [ "${published.TOKEN}" `],
  ["bare", published.TOKEN],
])(
  "the token in a place where it does not belong, %s / judged / it is in no word of the answer",
  (_kind, text) => {
    expect(JSON.stringify(ask(text))).not.toContain(published.TOKEN.slice(5, 30));
  },
);

interface SettingsCase {
  readonly id: string;
  readonly why: string;
  readonly env: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly configJson?: unknown;
}

const ALL = ["settings", "dialects"].flatMap((name) => loadCases<SettingsCase>(name));
const TOKENS = /^(?:CLOUDFLARE_API_TOKEN|CF_API_TOKEN|API_KEY)(?:_FILE)?$/;
const COMPARED = ALL.filter(
  ({ env, files = {}, configJson }) =>
    configJson === undefined &&
    // A file that is not there is asked for on the page.
    Object.entries(env).every(([name, path]) => !name.endsWith("_FILE") || Object.hasOwn(files, path)) &&
    Object.entries(env).some(([name, value]) => TOKENS.test(name) && value.trim() !== "") &&
    Object.keys(env).every((name) => /^[A-Za-z_]\w*$/.test(name)),
);

test("the cases of settings and dialects / as env files / the page says to the letter what the program says", () => {
  expect(COMPARED.length).toBeGreaterThan(150);
  for (const { id, env, files = {} } of COMPARED) {
    const text = Object.entries(env)
      .map(([name, value]) => formatAssignment(name, value))
      .join("\n");
    const parsed = parseEnvironment(env, filesOf(files));
    const others = Object.fromEntries(
      Object.entries(files).map(([path, content]) => [`file:${path}`, content]),
    );
    const reading = readingOf(text, others);
    expect(reading.ok, id).toBe(parsed.ok);
    const told = reading.problems.map(({ setting, message }) => ({ setting, message }));
    expect(told, id).toEqual(parsed.ok ? [] : parsed.problems);
  }
});
