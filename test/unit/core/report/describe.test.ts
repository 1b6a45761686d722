/** The words of reports and alerts: the one place where wording is tested. */

import { describe, expect, test } from "vitest";
import { describeReport } from "../../../../src/core/report/describe.ts";
import { describeAlert, describeDuration } from "../../../../src/core/report/describe-alert.ts";
import type { CycleReport, ListReport, RecordReport } from "../../../../src/core/report/report.ts";
import type { Address, Detection, Fqdn, Prefix, ReportedChange } from "../../../../src/core/types.ts";

const A1 = "198.51.100.1" as Address;
const A2 = "203.0.113.7" as Address;
const A3 = "203.0.113.8" as Address;
const UPDATE: ReportedChange = { action: "update", id: "1", from: A1, to: A2 };
const CREATE: ReportedChange = { action: "create", id: "2", from: null, to: A3 };
const DELETE: ReportedChange = { action: "delete", id: "3", from: A1, to: null };

function record(outcome: RecordReport["outcome"], more: Partial<RecordReport> = {}): RecordReport {
  const name = "home.example.org" as Fqdn;
  return {
    name,
    type: "A",
    site: "",
    zone: null,
    outcome,
    changes: [],
    error: null,
    reason: null,
    wanted: [],
    actual: [],
    ...more,
  };
}

function list(outcome: ListReport["outcome"], more: Partial<ListReport> = {}): ListReport {
  return {
    kind: "waf",
    account: "0123",
    site: "",
    name: "home_ips",
    id: null,
    outcome,
    added: [],
    removed: [],
    kept: [],
    error: null,
    reason: null,
    warnings: [],
    ...more,
  };
}

function report(records: readonly RecordReport[], more: Partial<CycleReport> = {}): CycleReport {
  const unmanaged: Detection = { status: "unmanaged" };
  return {
    ok: true,
    dryRun: false,
    startedAt: "",
    durationMs: 1,
    requests: 1,
    detections: { ipv4: unmanaged, ipv6: unmanaged },
    sites: {},
    records,
    lists: [],
    ...more,
  };
}

const quota = { code: "QUOTA_EXCEEDED", message: "The zone is full. Remove records." } as const;

describe("lines", () => {
  test.each<[string, RecordReport, string]>([
    [
      "update",
      record("updated", { changes: [UPDATE] }),
      "A home.example.org updated: 198.51.100.1 → 203.0.113.7",
    ],
    ["create", record("created", { changes: [CREATE] }), "A home.example.org created: 203.0.113.8"],
    ["delete", record("deleted", { changes: [DELETE] }), "A home.example.org deleted: 198.51.100.1"],
    [
      "several",
      record("updated", { changes: [UPDATE, CREATE, DELETE] }),
      "A home.example.org updated: 198.51.100.1 → 203.0.113.7; added 203.0.113.8; removed 198.51.100.1",
    ],
    [
      "attributes alone",
      record("updated", {
        changes: [{ ...UPDATE, from: A2, attributes: { proxied: true, ttl: 300, comment: "x" } }],
      }),
      'A home.example.org updated: proxied, TTL 300 s, comment "x"',
    ],
    [
      "attributes too",
      record("updated", { changes: [{ ...UPDATE, attributes: { proxied: false, ttl: 1, comment: "" } }] }),
      "A home.example.org updated: 198.51.100.1 → 203.0.113.7 (not proxied, TTL automatic, no comment)",
    ],
    [
      "failure",
      record("failed", { error: quota }),
      "A home.example.org failed: The zone is full. Remove records.",
    ],
    [
      "failure that names itself",
      record("failed", { error: { code: "BAD_INPUT", message: "A home.example.org was not updated: bad." } }),
      "A home.example.org was not updated: bad.",
    ],
    ["failure without reason", record("failed"), "A home.example.org failed: no reason was given"],
  ])("%s / described / one line", (_, one, line) => {
    expect(describeReport(report([record("unchanged"), one, record("skipped")])).lines).toEqual([line]);
  });

  test("a name in Punycode / described / shown in Unicode, also inside the reason", () => {
    const name = "xn--bcher-kva.example" as Fqdn;
    const error = { code: "ZONE_NOT_FOUND", message: "No zone holds xn--bcher-kva.example." } as const;
    const { lines } = describeReport(report([record("failed", { name, error })]), (text) =>
      text.replace("xn--bcher-kva", "bücher"),
    );
    expect(lines).toEqual(["A bücher.example failed: No zone holds bücher.example."]);
  });

  test("lists / described / what was added and removed; the account only where there are several", () => {
    const changed = list("updated", {
      added: ["203.0.113.7/32" as Prefix],
      removed: ["198.51.100.1/32" as Prefix],
    });
    expect(describeReport(report([], { lists: [changed] })).lines).toEqual([
      "WAF list home_ips updated: added 203.0.113.7/32; removed 198.51.100.1/32",
    ]);
    const two = [changed, list("failed", { account: "4567", error: quota })];
    expect(describeReport(report([], { lists: two })).lines).toEqual([
      "WAF list 4567/home_ips failed: The zone is full. Remove records.",
      "WAF list 0123/home_ips updated: added 203.0.113.7/32; removed 198.51.100.1/32",
    ]);
  });

  test("a family without address / described / with its source, its reason and what was kept", () => {
    const detections: CycleReport["detections"] = {
      ipv4: { status: "unavailable", reason: "timed out after 5 s.", source: "ipify" },
      ipv6: { status: "unmanaged" },
    };
    expect(
      describeReport(report([record("skipped"), record("skipped")], { ok: false, detections })),
    ).toMatchObject({
      title: "no IPv4 address",
      lines: [
        "No IPv4 address could be detected (ipify: timed out after 5 s); 2 record sets were left as they are.",
      ],
    });
  });
});

test.each(["IPv4", "IPv6"] as const)(
  "no %s in this home / described / a note with the step, no failure",
  (family) => {
    const absent: Detection = { status: "unavailable", reason: "no way out.", source: "ipify", absent: true };
    const none: Detection = { status: "unmanaged" };
    const detections = family === "IPv4" ? { ipv4: absent, ipv6: none } : { ipv4: none, ipv6: absent };
    const { title, lines, notes } = describeReport(report([record("skipped")], { detections }));
    expect({ title, lines }).toEqual({ title: "nothing to change", lines: [] });
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain(`${family === "IPv4" ? "IP4" : "IP6"}_PROVIDER=none`);
    expect(notes[0]).toContain("host's network");
  },
);

test("the other family is known / described / the way out is named", () => {
  const ipv4: Detection = { status: "known", addresses: [{ address: A2 }], source: "ipify" };
  const ipv6: Detection = { status: "unavailable", reason: "no way out", source: "ipify" };
  const { lines } = describeReport(report([], { ok: false, detections: { ipv4, ipv6 } }));
  expect(lines).toEqual([
    "No IPv6 address could be detected (ipify: no way out). If there is none any more, set IP6_PROVIDER=none.",
  ]);
});

test("one of two lines is silent / described / not as a family that is gone", () => {
  const ipv4: Detection = {
    status: "unavailable",
    reason: "1 of 2 lines are silent",
    source: "all",
    partial: true,
  };
  const ipv6: Detection = { status: "known", addresses: [{ address: A2 }], source: "ipify" };
  const { title, lines } = describeReport(
    report([record("skipped")], { ok: false, detections: { ipv4, ipv6 } }),
  );
  expect(title).toBe("not every IPv4 address");
  expect(lines).toEqual(["Not every IPv4 address could be detected (all: 1 of 2 lines are silent)."]);
});

describe("many", () => {
  const names = (count: number) => Array.from({ length: count }, (_, at) => `n${at}.example.org` as Fqdn);
  const many = (count: number, change: (at: number) => ReportedChange) =>
    names(count).map((name, at) => record("updated", { name, changes: [change(at)] }));

  test("20 / described / a line each", () => {
    expect(describeReport(report(many(20, () => UPDATE))).lines).toHaveLength(20);
  });

  test("21 alike and one other / described / a count with what they share, and the other", () => {
    const records = [...many(21, () => UPDATE), record("created", { changes: [CREATE] })];
    expect(describeReport(report(records)).lines).toEqual([
      "21 A record sets updated: 198.51.100.1 → 203.0.113.7",
      "A home.example.org created: 203.0.113.8",
    ]);
  });

  test("30 all different / described / a bare count", () => {
    const records = many(30, (at) => ({ ...UPDATE, to: `203.0.113.${at}` as Address }));
    expect(describeReport(report(records)).lines).toEqual(["30 A record sets updated"]);
  });

  test("25 failures / described / a count by code with the first", () => {
    const records = names(25).map((name) => record("failed", { name, error: quota }));
    expect(describeReport(report(records)).lines).toEqual([
      "25 record sets failed (QUOTA_EXCEEDED), the first: A n0.example.org failed: The zone is full. Remove records.",
    ]);
  });
});

test.each<[string, CycleReport, string]>([
  ["nothing", report([record("unchanged")]), "nothing to change"],
  ["nothing, yet not right", report([], { ok: false }), "failed"],
  [
    "some of each",
    report([record("created"), record("updated"), record("failed")], {
      ok: false,
      lists: [list("updated")],
    }),
    "1 created, 2 updated, 1 failed",
  ],
  [
    "a dry run",
    report([record("created"), record("updated")], { dryRun: true }),
    "1 would be created, 1 would be updated",
  ],
])("%s / described / its title", (_, one, title) => {
  expect(describeReport(one).title).toBe(title);
});

test("a dry run / described / its lines say would", () => {
  const { lines } = describeReport(report([record("updated", { changes: [UPDATE] })], { dryRun: true }));
  expect(lines).toEqual(["A home.example.org would be updated: 198.51.100.1 → 203.0.113.7"]);
});

describe("alerts", () => {
  const mixed = report(
    [record("updated", { changes: [UPDATE] }), record("failed", { type: "AAAA", error: quota })],
    { ok: false },
  );
  const failure = "AAAA home.example.org failed: The zone is full. Remove records.";
  const change = "A home.example.org updated: 198.51.100.1 → 203.0.113.7";

  test.each([
    [
      "failed",
      undefined,
      "1 updated, 1 failed",
      [failure, change, "You will be told when this changes or is over."],
    ],
    [
      "failure-changed",
      300_000,
      "1 updated, 1 failed",
      [failure, change, "Failing for 5 min. You will be told when this changes or is over."],
    ],
    ["recovered", 7_500_000, "all right again after 2 h 5 min", [change]],
    ["changed", 300_000, "1 updated", [change, "Still failing, for 5 min now, as told before."]],
    ["changed", undefined, "1 updated", [change]],
  ] as const)("%s after %s / described", (kind, failingForMs, title, lines) => {
    expect(describeAlert({ kind, failingForMs }, mixed)).toEqual({ title, lines });
  });

  test("a failure with a next try / described / says when", () => {
    const { lines } = describeAlert(
      { kind: "failed", failingForMs: undefined },
      mixed,
      undefined,
      "04:05:10",
    );
    expect(lines.at(-1)).toBe("Trying again at 04:05:10. You will be told when this changes or is over.");
  });

  test("an address that flaps / described / what follows, and where to look", () => {
    const alert = { kind: "flapping", families: ["IPv4"], failingForMs: undefined } as const;
    const { title, lines } = describeAlert(alert, mixed);
    expect(title).toBe("an address changes too often");
    expect(lines).toEqual([
      change,
      expect.stringMatching(/^IPv4: the address changed more than six times .* at most once a minute/),
    ]);
  });

  test("calm again / described / the address as it is now", () => {
    const ipv4: Detection = { status: "known", addresses: [{ address: A2 }], source: "ipify" };
    const calm = report([], { detections: { ipv4, ipv6: { status: "unmanaged" } } });
    expect(describeAlert({ kind: "calm", failingForMs: undefined }, calm)).toEqual({
      title: "the address is calm again",
      lines: [`IPv4: ${A2}`],
    });
  });
});

test.each([
  [0, "0 s"],
  [59_999, "59 s"],
  [60_000, "1 min"],
  [3_600_000, "1 h"],
  [3_660_000, "1 h 1 min"],
  [86_400_000, "1 d"],
  [100_800_000, "1 d 4 h"],
])("%d ms / described / %s", (ms, text) => {
  expect(describeDuration(ms)).toBe(text);
});
