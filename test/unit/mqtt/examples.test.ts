/** The examples for Home Assistant: readable, and of entities that are really announced. */

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { deviceConfig } from "../../../addon/mqtt/device/discovery.ts";
import { NAT_VERDICTS } from "../../../src/core/types.ts";
import { listTarget, makeConfig, recordTarget } from "../../fakes/settings.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const EXAMPLES = readdirSync(`${root}examples/home-assistant`);
const textOf = (path: string): string => readFileSync(`${root}${path}`, "utf8");

/** A home that has all there is: verification, a router, a second place. */
const { payload } = deviceConfig(
  makeConfig({
    verify: "authoritative",
    records: [
      recordTarget("home.example.org", "A"),
      {
        ...recordTarget("home.example.org", "AAAA"),
        detector: { ...recordTarget("home.example.org", "AAAA").detector, source: { kind: "router" } },
      },
    ],
    lists: [listTarget("home_ips")],
    sources: { ipv4: { kind: "router" }, ipv6: { kind: "cloudflare.trace" } },
    sites: [
      {
        name: "cabin",
        sources: { ipv4: { kind: "cloudflare.trace" }, ipv6: { kind: "none" } },
        prefixLengths: { ipv4: 32, ipv6: 64 },
      },
    ],
  }),
  "1.0.0",
);
const announced = new Set(
  Object.values(
    (JSON.parse(payload) as { components: Record<string, { default_entity_id: string }> }).components,
  ).map(({ default_entity_id: id }) => id),
);

function entitiesIn(text: string): readonly string[] {
  return [
    ...new Set(text.match(/\b(?:binary_sensor|sensor|switch|button|event)\.cloudflare_ddns_[a-z0-9_]+/g)),
  ];
}

test.each(EXAMPLES)("%s / read / YAML with something in it", (name) => {
  const value: unknown = parse(textOf(`examples/home-assistant/${name}`));
  expect(Object.keys(value as object).length).toBeGreaterThan(0);
});

test.each([...EXAMPLES.map((name) => `examples/home-assistant/${name}`), "DOCS.md"])(
  "%s / its entities / each is announced",
  (path) => {
    const named = entitiesIn(textOf(path));
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((id) => !announced.has(id))).toEqual([]);
  },
);

describe("the automations", () => {
  const automations = parse(textOf("examples/home-assistant/automations.yaml")) as readonly {
    readonly id: string;
    readonly alias: string;
    readonly triggers: readonly { readonly entity_id?: string; readonly to?: readonly string[] }[];
  }[];

  test("each / an id and an alias of its own", () => {
    expect(new Set(automations.map(({ id }) => id)).size).toBe(automations.length);
    expect(new Set(automations.map(({ alias }) => alias)).size).toBe(automations.length);
  });

  test("the verdicts on NAT / waited for / exist", () => {
    const [waited = []] = automations.flatMap(({ triggers }) =>
      triggers.flatMap(({ entity_id: id, to }) => (id === "sensor.cloudflare_ddns_nat" ? [to ?? []] : [])),
    );
    expect(waited.length).toBeGreaterThan(0);
    for (const verdict of waited) expect(NAT_VERDICTS).toContain(verdict);
  });

  test("all of them / what the newer sensors tell / is used", () => {
    const named = entitiesIn(textOf("examples/home-assistant/automations.yaml")).join(" ");
    for (const part of [
      "_published",
      "_address_changes",
      "_public_ipv4_since",
      "_nat",
      "_problem",
      "_ip_changed",
    ])
      expect(named).toContain(part);
  });
});
