/** The NAT verdict from sources to reports: combinations, surveys, sentences, entities. */

import { describe, expect, test } from "vitest";
import { deviceConfig } from "../../../../addon/mqtt/device/discovery.ts";
import { stateMessages } from "../../../../addon/mqtt/device/states.ts";
import { systemClock } from "../../../../src/adapters/clock.ts";
import { createSourceFactory, surveySources } from "../../../../src/adapters/sources/index.ts";
import { KEEP_ALL } from "../../../../src/core/address/filter.ts";
import { natVerdict } from "../../../../src/core/address/nat.ts";
import type { Detector } from "../../../../src/core/plan/target.ts";
import { describeReport } from "../../../../src/core/report/describe.ts";
import { reportAsJson } from "../../../../src/core/report/json.ts";
import { parseSource } from "../../../../src/core/source/parse.ts";
import type { SourceSpec } from "../../../../src/core/source/spec.ts";
import type { Address, Detection, NatEvidence } from "../../../../src/core/types.ts";
import { standingOf } from "../../../../src/cycle/standing.ts";
import { makeReport } from "../../../fakes/reports.ts";
import { makeView } from "../../../fakes/service.ts";
import { makeConfig } from "../../../fakes/settings.ts";
import { checkDeviceMessage } from "../../mqtt/discovery-validator.ts";
import { lookup, never, outcome, serve } from "../kit.ts";
import { natPmpReply, startRouter } from "./fake-router.ts";

/** A factory whose router says `router`, and whose page on the internet sees `seen`. */
async function scene(router: string, seen: string) {
  const fake = await startRouter({ natPmp: () => natPmpReply(router) });
  const page = await serve((_request, response) => response.end(seen));
  const base = `http://page.test:${page.port}/`;
  const endpoints = {
    ...fake.endpoints,
    trace: [`http://page.test:1/`],
    doh: "http://page.test:1/",
    ipify: { 4: base, 6: "http://page.test:1/" },
  };
  const factory = createSourceFactory({
    clock: systemClock,
    timeoutMs: 3000,
    rejectCloudflare: true,
    endpoints,
    lookup,
  });
  const detect = (spec: SourceSpec) => factory(spec).detect(4, never);
  return { factory, detect, fake, url: `url:${base}` };
}

function source(text: string): SourceSpec {
  const read = parseSource(text, 4);
  return read.ok ? read.value : expect.fail(read.reason);
}

const verdictOf = (detection: Detection) =>
  "nat" in detection && detection.nat !== undefined ? natVerdict(detection.nat) : undefined;

test.each<readonly [string, string, string, string, readonly string[] | RegExp]>([
  ["first(router:127.0.0.1; PAGE)", "5.6.7.8", "5.6.7.8", "unknown", ["5.6.7.8"]],
  ["first(router:127.0.0.1; PAGE)", "192.168.1.2", "5.6.7.8", "double_nat", ["5.6.7.8"]],
  ["first(router:127.0.0.1; PAGE)", "100.64.0.2", "5.6.7.8", "carrier_nat", ["5.6.7.8"]],
  ["first(router:127.0.0.1; PAGE)", "100.64.0.2", "nonsense", "carrier_nat", /carrier_nat.*nonsense/],
  ["first(PAGE; router:127.0.0.1)", "5.6.7.8", "nonsense", "unknown", ["5.6.7.8"]],
  ["agree(2; router:127.0.0.1; PAGE)", "5.6.7.8", "5.6.7.8", "direct", ["5.6.7.8"]],
  ["agree(2; router:127.0.0.1; ipify)", "5.6.7.8", "5.6.7.8", "direct", ["5.6.7.8"]],
  ["agree(2; router:127.0.0.1; PAGE)", "5.6.7.8", "9.9.9.9", "other_path", /fewer than 2 equal answers/],
  [
    "agree(2; router:127.0.0.1; static:9.9.9.9)",
    "5.6.7.8",
    "9.9.9.9",
    "unknown",
    /fewer than 2 equal answers/,
  ],
  ["all(router:127.0.0.1; PAGE)", "5.6.7.8", "9.9.9.9", "other_path", ["5.6.7.8", "9.9.9.9"]],
  ["agree(2; first(router:127.0.0.1; ipify); PAGE)", "10.0.0.1", "9.9.9.9", "double_nat", ["9.9.9.9"]],
  ["agree(2; router:127.0.0.1; first(ipify; PAGE))", "5.6.7.8", "5.6.7.8", "direct", ["5.6.7.8"]],
])("%s, the router says %s, the internet sees %s / ask / %s", async (text, router, seen, verdict, answer) => {
  const { detect, url } = await scene(router, seen);
  const detection = await detect(source(text.replaceAll("PAGE", url)));
  expect(verdictOf(detection)).toBe(verdict);
  if (answer instanceof RegExp) expect(outcome(detection)).toMatch(answer);
  else expect(outcome(detection)).toEqual(answer);
});

test("no router among them / ask / no evidence at all", async () => {
  const { detect, url } = await scene("5.6.7.8", "5.6.7.8");
  expect(await detect(source(`first(${url}; ipify)`))).not.toHaveProperty("nat");
});

describe("survey", () => {
  test("a router and the built-in sources, the same address / survey / direct", async () => {
    const { factory } = await scene("5.6.7.8", "5.6.7.8");
    const spec = source("router:127.0.0.1");
    const { sources, nat } = await surveySources([{ family: 4, spec }], factory, systemClock, never);
    expect(nat).toBe("direct");
    expect(sources[0]).toMatchObject({ name: "router:127.0.0.1", status: "known", addresses: ["5.6.7.8"] });
    expect(sources[0]?.durationMs).toBeLessThan(1000);
  });

  test("another address / survey / other_path; no router / no verdict", async () => {
    const { factory } = await scene("5.6.7.8", "9.9.9.9");
    const ask = (text: string) =>
      surveySources([{ family: 4, spec: source(text) }], factory, systemClock, never);
    expect((await ask("first(router:127.0.0.1; ipify)")).nat).toBe("other_path");
    expect(await ask("ipify")).not.toHaveProperty("nat");
  });
});

describe("report", () => {
  const detector = (text: string, site = "", family: 4 | 6 = 4): Detector => ({
    site,
    family,
    source: source(text),
    filter: KEEP_ALL,
    prefixLength: 32,
  });
  const silent = (nat?: NatEvidence): Detection => ({
    status: "unavailable",
    source: "router",
    reason: "silent",
    ...(nat && { nat }),
  });

  test("no router source / look / no verdict", () => {
    expect(standingOf(new Map([[detector("ipify"), silent()]]))).toBeUndefined();
  });

  test("a router that says nothing, or is asked for IPv6 alone / look / unknown", () => {
    expect(standingOf(new Map([[detector("router"), silent()]]))).toBe("unknown");
    expect(standingOf(new Map([[detector("first(router; ipify)", "", 6), silent()]]))).toBe("unknown");
  });

  test("routers of the home and of a site / look / the home's speaks first", () => {
    const at = (router: string): Detection => silent({ router: router as Address });
    const home = detector("router:192.168.0.1");
    const cabin = detector("router:192.168.1.1", "cabin");
    expect(
      standingOf(
        new Map([
          [cabin, at("10.0.0.1")],
          [home, at("100.64.0.1")],
        ]),
      ),
    ).toBe("carrier_nat");
    expect(
      standingOf(
        new Map([
          [cabin, at("10.0.0.1")],
          [home, silent()],
        ]),
      ),
    ).toBe("double_nat");
  });

  const failed = (reason: string) => ({
    detections: {
      ipv4: { status: "unavailable", source: "agree", reason, nat: {} } as Detection,
      ipv6: { status: "unmanaged" } as Detection,
    },
    ok: false,
  });

  test("a failure whose reason does not name the verdict / describe / it is named, and what it means", () => {
    const { failures } = describeReport(
      makeReport("5.6.7.8", { ...failed("no agreement"), nat: "other_path" }),
    );
    expect(failures[0]).toMatch(/\(agree: no agreement; other_path: the internet sees another address/);
  });

  test("a failure whose reason names it, or a verdict that explains nothing / describe / nothing is added", () => {
    for (const [reason, nat] of [
      ["has none (carrier_nat)", "carrier_nat"],
      ["silent", "unknown"],
    ] as const) {
      const { failures } = describeReport(makeReport("5.6.7.8", { ...failed(reason), nat }));
      expect(failures[0]).toContain(`(agree: ${reason})`);
    }
  });

  test("as JSON / with a router source / beside the detections; without / absent", () => {
    expect(reportAsJson(makeReport("5.6.7.8", { nat: "direct" }))).toMatchObject({ nat: "direct" });
    expect(reportAsJson(makeReport("5.6.7.8"))).not.toHaveProperty("nat");
  });
});

describe("MQTT", () => {
  const withRouter = makeConfig({
    sources: { ipv4: source("first(router; cloudflare.trace)"), ipv6: { kind: "none" } },
  });
  const view = makeView({ report: makeReport("5.6.7.8", { nat: "double_nat" }) });

  test("a router source / announce / an enum for diagnosis, and its state", () => {
    const { topic, payload } = deviceConfig(withRouter, "1.0.0");
    expect(JSON.parse(payload).components.nat).toMatchObject({
      platform: "sensor",
      device_class: "enum",
      entity_category: "diagnostic",
      options: ["direct", "double_nat", "carrier_nat", "other_path", "unknown"],
    });
    const documents = new Map(
      stateMessages(view, withRouter).map((message) => [message.topic, message.payload]),
    );
    expect(checkDeviceMessage(topic, payload, { documents })).toEqual([]);
    expect(JSON.parse(documents.get("cloudflare_ddns/main/state") ?? "{}").nat).toBe("double_nat");
  });

  test("at a named site / announce / there too; none / no entity, no state", () => {
    const site = {
      name: "cabin",
      sources: { ipv4: source("router:192.168.1.1"), ipv6: source("none") },
      prefixLengths: { ipv4: 32, ipv6: 64 },
    };
    const announced = (config = makeConfig()) => JSON.parse(deviceConfig(config, "1.0.0").payload).components;
    expect(announced(makeConfig({ sites: [site] }))).toHaveProperty("nat");
    expect(announced()).not.toHaveProperty("nat");
    expect(JSON.parse(stateMessages(view, makeConfig())[0]?.payload ?? "{}")).not.toHaveProperty("nat");
  });
});
