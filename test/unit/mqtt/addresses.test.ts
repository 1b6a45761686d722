/** What the device knows of addresses: kept through silence, since when, what an event is worth, how often they change. */

import { expect, test } from "vitest";
import {
  changesWithinADay,
  HOME,
  type KnownAddresses,
  learnAddresses,
  parseKnownAddresses,
  shownAddress,
  sitePlaces,
} from "../../../addon/mqtt/device/addresses.ts";
import { stateMessages } from "../../../addon/mqtt/device/states.ts";
import type { Address, Detection } from "../../../src/core/types.ts";
import type { HistoryEntry } from "../../../src/ports.ts";
import { makeReport } from "../../fakes/reports.ts";
import { makeView } from "../../fakes/service.ts";
import { makeConfig } from "../../fakes/settings.ts";

const EARLY = "2026-01-01T00:00:00.000Z";
const NOW = "2026-01-01T00:05:00.000Z";
const LATER = "2026-01-02T00:00:00.000Z";

const known = (...addresses: readonly string[]): Detection => {
  const [first = "", ...rest] = addresses.map((address) => ({ address: address as Address }));
  return { status: "known", source: "test", addresses: [first || { address: "" as Address }, ...rest] };
};
const silent: Detection = { status: "unavailable", reason: "nobody answers", source: "test" };
const at = (address: string, since: string | null = EARLY) => ({ address, since });
const view = (ipv4: Detection, ipv6: Detection, history: readonly HistoryEntry[] = []) => ({
  report: makeReport("203.0.113.7", { startedAt: NOW, detections: { ipv4, ipv6 } }),
  history,
});
const updated = (what: string, when: string, to: readonly string[] = []): HistoryEntry => ({
  at: when,
  what,
  outcome: "updated",
  from: [],
  to,
});

test.each<
  [what: string, before: KnownAddresses, Detection, Detection, events: string[], after: KnownAddresses]
>([
  ["first ever", { ipv4: null, ipv6: null }, known("a"), silent, [], { ipv4: at("a", NOW), ipv6: null }],
  [
    "the same",
    { ipv4: at("a"), ipv6: at("b") },
    known("a"),
    known("b"),
    [],
    { ipv4: at("a"), ipv6: at("b") },
  ],
  [
    "the same two in another order",
    { ipv4: at("a, b"), ipv6: null },
    known("b", "a"),
    silent,
    [],
    { ipv4: at("a, b"), ipv6: null },
  ],
  ["silent", { ipv4: at("a"), ipv6: null }, silent, silent, [], { ipv4: at("a"), ipv6: null }],
  [
    "others",
    { ipv4: at("a"), ipv6: at("b") },
    known("c"),
    known("d"),
    ["ipv4_changed 4 a c", "ipv6_changed 6 b d"],
    { ipv4: at("c", NOW), ipv6: at("d", NOW) },
  ],
  [
    "an older version did not remember",
    { ipv4: at("a", null), ipv6: null },
    known("a"),
    silent,
    [],
    { ipv4: at("a", NOW), ipv6: null },
  ],
])("%s / learn / events and what is known after", (_, before, ipv4, ipv6, events, after) => {
  const learned = learnAddresses(before, view(ipv4, ipv6));
  expect(
    learned.events.map(({ event_type, family, from, to }) => `${event_type} ${family} ${from} ${to}`),
  ).toEqual(events);
  expect(learned.known).toEqual(after);
});

test("an address that was published before the broker knew of us / since then", () => {
  const history = [updated("home.example.org A", EARLY, ["a"]), updated("home.example.org AAAA", NOW, ["a"])];
  const { known: after } = learnAddresses({ ipv4: null, ipv6: null }, view(known("a"), silent, history));
  expect(after["ipv4"]).toEqual(at("a", EARLY));
});

test.each<[what: string, Detection | undefined, shown: string | null]>([
  ["known", known("a"), "a"],
  ["silent for a while", silent, "a"],
  ["before the first cycle", undefined, "a"],
  ["absent: this home has none", { ...silent, absent: true }, null],
  ["cleared by static.empty", { status: "clear" }, null],
  ["not managed", { status: "unmanaged" }, null],
])("%s / shown / %s", (_, detection, shown) => {
  expect(shownAddress(detection, at("a"))?.address ?? null).toBe(shown);
});

test("a source that falls silent / state / the address stays, since when too, and the problem says so", () => {
  const report = makeReport("203.0.113.7", {
    ok: false,
    detections: { ipv4: silent, ipv6: { status: "unmanaged" } },
  });
  const before = { ipv4: at("198.51.100.1"), ipv6: null };
  const lastError = "No IPv4 address: nobody answers";
  const [state] = stateMessages(makeView({ report, status: "error", lastError }), makeConfig(), before);
  expect(JSON.parse(state?.payload ?? "")).toMatchObject({
    ipv4: "198.51.100.1",
    ipv4_since: EARLY,
    problem: true,
    last_error: lastError,
  });
});

test("a state document / read back / its addresses with their times; garbage / none", () => {
  const state = stateMessages(makeView(), makeConfig())[0]?.payload ?? "";
  expect(parseKnownAddresses(state)).toEqual({ ipv4: at("203.0.113.7", NOW), ipv6: null });
  expect(parseKnownAddresses('{"ipv4":"203.0.113.7"}')["ipv4"]).toEqual(at("203.0.113.7", null));
  for (const garbage of ["", "{", "[]", "null", '{"ipv4":5}', '"x"'])
    expect(parseKnownAddresses(garbage)).toEqual({ ipv4: null, ipv6: null });
});

test.each<[what: string, history: readonly HistoryEntry[], changes: number]>([
  ["nothing", [], 0],
  ["two names of one family that moved together", [updated("a A", NOW), updated("b A", NOW)], 1],
  ["a name that followed later", [updated("a A", NOW), updated("b A", "2026-01-01T00:06:00.000Z")], 1],
  ["both families", [updated("a A", NOW), updated("a AAAA", NOW)], 2],
  ["twice", [updated("a A", NOW), updated("a A", "2026-01-01T09:00:00.000Z"), updated("b A", NOW)], 2],
  ["longer ago than a day", [updated("a A", "2025-12-31T23:00:00.000Z")], 0],
  ["created, not changed", [{ ...updated("a A", NOW), outcome: "created" }], 0],
  ["lists alone", [updated("account/home", NOW), updated("account/home", LATER)], 2],
  ["a list beside names", [updated("account/home", NOW), updated("a A", NOW)], 1],
])("%s / count the changes of a day", (_, history, changes) => {
  expect(changesWithinADay(history, LATER)).toBe(changes);
  expect(changesWithinADay(history, undefined)).toBe(0);
});

test("a named site / learn, show, tell / its own address, its own event; the home's is another", () => {
  const config = makeConfig({
    sites: [
      {
        name: "2nd",
        sources: { ipv4: { kind: "cloudflare.trace" }, ipv6: { kind: "none" } },
        prefixLengths: { ipv4: 32, ipv6: 64 },
      },
    ],
  });
  const report = (address: string) =>
    makeReport("203.0.113.7", { sites: { "2nd": { ipv4: known(address), ipv6: { status: "unmanaged" } } } });
  const places = [...HOME, ...sitePlaces(config)];
  const before = { ipv4: at("203.0.113.7"), ipv6: null, "2nd_ipv4": at("a") };
  const learned = learnAddresses(before, { report: report("b"), history: [] }, places);
  expect(learned.events).toEqual([
    { event_type: "2nd_ipv4_changed", family: 4, site: "2nd", from: "a", to: "b" },
  ]);
  const [state] = stateMessages(makeView({ report: report("b") }), config, before);
  expect(JSON.parse(state?.payload ?? "")).toMatchObject({ ipv4: "203.0.113.7", "2nd_ipv4": "b" });
  expect(parseKnownAddresses(state?.payload ?? "", places)["2nd_ipv4"]).toEqual(at("b", NOW));
  expect(state?.payload).not.toContain("2nd_ipv6");
});
