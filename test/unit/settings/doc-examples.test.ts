/** What the pages about settings show is read as it stands there: examples, and what their tables say comes of them. */

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readAddressLines } from "../../../src/adapters/sources/remote/address-text.ts";
import { parseFilter } from "../../../src/core/address/filter.ts";
import { applyHostId, parseHostId } from "../../../src/core/address/host-id.ts";
import { parseFqdn } from "../../../src/core/name/fqdn.ts";
import { parseProxied } from "../../../src/core/plan/proxied.ts";
import type { Address } from "../../../src/core/types.ts";
import { nextTime } from "../../../src/schedule/next-time.ts";
import { parseSchedule } from "../../../src/settings/grammar/schedule.ts";
import { parseEnvFile } from "../../../src/settings/index.ts";
import { parseDuration } from "../../../src/settings/values/durations.ts";
import { BASE, parse } from "./reading.ts";

const PAGES = ["names.md", "sources.md", "schedules.md"] as const;

function page(name: string): string {
  return readFileSync(new URL(`../../../docs/${name}`, import.meta.url), "utf8");
}

function blocks(name: string, language: string): readonly string[] {
  return [...page(name).matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "gs"))].map(
    ([, block = ""]) => block,
  );
}

/** The rows of the table whose head begins with `head`, at least one; the first piece of code in a cell stands for it. */
function table(name: string, head: string): readonly (readonly string[])[] {
  const [, body = ""] = page(name).split(`\n| ${head}`);
  const [, , ...rows] = body.split("\n\n")[0]?.split("\n") ?? [];
  expect(rows.length, head).toBeGreaterThan(0);
  return rows.map((row) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => (/`([^`]+)`/.exec(cell)?.[1] ?? cell).trim().replaceAll("\\|", "|")),
  );
}

/** What the examples of a page say of a setting, the first time. */
function shown(name: string, setting: string): string {
  const found = blocks(name, "env")
    .map((block) => parseEnvFile(block).values[setting])
    .find((value) => value !== undefined);
  expect(found, setting).toBeDefined();
  return found ?? "";
}

function value<T>(read: { readonly ok: true; readonly value: T } | { readonly ok: false }): T {
  if (!read.ok) throw new Error("it was refused");
  return read.value;
}

describe.each(PAGES)("%s", (name) => {
  const examples = blocks(name, "env");

  test("its examples / counted / there are some", () => {
    expect(examples.length).toBeGreaterThan(1);
  });

  test.each(examples)("%s / checked / good, without a warning", (block) => {
    const { values, bad } = parseEnvFile(block);
    expect(bad).toEqual([]);
    const { DOMAINS, ...base } = BASE;
    const isAboutNames = "DOMAINS" in values || "IP6_DOMAINS" in values;
    expect(parse({ ...base, ...(isAboutNames ? {} : { DOMAINS }), ...values })).toMatchObject({
      ok: true,
      warnings: [],
    });
  });
});

test("the table of host IDs / each form applied / gives the address beside it", () => {
  const [, detected = ""] = /of `([^`]+)` makes/.exec(page("names.md")) ?? [];
  const [address = "", length] = detected.split("/");
  for (const [form = "", made = ""] of table("names.md", "form | of")) {
    const written = form === "an IPv6 literal, `::10`" ? "::10" : form;
    const given = value(applyHostId(address as Address, Number(length), value(parseHostId(written))));
    expect(given, form).toBe(made === "the address as detected" ? address : made);
  }
});

test("the table of PROXIED / the example asked about each name / it decides as the table says", () => {
  const isProxied = value(parseProxied(shown("names.md", "PROXIED"), "native"));
  for (const [name = "", decided] of table("names.md", "name | new records"))
    expect(isProxied(value(parseFqdn(name))) ? "proxied" : "not proxied", name).toBe(decided);
});

test("the table of filters / the examples asked about each address / they decide as the table says", () => {
  for (const [address = "", decided] of table("sources.md", "detected |")) {
    const family = address.includes(":") ? 6 : 4;
    const filter = value(parseFilter(shown("sources.md", `IP${family}_DETECTION_FILTER`), family));
    const detected = { address: address as Address, prefixLength: family === 4 ? 32 : 128 };
    expect(filter.keeps(detected) ? "counts" : "dropped", address).toBe(decided);
  }
});

test("the table of sources / each piece of code set as a source / it is one", () => {
  const cells = page("sources.md").split("\n| source |")[1]?.split("\n\n")[0]?.split("\n").slice(2) ?? [];
  const written = cells.flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)]);
  // `supervisor` is for the app, which other tests start.
  const sources = written
    .filter(([, source = ""]) => !source.startsWith("supervisor"))
    .map(([, source = ""]) => source.replace("…", "ip.example.org/"));
  expect(sources.length).toBeGreaterThan(15);
  for (const source of sources) {
    const whole = /^url\.via[46]:$/.test(source) ? `${source}https://ip.example.org/` : source;
    const parsed = parse({
      ...BASE,
      IP4_PROVIDER: whole,
      MQTT_URL: "mqtt://broker.example.org",
      HOME_ASSISTANT_URL: "http://ha.example.org:8123",
      HOME_ASSISTANT_TOKEN: "a-long-lived-access-token-0123456789",
      PUSH_ADDRESS: "127.0.0.1:8245",
      PUSH_CLIENTS: "fritzbox:a-password-of-12-characters",
    });
    expect(parsed.ok ? [] : parsed.problems, whole).toEqual([]);
  }
});

test("the table of schedules / each followed from the moment in its head / the next time beside it", () => {
  const [, zone = "", at = ""] = /with (\S+), after (\S+ \S+) \|/.exec(page("schedules.md")) ?? [];
  const local = new Intl.DateTimeFormat("sv", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
  const noon = [0, 1, 2].map((hours) => Date.parse(`${at}:00Z`) - hours * 3_600_000);
  const from = noon.find((time) => local.format(time) === at) ?? Number.NaN;
  for (const [written = "", , told] of table("schedules.md", "written | means")) {
    const next = nextTime(value(parseSchedule(written)), zone, from);
    expect(next === undefined ? "–" : local.format(next), written).toBe(told);
  }
});

test("the table of durations / each read / as long as it says, or refused", () => {
  for (const [written = "", told] of table("schedules.md", "written | milliseconds")) {
    const duration = parseDuration(written);
    expect(duration.ok ? String(duration.value) : "refused", written).toBe(told);
  }
});

test("the file that sources.md shows / read / every address in it", () => {
  const [file = ""] = blocks("sources.md", "text");
  const read = readAddressLines(file, { family: 4, origin: "written", rejectCloudflare: true });
  expect(read).toMatchObject({ ok: true, addresses: [{ address: "203.0.113.7" }, { prefixLength: 29 }] });
});
