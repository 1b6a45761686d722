/** The survey: which sources are asked, in which order, and how each is told. */

import { expect, onTestFinished, test } from "vitest";
import { renderDetect } from "../../../addon/cli/render-detect.ts";
import { surveySources } from "../../../src/adapters/sources/index.ts";
import type { SourceSpec } from "../../../src/core/source/spec.ts";
import type { Detection } from "../../../src/core/types.ts";
import type { SourceFactory } from "../../../src/ports.ts";
import { namedSources } from "../../../src/settings/index.ts";
import { createVirtualClock } from "../../clock.ts";
import { createBench, known4, mqtt, never } from "./kit.ts";

const BUILT_IN = ["cloudflare.trace", "cloudflare.doh", "ipify", "local"];

/** Sources that take a second each. */
function createFactory(answer: (spec: SourceSpec) => Detection) {
  const clock = createVirtualClock();
  const factory: SourceFactory = (spec) => ({
    name: "unused",
    async detect() {
      await clock.sleep(1000);
      return answer(spec);
    },
  });
  return { clock, factory };
}

test("nested sources / survey / all at once: heads, members once each, the built-in ones besides", async () => {
  const { clock, factory } = createFactory(() => known4("8.8.8.8"));
  const nested: SourceSpec = {
    kind: "first",
    members: [{ kind: "ipify" }, { kind: "agree", count: 1, members: [mqtt("a"), { kind: "ipify" }] }],
  };
  const surveyed = surveySources(
    [
      { family: 4, spec: nested },
      { family: 6, spec: { kind: "cloudflare.trace" } },
    ],
    factory,
    clock,
    never,
  );
  await clock.advance(1000);
  const { sources: entries } = await surveyed;
  expect(entries.map(({ name, family, configured }) => `${name} ${family} ${configured}`)).toEqual([
    "first(ipify; agree(1; mqtt:a; ipify)) 4 true",
    "cloudflare.trace 6 true",
    "ipify 4 true",
    "agree(1; mqtt:a; ipify) 4 true",
    "mqtt:a 4 true",
    ...BUILT_IN.filter((name) => name !== "ipify").map((name) => `${name} 4 false`),
    ...BUILT_IN.filter((name) => name !== "cloudflare.trace").map((name) => `${name} 6 false`),
  ]);
  expect(new Set(entries.map(({ durationMs }) => durationMs))).toEqual(new Set([1000]));
});

test("each kind of answer / survey / as section 7 of the design shows it", async () => {
  const answers: Readonly<Partial<Record<SourceSpec["kind"], Detection>>> = {
    ipify: { status: "unavailable", reason: "no", source: "ipify", code: "NO_AGREEMENT" },
    none: { status: "unmanaged" },
    "static.empty": { status: "clear" },
  };
  const { clock, factory } = createFactory((spec) => answers[spec.kind] ?? known4("8.8.8.8"));
  const surveyed = surveySources(
    [
      { family: 4, spec: { kind: "none" } },
      { family: 6, spec: { kind: "static.empty" } },
    ],
    factory,
    clock,
    never,
  );
  await clock.advance(1000);
  const { sources: entries } = await surveyed;
  const shared = { configured: true, durationMs: 1000 };
  expect(entries[0]).toEqual({ ...shared, name: "none", family: 4, status: "unmanaged" });
  expect(entries[1]).toEqual({ ...shared, name: "static.empty", family: 6, status: "clear" });
  expect(entries.find(({ name }) => name === "ipify")).toEqual({
    name: "ipify",
    family: 4,
    configured: false,
    status: "unavailable",
    reason: "no",
    durationMs: 1000,
  });
  expect(entries.find(({ name }) => name === "local")).toMatchObject({
    status: "known",
    addresses: ["8.8.8.8"],
  });
});

test("named sites / survey, shown / each with its own sources; the router of another site says nothing of the home", async () => {
  const { clock, factory } = createFactory((spec) =>
    spec.kind === "router" ? { ...known4("8.8.4.4"), router: { address: "8.8.4.4" } } : known4("8.8.8.8"),
  );
  const config = {
    sources: { ipv4: { kind: "ipify" }, ipv6: { kind: "none" } },
    prefixLengths: { ipv4: 32, ipv6: 64 },
    sites: [
      {
        name: "cabin",
        sources: {
          ipv4: { kind: "first", members: [{ kind: "router" }, { kind: "ipify" }] },
          ipv6: { kind: "none" },
        },
        prefixLengths: { ipv4: 32, ipv6: 56 },
      },
    ],
  } as const;
  const surveyed = surveySources(namedSources(config), factory, clock, never);
  await clock.advance(1000);
  const { sources: entries, nat } = await surveyed;
  expect(nat).toBeUndefined();
  expect(
    entries
      .filter(({ configured }) => configured)
      .map(({ site, family, name }) => `${site} ${family} ${name}`),
  ).toEqual([
    "undefined 4 ipify",
    "undefined 6 none",
    "cabin 4 first(router; ipify)",
    "cabin 6 none",
    "cabin 4 router",
    "cabin 4 ipify",
  ]);
  expect(entries.filter(({ configured, site }) => !configured && site !== undefined)).toEqual([]);
  const [home, , cabin] = renderDetect({ sources: entries }, 0, (text) => text);
  expect(home).toMatch(/^\* {7}IPv4 {2}ipify/);
  expect(cabin).toMatch(/^\* cabin IPv4 {2}first\(router; ipify\)/);
});

test("an address that somebody told / survey, shown / with its time, for people with its age", async () => {
  const toldAt = "2026-01-01T09:00:00.000Z";
  const { clock, factory } = createFactory((spec) =>
    spec.kind === "push" ? { ...known4("8.8.8.8"), toldAt } : { status: "unmanaged" },
  );
  const spec: SourceSpec = { kind: "first", members: [{ kind: "push", client: "fritzbox" }] };
  const surveyed = surveySources([{ family: 4, spec }], factory, clock, never);
  await clock.advance(1000);
  const { sources: entries } = await surveyed;
  expect(entries.find(({ name }) => name === "push:fritzbox")).toMatchObject({ status: "known", toldAt });
  expect(entries.find(({ name }) => name === "ipify")).not.toHaveProperty("toldAt");
  const shown = renderDetect({ sources: entries }, Date.parse("2026-01-01T12:05:30.000Z"), (text) => text);
  expect(shown.filter((line) => line.includes("push:fritzbox "))).toEqual([
    expect.stringMatching(/8\.8\.8\.8, told 3 h 5 min ago$/),
  ]);
  expect(shown.join("\n").match(/told/g)).toHaveLength(1);
});

test("more sources than Node 20 allows listeners / surveyed, agreed on / no warning of a leak", async () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => warnings.push(warning);
  process.on("warning", onWarning);
  onTestFinished(() => void process.off("warning", onWarning));
  const { factory, clock } = createBench({
    push: {
      mqtt: () => ({
        name: "m",
        async detect(_family, signal) {
          await clock.sleep(10, signal);
          return known4("8.8.8.8");
        },
      }),
    },
    endpoints: { trace: [], doh: "", ipify: { 4: "", 6: "" } },
  });
  const members = Array.from({ length: 20 }, (_, index) => mqtt(`${index}`));
  const surveyed = surveySources(
    [{ family: 4, spec: { kind: "agree", count: 20, members } }],
    factory,
    clock,
    never,
  );
  await clock.advance(5000);
  expect((await surveyed).sources[0]).toMatchObject({ status: "known" });
  await clock.advance(0);
  expect(warnings).toEqual([]);
});

test("two URLs of one host / survey / both are asked", async () => {
  const { clock, factory } = createFactory(() => known4("8.8.8.8"));
  const url = (path: string): SourceSpec => ({ kind: "url", url: `https://a.example/${path}` });
  const surveyed = surveySources(
    [{ family: 4, spec: { kind: "first", members: [url("one"), url("two"), url("one")] } }],
    factory,
    clock,
    never,
  );
  await clock.advance(1000);
  expect((await surveyed).sources.filter(({ name }) => name === "url:https://a.example/")).toHaveLength(2);
});

test("a default prefix length of the settings / surveyed / the source is asked with it, others with none", async () => {
  const asked: unknown[] = [];
  const factory: SourceFactory = (spec) => ({
    name: spec.kind,
    detect: async (_family, _signal, prefixLength) => {
      if (spec.kind === "mqtt") asked.push(prefixLength);
      else expect(prefixLength).toBeUndefined();
      return known4("8.8.8.8");
    },
  });
  const all = { kind: "all", members: [mqtt("a"), mqtt("b")] } as const;
  const configured = [{ family: 4, spec: all, prefixLength: 24 }] as const;
  const single = [{ family: 4, spec: mqtt("c"), prefixLength: 24 }] as const;
  const clock = createVirtualClock();
  await surveySources(single, factory, clock, never);
  expect(asked).toEqual([24]);
  const members: SourceFactory = (spec) => ({
    ...factory(spec),
    ...(spec.kind === "all" && { detect: async () => known4("8.8.8.8") }),
  });
  await surveySources(configured, members, clock, never);
  expect(asked).toEqual([24, 24, 24]);
});
