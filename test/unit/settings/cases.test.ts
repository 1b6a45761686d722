/** The shared cases about settings: all of `settings` and `dialects`, and what `check` says to the others. */

import { describe, expect, test } from "vitest";
import { formatSource } from "../../../src/core/source/format.ts";
import { parseSource } from "../../../src/core/source/parse.ts";
import { renderCheck } from "../../../src/settings/index.ts";
import { loadCases } from "../../cases.ts";
import { writtenIn } from "../core/values.ts";
import { BASE, parse, problemsOf, TOKEN, warningsOf } from "./reading.ts";

interface Case {
  readonly id: string;
  readonly why: string;
}

interface Check {
  readonly config?: Readonly<Record<string, unknown>>;
}

interface SettingsCase extends Case {
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly configJson?: unknown;
  readonly expect: {
    readonly exit: number;
    readonly problems?: readonly string[];
    readonly warnings?: readonly string[];
    /** Settings of which no warning may speak. */
    readonly quiet?: readonly string[];
  } & Readonly<Record<string, unknown>>;
}

const SETS = new Set(["hostIds", "types", "enforce"]);

/** Sets compare without order, durations by value, fields that are not named not at all. */
function comparable(key: string, value: unknown): unknown {
  if (key === "schedule" && typeof value === "string") return intervalOf(value);
  if (key === "sources") return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => comparable("", item));
    return SETS.has(key) ? items.map(String).sort() : items;
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, comparable(name, item)]))
    : value;
}

function intervalOf(schedule: string): unknown {
  const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };
  if (!schedule.startsWith("@every ")) return schedule;
  return [...schedule.matchAll(/(\d+)([hms])/g)].reduce(
    (sum, [, amount, unit = "s"]) => sum + Number(amount) * (units[unit] ?? 0),
    0,
  );
}

function holds(wanted: SettingsCase["expect"], parsed: ReturnType<typeof parse>): void {
  expect(parsed.ok ? 0 : 2, JSON.stringify(parsed)).toBe(wanted.exit);
  expect(problemsOf(parsed)).toEqual(expect.arrayContaining([...(wanted.problems ?? [])]));
  expect(warningsOf(parsed)).toEqual(expect.arrayContaining([...(wanted.warnings ?? [])]));
  for (const name of wanted.quiet ?? []) expect(warningsOf(parsed)).not.toContain(name);
  const config = (renderCheck(parsed) as Check).config;
  for (const [key, value] of Object.entries(wanted)) {
    if (["exit", "problems", "warnings", "quiet"].includes(key)) continue;
    expect(comparable(key, config?.[key])).toMatchObject(comparable(key, value) as object);
    if (Array.isArray(value)) expect(config?.[key]).toHaveLength(value.length);
  }
}

describe("settings", () => {
  test.each(loadCases<SettingsCase>("settings"))("$id / $why", ({ env, files, expect: wanted }) => {
    holds(wanted, parse(env ?? {}, files));
  });
});

describe("dialects", () => {
  test.each(loadCases<SettingsCase>("dialects"))(
    "$id / $why",
    ({ env, files, configJson, expect: wanted }) => {
      const text = typeof configJson === "string" ? configJson : JSON.stringify(configJson);
      const parsed =
        configJson === undefined
          ? parse(env ?? {}, files)
          : parse({ ...env, CONFIG_PATH: "/etc/ddns" }, { ...files, "/etc/ddns/config.json": text });
      holds(wanted, parsed);
    },
  );
});

interface NameCase extends Case {
  readonly input: string;
  readonly expect: { readonly ascii?: string };
}

describe("domains", () => {
  test.each(loadCases<NameCase>("domains"))("$id / $why", ({ input, expect: wanted }) => {
    const parsed = parse({ CLOUDFLARE_API_TOKEN: TOKEN, DOMAINS: input });
    if (wanted.ascii === undefined) expect(problemsOf(parsed)).toContain("DOMAINS");
    else expect(parsed.ok && parsed.config.names.map((each) => each.name)).toEqual([wanted.ascii]);
  });
});

interface ProxiedCase extends Case {
  readonly input: string;
  readonly domain: string;
  readonly expect: { readonly proxied?: boolean };
}

describe("proxied", () => {
  test.each(loadCases<ProxiedCase>("proxied"))("$id / $why", ({ input, domain, expect: wanted }) => {
    const parsed = parse({ CLOUDFLARE_API_TOKEN: TOKEN, DOMAINS: domain, PROXIED: input });
    if (wanted.proxied === undefined) expect(problemsOf(parsed)).toEqual(["PROXIED"]);
    else expect(parsed.ok && parsed.config.names.map((each) => each.proxied)).toEqual([wanted.proxied]);
  });
});

interface SourceCase extends Case {
  readonly setting: "IP4_PROVIDER" | "IP6_PROVIDER";
  readonly input: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly expect: { readonly ok?: boolean; readonly addresses?: readonly string[] };
}

describe("sources", () => {
  test.each(loadCases<SourceCase>("sources"))("$id / $why", ({ setting, input, env, expect: wanted }) => {
    const parsed = parse({ ...BASE, ...env, [setting]: input });
    if (wanted.ok !== true) {
      expect(problemsOf(parsed)).toEqual([setting]);
      return;
    }
    expect(problemsOf(parsed)).toEqual([]);
    if (!parsed.ok) return;
    const source = setting === "IP4_PROVIDER" ? parsed.config.sources.ipv4 : parsed.config.sources.ipv6;
    if (wanted.addresses !== undefined) expect(new Set(writtenIn(source))).toEqual(new Set(wanted.addresses));
    const family = setting === "IP4_PROVIDER" ? 4 : 6;
    expect(parseSource(formatSource(source), family)).toMatchObject({ ok: true, value: source });
  });
});

interface FilterCase extends Case {
  readonly family: 4 | 6;
  readonly input: string;
  readonly expect: { readonly keep?: boolean };
}

describe("filters", () => {
  test.each(loadCases<FilterCase>("filters"))("$id / $why", ({ family, input, expect: wanted }) => {
    const setting = `IP${family}_DETECTION_FILTER`;
    const parsed = parse({ ...BASE, [setting]: input });
    expect(problemsOf(parsed)).toEqual(wanted.keep === undefined ? [setting] : []);
  });
});
