/** What the page says about whether the world sees a record set: a "no" is told, silence is no problem. */

import { describe, expect, test } from "vitest";
import type { ServiceView } from "../../../addon/service/service-view.ts";
import { recordRows } from "../../../addon/web/client/words/rows.ts";
import { verdictOn } from "../../../addon/web/client/words/verdict.ts";
import { dashboardState } from "../../../addon/web/server/state.ts";
import { clockAtStart, fakeService, minutesBefore, report, verification } from "./scene.ts";

const ASKED = minutesBefore(4);

const stateOf = (view: Partial<ServiceView>) => {
  const service = fakeService(view);
  return dashboardState(service, service.view, clockAtStart(), { version: "1", survey: false });
};
const rowOf = (view: Partial<ServiceView>) => recordRows(stateOf(view))[0];

describe("one record set", () => {
  test("nobody was asked / shown / nothing about it", () => {
    expect(rowOf({})?.seen).toBeUndefined();
  });

  test("seen / shown / so, when, and by whom", () => {
    const row = rowOf({ seen: verification({}), seenAt: ASKED });
    expect(row?.seen).toEqual({
      verdict: "yes",
      words: "Seen by the world",
      at: ASKED,
      reason: null,
      witnesses: ["ada.ns.cloudflare.example: 203.0.113.7 (TTL 300)"],
    });
    expect(row?.notes).toEqual([]);
  });

  test("not seen / shown / the reason below the row", () => {
    const reason = "ada.ns.cloudflare.example still answers 198.51.100.23. Wait for its TTL.";
    const row = rowOf({ seen: verification({ published: "no", reason }), seenAt: ASKED });
    expect(row?.seen).toMatchObject({ verdict: "no", words: "Not seen by the world" });
    expect(row?.notes).toEqual([{ text: reason, mild: true }]);
  });

  test("not known / shown / its reason on demand, no note", () => {
    const row = rowOf({
      seen: verification({ published: "unknown", reason: "Port 53 is closed." }),
      seenAt: ASKED,
    });
    expect(row?.seen).toMatchObject({ verdict: "unknown", reason: "Port 53 is closed." });
    expect(row?.notes).toEqual([]);
    expect(row?.mood).toBe("right");
  });

  test("written since it was asked / shown / nothing old", () => {
    expect(
      rowOf({ seen: verification({ published: "no", reason: "old" }), seenAt: undefined }),
    ).toMatchObject({
      seen: { verdict: "asking", reason: null, witnesses: [] },
      notes: [],
    });
  });

  test("its zone is delegated elsewhere / shown / not seen, whatever Cloudflare's servers say", () => {
    const records = report().records.map((record) => ({ ...record, zone: "example.org" as never }));
    const row = rowOf({
      report: report({ records }),
      seen: {
        ...verification({}),
        zones: [{ zone: "example.org" as never, delegation: "elsewhere", nameServers: ["ada", "bob"] }],
      },
      seenAt: ASKED,
    });
    expect(row?.seen?.verdict).toBe("no");
    expect(row?.notes).toEqual([
      {
        text: "The zone example.org is not delegated to Cloudflare. Enter ada and bob at the registrar of the domain.",
        mild: true,
      },
    ]);
  });
});

describe("the verdict", () => {
  test.each([
    ["yes", "good", "All is right"],
    ["unknown", "good", "All is right"],
    ["no", "warn", "Right at Cloudflare, but not seen by the world"],
  ] as const)("the world says %s / judged / %s, %s", (published, tone, headline) => {
    const state = stateOf({ seen: verification({ published, reason: null }), seenAt: ASKED });
    expect(verdictOn(state)).toMatchObject({ tone, headline });
  });

  test("it is asked again / judged / no alarm from before", () => {
    const state = stateOf({ seen: verification({ published: "no" }), seenAt: undefined });
    expect(verdictOn(state).tone).toBe("good");
  });
});
