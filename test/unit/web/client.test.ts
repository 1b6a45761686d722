/** The page's pure parts: its words, its rows, its verdict, its plan. */

import { describe, expect, test } from "vitest";
import type { ServiceView } from "../../../addon/service/service-view.ts";
import { knownSince, withoutAddress } from "../../../addon/web/client/words/address-words.ts";
import { changeCount, planGroups } from "../../../addon/web/client/words/plan-lines.ts";
import { listRows, recordRows, rightWords, sameSet } from "../../../addon/web/client/words/rows.ts";
import { ago, span, until } from "../../../addon/web/client/words/time-words.ts";
import { verdictOn } from "../../../addon/web/client/words/verdict.ts";
import { dashboardState } from "../../../addon/web/server/state.ts";
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
      recordRows(stateOf()).map((row) => [row.name, row.type, row.mood, row.word, row.proxied, row.ttl]),
    ).toEqual([
      ["home.example.org", "A", "right", "updated", false, 1],
      ["home.example.org", "AAAA", "right", "right", false, 1],
      ["vpn.example.org", "A", "right", "right", false, 120],
      ["*.apps.xn--bcher-kva.example", "A", "right", "right", true, 1],
    ]);
  });

  test("no report yet / joined / every row unknown, attributes as set", () => {
    const rows = recordRows(stateOf({ report: undefined }));
    expect(rows.map((row) => row.mood)).toEqual(["unknown", "unknown", "unknown", "unknown"]);
    expect(rows.at(-1)?.proxied).toBe(true);
    expect(listRows(stateOf({ report: undefined }))).toMatchObject([
      { name: "home_ips", mood: "unknown", items: [] },
    ]);
  });

  test("rows / counted / words, none while nothing was looked at", () => {
    expect(rightWords(recordRows(stateOf()))).toBe("4 of 4 right");
    expect(rightWords(recordRows(stateOf({ report: undefined })))).toBeUndefined();
    expect(rightWords([])).toBeUndefined();
  });

  test("a name only the report knows / joined / comes last", () => {
    const records = [...report().records, recordReport("late.example.org", "A", "created")];
    expect(recordRows(stateOf({ report: report({ records }) })).at(-1)).toMatchObject({
      name: "late.example.org",
      word: "created",
    });
  });

  test("a list just updated / shown / kept and added items, once each", () => {
    const [kept] = wafReport().kept;
    if (kept === undefined) throw new Error("the fixture has items");
    const lists = [wafReport({ outcome: "updated", kept: [kept], added: [kept] })];
    expect(listRows(stateOf({ report: report({ lists }) }))[0]?.items).toEqual([kept]);
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
