/** What is shipped for Prometheus, Grafana and Homepage, against a running service: its real metrics and status. */

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { startSandbox } from "../sandbox/index.ts";
import { serveNames } from "../verification/name-server.ts";
import { runCommandLine } from "./command-line.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const text = (name: string): string => readFileSync(`${ROOT}${name}`, "utf8");
const KEY = "a-key-for-programs-0123456789";
const ACCOUNT = "0123456789abcdef0123456789abcdef";
const hasPromtool = existsSync("/usr/bin/promtool");
if (!hasPromtool && process.env["CI"] !== "true")
  console.log("promtool is not installed (Debian's package prometheus): what it checks is skipped.");

let metrics = "";
let status: Record<string, unknown> = {};
let folder = "";
const ends: (() => unknown)[] = [];

/** Every series that the service has, after an address changed and the world has seen that. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "ddns-metrics-"));
  const sandbox = await startSandbox({ seed: { zones: [{ name: "example.org", records: [] }] } });
  const file = join(folder, "address");
  writeFileSync(file, "203.0.113.7\n");
  const names = await serveNames(
    () => ({ answer: [readFileSync(file, "utf8").trim()] }),
    {},
    (end) => ends.push(end),
  );
  const port = await freePort();
  const stopping = new AbortController();
  const running = runCommandLine(
    ["run"],
    {
      CLOUDFLARE_API_TOKEN: "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD",
      CLOUDFLARE_BASE_URL: sandbox.url,
      DOMAINS: "home.example.org",
      WAF_LISTS: `${ACCOUNT}/home_ips`,
      IP4_PROVIDER: `file:${file}`,
      IP6_PROVIDER: "none",
      VERIFY: "authoritative",
      WEB_ADDRESS: `127.0.0.1:${port}`,
      WEB_READ_KEY: KEY,
      STATE_DIR: folder,
    },
    {
      stopping: stopping.signal,
      witnesses: { resolve: async () => ["127.0.0.1"], port: names.port, resolvers: [], patienceMs: 500 },
    },
  );
  ends.push(async () => {
    stopping.abort();
    await running;
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const ask = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      headers: { authorization: `Bearer ${KEY}` },
    }).catch(() => undefined);
    return answer?.status === 200 ? await answer.text() : "";
  };
  const until = async (isThere: (scrape: string) => boolean) => {
    for (const end = Date.now() + 20_000; Date.now() < end; ) {
      metrics = await ask("/metrics");
      if (isThere(metrics)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`not within 20 s:\n${metrics}`);
  };
  await until((scrape) => scrape.includes("published_seconds{"));
  writeFileSync(file, "203.0.113.8\n");
  await until(
    (scrape) => /address_changes_total\{.*\} 1\n/.test(scrape) && scrape.includes("since_timestamp"),
  );
  status = JSON.parse(await ask("/api/status")) as Record<string, unknown>;
}, 60_000);
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Names of all series in a scrape, or in a text that asks for some. */
function seriesIn(scrape: string): ReadonlySet<string> {
  return new Set(scrape.match(/\bcloudflare_ddns_\w+/g) ?? []);
}

const scraped = (): ReadonlySet<string> => seriesIn(metrics.replace(/^#.*$/gm, "").replace(/\{.*\}/g, ""));

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly targets: readonly { readonly expr: string }[];
}

const dashboard = () =>
  JSON.parse(text("deploy/monitoring/grafana-dashboard.json")) as {
    readonly panels: readonly Panel[];
    readonly annotations: { readonly list: readonly { readonly expr: string }[] };
  };

test("the dashboard for Grafana / compared with a scrape / every series it asks for is there, and it asks for nearly all", () => {
  const { panels } = dashboard();
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const wanted = seriesIn(text("deploy/monitoring/grafana-dashboard.json"));
  expect([...wanted].filter((name) => !scraped().has(name))).toEqual([]);
  const unused = [...scraped()]
    .filter((name) => !wanted.has(name))
    .map((name) => name.slice("cloudflare_ddns_".length));
  expect(unused.sort()).toEqual([
    "healthy",
    "last_change_timestamp_seconds",
    "last_cycle_timestamp_seconds",
    "next_cycle_timestamp_seconds",
    "paused",
  ]);
});

test("docs/monitoring.md / compared with a scrape / it names every series and its labels, and no other", () => {
  const [, table = ""] = /\| series \|.*\n([\s\S]*?)\n\n/.exec(text("docs/monitoring.md")) ?? [];
  const told = [...table.matchAll(/`(\w+)(?:\{([^}]*)\})?`/g)]
    .filter(([, name = ""]) => scraped().has(`cloudflare_ddns_${name}`))
    .map(([, name = "", labels = ""]) => `${name} ${labels}`.trim());
  const lines = metrics.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const seen = new Set(
    lines.map((line) => {
      const [, name = "", labels = ""] = /^cloudflare_ddns_(\w+)(?:\{(.*)\})? /.exec(line) ?? [];
      return `${name} ${[...labels.matchAll(/(\w+)="/g)].map(([, label]) => label).join(", ")}`.trim();
    }),
  );
  expect([...new Set(told)].sort()).toEqual([...seen].sort());
});

test.skipIf(!hasPromtool && process.env["CI"] !== "true")(
  "promtool / checks the scrape, the alarms, and every question of the dashboard / content",
  () => {
    execFileSync("promtool", ["check", "metrics"], { input: metrics });
    execFileSync("promtool", ["check", "rules", `${ROOT}deploy/monitoring/prometheus-alerts.yaml`]);
    const { panels, annotations } = dashboard();
    const questions = [...panels.flatMap(({ targets }) => targets), ...annotations.list].map(({ expr }) =>
      expr.replaceAll("$instance", ".*"),
    );
    const rules = questions.map((expr, index) => ({ record: `question:${index}`, expr }));
    const file = join(folder, "questions.yaml");
    writeFileSync(file, JSON.stringify({ groups: [{ name: "dashboard", rules }] }));
    execFileSync("promtool", ["check", "rules", file]);
    const alarms = seriesIn(text("deploy/monitoring/prometheus-alerts.yaml"));
    expect([...alarms].filter((name) => !scraped().has(name))).toEqual([]);
  },
);

/** A field as Homepage's custom API knows it: a name, or an object that leads on. */
type Field = string | number | { readonly [key: string]: Field };

function fieldIn(answer: unknown, field: Field): unknown {
  if (typeof field !== "object") return (answer as Readonly<Record<string, unknown>>)[field];
  const [[key, rest] = ["", ""]] = Object.entries(field);
  return fieldIn((answer as Readonly<Record<string, unknown>>)[key], rest);
}

test("the block for Homepage / with a real answer / every field says something", () => {
  const [, block = ""] = /```yaml\n(- Home:[\s\S]*?)```/.exec(text("docs/monitoring.md")) ?? [];
  const [
    {
      Home: [{ "Cloudflare DDNS": service }],
    },
  ] = parse(block) as [
    {
      Home: [
        {
          "Cloudflare DDNS": {
            widget: { url: string; type: string; headers: object; mappings: { field: Field }[] };
          };
        },
      ];
    },
  ];
  const { widget } = service;
  expect(widget).toMatchObject({
    type: "customapi",
    headers: { Authorization: expect.stringMatching(/^Bearer /) },
  });
  expect(widget.url).toMatch(/\/api\/status$/);
  const values = widget.mappings.map(({ field }) => fieldIn(status, field));
  expect(values).toEqual([
    "in_sync",
    "203.0.113.8",
    expect.stringMatching(/^20.*Z$/),
    expect.stringMatching(/^20.*Z$/),
  ]);
});

test("the example in docs/monitoring.md / with a real answer / the same fields", () => {
  const [, example = ""] = /```json\n([\s\S]*?)```/.exec(text("docs/monitoring.md")) ?? [];
  expect(Object.keys(JSON.parse(example) as object).sort()).toEqual(Object.keys(status).sort());
});
