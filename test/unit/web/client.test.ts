/** The page's pure parts: its words, its rows, its verdict, its plan. */

import { describe, expect, test } from "vitest";
import type { ServiceView } from "../../../addon/service/service-view.ts";
import { knownSince, withoutAddress } from "../../../addon/web/client/words/address-words.ts";
import { pastCycles } from "../../../addon/web/client/words/cycles.ts";
import { shownSubject } from "../../../addon/web/client/words/names.ts";
import { placesOf } from "../../../addon/web/client/words/places.ts";
import { changeCount, planGroups } from "../../../addon/web/client/words/plan-lines.ts";
import { listRows, recordRows, rightWords, sameSet } from "../../../addon/web/client/words/rows.ts";
import { ago, span, until } from "../../../addon/web/client/words/time-words.ts";
import { verdictOn } from "../../../addon/web/client/words/verdict.ts";
import { dashboardState } from "../../../addon/web/server/state.ts";
import { ACCOUNT_ID } from "../../fakes/settings.ts";
import {
  calmView,
  clockAtStart,
  fakeService,
  plannedReport,
  recordReport,
  report,
  START,
  wafReport,
} from "./scene.ts";

const stateOf = (view: Partial<ServiceView> = {}) => {
  const service = fakeService(view);
  return dashboardState(service, service.view, clockAtStart(), { version: "1", survey: false });
};

describe("times", () => {
  const now = Date.parse(START);
  const at = (ms: number) => new Date(now + ms).toISOString();

  test.each([
    [0, "0 s"],
    [-5, "0 s"],
    [59_999, "59 s"],
    [60_000, "1 min"],
    [3_599_999, "59 min"],
    [3_600_000, "1 h"],
    [47 * 3_600_000, "47 h"],
    [48 * 3_600_000, "2 days"],
  ])("%i ms / as a span / %s", (ms, words) => {
    expect(span(ms)).toBe(words);
  });

  test.each([
    [9_000, "just now"],
    [-60_000, "just now"],
    [42_000, "42 s ago"],
    [130_000, "2 min ago"],
  ])("%i ms before now / said / %s", (ms, words) => {
    expect(ago(at(-ms), now)).toBe(words);
  });

  test.each([
    [-1, "any moment"],
    [1_999, "any moment"],
    [180_000, "in 3 min"],
  ])("%i ms after now / said / %s", (ms, words) => {
    expect(until(at(ms), now)).toBe(words);
  });
});

describe("rows", () => {
  test("settings and report / joined / the settings' order, what is there", () => {
    expect(
      recordRows(stateOf()).map(({ title, tag, mood, facts, cloud }) => [
        title,
        tag,
        mood,
        ...facts,
        cloud?.proxied,
      ]),
    ).toEqual([
      ["home.example.org", "A", "right", "updated", "TTL automatic", false],
      ["home.example.org", "AAAA", "right", "right", "TTL automatic", false],
      ["vpn.example.org", "A", "right", "right", "TTL 120 s", false],
      ["*.apps.bücher.example", "A", "right", "right", "TTL automatic", true],
    ]);
  });

  test("no report yet / joined / every row unknown, attributes as set", () => {
    const rows = recordRows(stateOf({ report: undefined }));
    expect(rows.map((row) => row.mood)).toEqual(["unknown", "unknown", "unknown", "unknown"]);
    expect(rows.at(-1)?.cloud).toEqual({ name: "*.apps.xn--bcher-kva.example", type: "A", proxied: true });
    expect(listRows(stateOf({ report: undefined }))).toMatchObject([
      { title: "home_ips", mood: "unknown", contents: [] },
    ]);
  });

  test("rows / counted / words, none while nothing was looked at", () => {
    expect(rightWords(recordRows(stateOf()))).toBe("4 of 4 right");
    expect(rightWords(recordRows(stateOf({ report: undefined })))).toBeUndefined();
    expect(rightWords([])).toBeUndefined();
  });

  test("a home without IPv6 / joined / its rows are absent: no problem, not counted", () => {
    const ipv6 = { status: "unavailable", reason: "none", source: "s", absent: true } as const;
    const records = [
      recordReport("home.example.org", "A", "unchanged"),
      recordReport("home.example.org", "AAAA", "skipped", { reason: "no IPv6 here", wanted: [], actual: [] }),
    ];
    const { detections } = report();
    const rows = recordRows(stateOf({ report: report({ detections: { ...detections, ipv6 }, records }) }));
    expect(rows[1]).toMatchObject({ mood: "absent", notes: [] });
    expect(rows[1]?.cloud).toBeUndefined();
    expect(rightWords(rows.slice(0, 2))).toBe("1 of 1 right");
    expect(withoutAddress(ipv6)).toBe("None here");
  });

  test("lists of three kinds, one at a site / joined / each with its noun and its place", () => {
    const kinds = ["waf", "zero-trust", "location"] as const;
    const lists = kinds.map((kind) => wafReport({ kind, site: kind === "location" ? "office" : "" }));
    const state = stateOf({ report: report({ lists }) });
    const rows = listRows({
      ...state,
      lists: lists.map(({ kind, account, name, site }) => ({ kind, account, name, site })),
    });
    expect(rows.map(({ facts, site }) => [facts[0], site])).toEqual([
      ["WAF list", ""],
      ["Zero Trust list", ""],
      ["DNS location", "office"],
    ]);
  });

  test.each([
    ["*.apps.xn--bcher-kva.example A", "*.apps.bücher.example A"],
    ["home.example.org AAAA", "home.example.org AAAA"],
    [`${ACCOUNT_ID}/home_ips`, "WAF list home_ips"],
    [`${ACCOUNT_ID}/gone`, "list gone"],
  ])("%s / in the history / %s", (what, shown) => {
    expect(shownSubject(stateOf(), what)).toBe(shown);
  });

  test("a name only the report knows / joined / comes last", () => {
    const records = [...report().records, recordReport("late.example.org", "A", "created")];
    expect(recordRows(stateOf({ report: report({ records }) })).at(-1)).toMatchObject({
      title: "late.example.org",
      facts: ["created", "TTL automatic"],
    });
  });

  test("a list just updated / shown / kept and added items, once each", () => {
    const [kept] = wafReport().kept;
    if (kept === undefined) throw new Error("the fixture has items");
    const lists = [wafReport({ outcome: "updated", kept: [kept], added: [kept] })];
    expect(listRows(stateOf({ report: report({ lists }) }))[0]?.contents).toEqual([{ values: [kept] }]);
  });

  test.each([
    [[], [], true],
    [["a", "b"], ["b", "a"], true],
    [["a"], ["a", "b"], false],
    [["a"], ["b"], false],
  ])("%j and %j / compared / %s", (left, right, same) => {
    expect(sameSet(left, right)).toBe(same);
  });
});

describe("the verdict", () => {
  const failed = report({ records: [recordReport("home.example.org", "A", "failed")] });
  test.each<[string, Partial<ServiceView>, string, string]>([
    ["in sync", {}, "good", "All is right"],
    ["writing", { status: "updating", busy: true }, "calm", "Updating"],
    ["one failed", { status: "degraded", report: failed }, "warn", "One thing needs attention"],
    ["a family missing", { status: "degraded" }, "warn", "An address could not be detected"],
    ["all failed", { status: "error", report: failed }, "bad", "Nothing could be brought up to date"],
    ["paused", { status: "paused", paused: true }, "calm", "Paused"],
    ["no settings", { status: "error", waitingFor: ["records"] }, "calm", "Waiting for settings"],
    ["at start", { report: undefined, busy: true }, "calm", "Checking for the first time"],
    ["before that", { report: undefined }, "calm", "Not checked yet"],
  ])("%s / judged / %j → %s, %s", (_when, view, tone, headline) => {
    expect(verdictOn(stateOf(view))).toMatchObject({ tone, headline });
  });

  test("no connection / judged / nothing is called right", () => {
    expect(verdictOn(stateOf(), "lost")).toMatchObject({ tone: "gone", headline: "Connection lost" });
  });

  test("something is wrong / judged / the service's own words", () => {
    expect(verdictOn(stateOf({ status: "error", lastError: "The token is refused." })).detail).toBe(
      "The token is refused.",
    );
  });
});

describe("the plan", () => {
  test("one change of each kind / as lines / like a diff, obstacles too", () => {
    const groups = planGroups(plannedReport);
    expect(groups.map((group) => group.lines.map((line) => line.sign).join(""))).toEqual([
      "-+",
      "+",
      "~~-",
      "!",
      "-+",
    ]);
    expect(groups[4]?.title).toBe("WAF list home_ips");
    expect(changeCount(plannedReport)).toBe(6);
  });

  test("nothing to do / as lines / none", () => {
    expect(planGroups(report())).toEqual([]);
    expect(changeCount(report())).toBe(0);
  });
});

describe("an address", () => {
  test.each([
    ["203.0.113.7", calmView.history.at(-2)?.at],
    ["192.0.2.1", undefined],
  ])("%s / since when / the change that brought it", (address, since) => {
    expect(knownSince(address, calmView.history)).toBe(since);
  });

  test.each([
    [undefined, "Not checked yet"],
    [{ status: "unmanaged" } as const, "Not managed"],
    [{ status: "clear" } as const, "Cleared on purpose"],
    [{ status: "unavailable", reason: "x", source: "y" } as const, "Not available"],
  ])("%j / said / %s", (detection, words) => {
    expect(withoutAddress(detection)).toBe(words);
  });
});

describe("the history", () => {
  const cycles = pastCycles(calmView.history, stateOf());

  test("changes / by cycle / newest first, each with its names, what became of them, and the addresses once", () => {
    expect(
      cycles.map(({ subjects, outcome, moves, entries }) => [subjects, outcome, moves, entries.length]),
    ).toEqual([
      [
        "home.example.org A, vpn.example.org A and 2 more",
        "updated",
        [{ from: ["198.51.100.23"], to: ["203.0.113.7"] }],
        4,
      ],
      [
        "home.example.org A, vpn.example.org A and 2 more",
        "3 updated, 1 created",
        [
          { from: ["198.51.100.4"], to: ["198.51.100.23"] },
          { from: [], to: ["2001:db8:1:2:3:4:5:6"] },
        ],
        4,
      ],
      ["home.example.org A, vpn.example.org A", "created", [{ from: [], to: ["198.51.100.4"] }], 2],
    ]);
  });

  test("names of a cycle / opened / for people", () => {
    expect(cycles[0]?.entries.map(({ subject }) => subject).slice(2)).toEqual([
      "*.apps.bücher.example A",
      "WAF list home_ips",
    ]);
  });
});

describe("places", () => {
  const places = [
    { site: "", ipv4: true, ipv6: false },
    { site: "cabin", ipv4: false, ipv6: true },
    { site: "shed", ipv4: false, ipv6: false },
  ];

  test("before the first cycle / listed / what the settings name, no family without a source", () => {
    expect(placesOf({ ...stateOf({ report: undefined }), places })).toEqual([
      { site: "", shown: "home", ipv4: undefined, ipv6: "none" },
      { site: "cabin", shown: "cabin", ipv4: "none", ipv6: undefined },
    ]);
  });

  test("after it / listed / what was found; one place alone needs no name", () => {
    const { ipv4, ipv6 } = report().detections;
    expect(placesOf(stateOf())).toEqual([{ site: "", shown: undefined, ipv4, ipv6 }]);
    const unmanaged = report({ detections: { ipv4, ipv6: { status: "unmanaged" } } });
    expect(placesOf(stateOf({ report: unmanaged }))).toMatchObject([{ ipv4, ipv6: "none" }]);
  });

  test("a named site's record set before the first cycle / joined / says its site", () => {
    const state = stateOf({ report: undefined });
    const recordSets = state.recordSets.map((set) => ({ ...set, site: "cabin" }));
    expect(recordRows({ ...state, recordSets })[0]?.site).toBe("cabin");
  });
});
