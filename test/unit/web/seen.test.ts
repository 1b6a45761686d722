/** What the page says about whether the world sees a record set: a "no" is told, silence is no problem. */

import { describe, expect, test } from "vitest";
import type { ServiceView } from "../../../addon/service/service-view.ts";
import { recordRows } from "../../../addon/web/client/words/rows.ts";
import { verdictOn } from "../../../addon/web/client/words/verdict.ts";
import { dashboardState } from "../../../addon/web/server/state.ts";
import type { RecordVerification } from "../../../src/core/witness/verification.ts";
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

  const zone = "example.org" as RecordVerification["name"];
  const records = report().records.map((record) => ({ ...record, zone }));

  test("its zone is led to another provider / shown / not seen, whatever Cloudflare's servers say", () => {
    const zones = [
      { zone, delegation: "elsewhere", nameServers: ["ada", "bob"], ledTo: ["ns1.other.example"] },
    ] as const;
    const row = rowOf({ report: report({ records }), seen: { ...verification({}), zones }, seenAt: ASKED });
    expect(row?.seen?.verdict).toBe("no");
    expect(row?.notes).toEqual([
      {
        text: "Your domain example.org is delegated to another provider: ns1.other.example. Enter Cloudflare's name servers, ada and bob, at its registrar.",
        mild: true,
      },
    ]);
  });

  test("DNSSEC of its zone is broken / shown / not seen by who checks, with the reason", () => {
    const zones = [{ zone, delegation: "cloudflare", nameServers: [], dnssec: "broken" }] as const;
    const seen = verification({});
    const witnesses =
      seen.records[0]?.witnesses.map((one) => ({ ...one, dnssec: "no key matches the DS record" })) ?? [];
    const row = rowOf({
      report: report({ records }),
      seen: { ...verification({ published: "unknown", witnesses }), zones },
      seenAt: ASKED,
    });
    expect(row?.seen).toMatchObject({ verdict: "no", reason: expect.stringMatching(/^DNSSEC is broken: /) });
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
