/** What a cycle made of a telling, name by name. */

import { describe, expect, test } from "vitest";
import { feedOf, holds, setsOf } from "../../../addon/push/feeds.ts";
import { subjectOf } from "../../../addon/push/subject.ts";
import type { Telling } from "../../../addon/push/telling.ts";
import { lineOfLists, lineOfName } from "../../../addon/push/verdict.ts";
import type {
  Address,
  Config,
  CycleReport,
  Detection,
  ErrorCode,
  Fqdn,
  Outcome,
  SourceSpec,
} from "../../../src/index.ts";
import { parse } from "../settings/reading.ts";

const V4 = "8.8.4.4" as Address;
const V6 = "2a00:1450::5" as Address;
const OTHER = "9.9.9.9" as Address;
const BOTH: Telling = { ipv4: V4, ipv6: V6 };

const ENVIRONMENT = {
  CLOUDFLARE_API_TOKEN: "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD",
  DOMAINS: "home.example.org, nas.example.org{hostid6=::7}",
  IP4_DOMAINS: "four.example.org",
  WAF_LISTS: "0123456789abcdef0123456789abcdef/home_ips",
  PUSH_ADDRESS: "127.0.0.1:8245",
  PUSH_CLIENTS: "fritz:correct-horse-9-battery\nnas:another-pass-42",
  IP4_PROVIDER: "push:fritz",
  IP6_PROVIDER: "first(agree(2; push:fritz; cloudflare.trace); push:nas)",
};

function configOf(environment: Readonly<Record<string, string>> = {}): Config {
  const parsed = parse({ ...ENVIRONMENT, ...environment });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config;
}

const known = (first: Address, ...rest: Address[]): Detection => ({
  status: "known",
  source: "push:fritz",
  addresses: [{ address: first }, ...rest.map((address) => ({ address }))],
});
const silent: Detection = { status: "unavailable", source: "push:fritz", reason: "silent" };

type Row = { outcome: Outcome; wanted?: readonly Address[]; code?: ErrorCode };

/** The report of a cycle in which `rows` became of the record sets, in the order of the settings. */
function reportOf(
  config: Config,
  row: (name: string, type: string) => Row,
  detections: CycleReport["detections"] = { ipv4: known(V4), ipv6: known(V6) },
  list: Row = { outcome: "unchanged" },
): CycleReport {
  const error = (code: ErrorCode | undefined) => (code === undefined ? null : { code, message: "x" });
  return {
    ok: true,
    dryRun: false,
    startedAt: "2026-01-01T00:00:00.000Z",
    durationMs: 1,
    requests: 1,
    detections,
    records: config.records.map(({ owner, type }) => {
      const name = (owner.kind === "name" ? owner.name : "") as Fqdn;
      const { outcome, wanted = [type === "A" ? V4 : V6], code } = row(name, type);
      return {
        name,
        type,
        site: "",
        zone: null,
        outcome,
        changes: [],
        error: error(code),
        reason: null,
        wanted,
        actual: [],
      };
    }),
    sites: {},
    lists: config.lists.map(({ kind, accountId, name }) => ({
      kind,
      account: accountId,
      site: "",
      name,
      id: null,
      outcome: list.outcome,
      added: [],
      removed: [],
      kept: [],
      error: error(list.code),
      reason: null,
      warnings: [],
    })),
  };
}

function lineFor(
  name: string,
  row: (name: string, type: string) => Row,
  { telling = BOTH, detections }: { telling?: Telling; detections?: CycleReport["detections"] } = {},
): string {
  const config = configOf();
  const feed = feedOf(config, "fritz");
  const report = reportOf(config, row, detections);
  const families = ([4, 6] as const).filter((family) => (family === 4 ? telling.ipv4 : telling.ipv6));
  const sets = setsOf(feed, name as Fqdn, report).filter(({ family }) => families.includes(family));
  return lineOfName(sets, telling, report);
}

describe("the line of a name", () => {
  const all = (outcome: Outcome) => () => ({ outcome });
  test.each<[string, string, Parameters<typeof lineFor>[1], Parameters<typeof lineFor>[2]]>([
    ["both moved", `good ${V4},${V6}`, all("updated"), {}],
    ["both made", `good ${V4},${V6}`, all("created"), {}],
    ["both right", `nochg ${V4},${V6}`, all("unchanged"), {}],
    [
      "one moved, the other right",
      `good ${V6}`,
      (_, type) => ({ outcome: type === "A" ? "unchanged" : "updated" }),
      {},
    ],
    ["IPv4 alone was told", `good ${V4}`, all("updated"), { telling: { ipv4: V4 } }],
    ["IPv6 alone was told", `nochg ${V6}`, all("unchanged"), { telling: { ipv6: V6 } }],
    ["Cloudflare is down", "911", all("failed"), {}],
    ["the detection is silent", "911", all("skipped"), { detections: { ipv4: silent, ipv6: silent } }],
    [
      "another source had the last word",
      "911",
      all("updated"),
      { detections: { ipv4: known(OTHER), ipv6: known(V6) } },
    ],
    [
      "one of several addresses",
      `good ${V4},${V6}`,
      (_, type) => ({ outcome: "updated", wanted: type === "A" ? [OTHER, V4] : [V6] }),
      { detections: { ipv4: known(OTHER, V4), ipv6: known(V6) } },
    ],
    [
      "one moved, the other failed",
      "911",
      (_, type) => ({ outcome: type === "A" ? "updated" : "failed" }),
      {},
    ],
  ])("%s / put into a line / %s", (_what, line, row, options) => {
    expect(lineFor("home.example.org", row, options)).toBe(line);
  });

  test.each<[ErrorCode, string]>([
    ["RECORD_CONFLICT", "dnserr"],
    ["QUOTA_EXCEEDED", "dnserr"],
    ["ZONE_NOT_FOUND", "dnserr"],
    ["PERMISSION_DENIED", "dnserr"],
    ["UNAVAILABLE", "911"],
    ["TIMEOUT", "911"],
    ["RATE_LIMITED", "911"],
    ["WRITE_UNCONFIRMED", "911"],
    ["RESPONSE_MALFORMED", "911"],
    ["AUTH_REJECTED", "911"],
    ["ABORTED", "911"],
  ])("a failure %s / put into a line / %s", (code, line) => {
    expect(lineFor("home.example.org", () => ({ outcome: "failed", code }))).toBe(line);
  });

  test("a conflict of IPv4 and an outage of IPv6 / put into a line / what a person must mend", () => {
    const row = (_: string, type: string): Row => ({
      outcome: "failed",
      code: type === "A" ? "RECORD_CONFLICT" : "UNAVAILABLE",
    });
    expect(lineFor("home.example.org", row)).toBe("dnserr");
  });

  test("a host ID / put into a line / the address that the record holds", () => {
    const derived = "2a00:1450::7" as Address;
    const row = (_: string, type: string): Row => ({
      outcome: "updated",
      wanted: [type === "A" ? V4 : derived],
    });
    expect(lineFor("nas.example.org", row)).toBe(`good ${V4},${derived}`);
  });
});

test("a name of another site / put into a line / its own site's address counts", () => {
  const config = configOf({
    DOMAINS: "home.example.org, cabin.example.org{site=cabin}",
    SITES: "cabin",
    IP4_PROVIDER: "static:9.9.9.9",
    IP6_PROVIDER: "none",
    IP4_PROVIDER_CABIN: "push:fritz",
    IP6_PROVIDER_CABIN: "none",
  });
  const feed = feedOf(config, "fritz");
  expect(feed.sets.map(({ name, site }) => `${name} ${site}`)).toEqual(["cabin.example.org cabin"]);
  const at = (home: Detection, cabin: Detection): CycleReport => ({
    ...reportOf(config, () => ({ outcome: "updated" }), { ipv4: home, ipv6: { status: "unmanaged" } }),
    sites: { cabin: { ipv4: cabin, ipv6: { status: "unmanaged" } } },
  });
  expect(lineOfName(feed.sets, BOTH, at(known(OTHER), known(V4)))).toBe(`good ${V4}`);
  expect(lineOfName(feed.sets, BOTH, at(known(V4), known(OTHER)))).toBe("911");
  expect(lineOfName(feed.sets, BOTH, { ...at(known(V4), known(V4)), sites: {} })).toBe("911");
});

describe("the line of lists", () => {
  test.each<[string, string, Row, CycleReport["detections"]]>([
    ["moved", `good ${V4},${V6}`, { outcome: "updated" }, { ipv4: known(V4), ipv6: known(V6) }],
    ["right", `nochg ${V4},${V6}`, { outcome: "unchanged" }, { ipv4: known(V4), ipv6: known(V6) }],
    ["busy", "911", { outcome: "failed", code: "LIST_BUSY" }, { ipv4: known(V4), ipv6: known(V6) }],
    [
      "refused",
      "dnserr",
      { outcome: "failed", code: "PERMISSION_DENIED" },
      { ipv4: known(V4), ipv6: known(V6) },
    ],
    ["not heard", "911", { outcome: "unchanged" }, { ipv4: known(OTHER), ipv6: known(V6) }],
  ])("%s / put into a line / %s", (_what, line, list, detections) => {
    const config = configOf();
    const report = reportOf(config, () => ({ outcome: "unchanged" }), detections, list);
    expect(lineOfLists(feedOf(config, "fritz"), BOTH, report)).toBe(line);
  });
});

describe("which names a client feeds", () => {
  const push: SourceSpec = { kind: "push", client: "fritz" };
  test.each<[string, SourceSpec, boolean]>([
    ["itself", push, true],
    ["a member", { kind: "first", members: [{ kind: "local" }, push] }, true],
    ["a member's member", { kind: "all", members: [{ kind: "agree", count: 1, members: [push] }] }, true],
    ["another client", { kind: "push", client: "nas" }, false],
    ["another source", { kind: "router" }, false],
  ])("%s / looked for / found or not", (_where, source, found) => {
    expect(holds(source, "fritz")).toBe(found);
  });

  const linesFor = (asked: readonly string[], client: string, telling: Telling = BOTH) =>
    subjectOf(asked, feedOf(configOf(), client), undefined).lines(telling, undefined);

  test.each([
    [["home.example.org"], "fritz", ["911"]],
    [["HOME.Example.Org."], "fritz", ["911"]],
    [
      ["nowhere.example.org", "home.example.org", "localhost", "a b"],
      "fritz",
      ["nohost", "911", "notfqdn", "notfqdn"],
    ],
    [["four.example.org"], "nas", ["nohost"]],
    [["example.org"], "fritz", ["nohost"]],
    [[], "fritz", ["911", "911", "911"]],
    [[], "nas", ["911", "911"]],
    [[], "stranger", ["nohost"]],
  ] as const)("%o for %s, before any cycle / judged / %o", (asked, client, judged) => {
    expect(linesFor(asked, client)).toEqual(judged);
  });

  test.each([
    ["home.example.org", "nas", { ipv4: V4 }],
    ["four.example.org", "fritz", { ipv6: V6 }],
  ])("%s, a family that %s does not feed / judged / no host of it", (name, client, telling) => {
    expect(linesFor([name], client, telling)).toEqual(["nohost"]);
  });

  test("no names, and a family that some have / judged / those alone", () => {
    expect(linesFor([], "fritz", { ipv6: V6 })).toEqual(["911", "911"]);
    expect(linesFor([], "nas", { ipv4: V4 })).toEqual(["nohost"]);
  });
});
