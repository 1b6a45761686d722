/** `homeassistant:` sources in Node-RED: what the palette's global context says, and when it does not count. */

import { describe, expect, test } from "vitest";
import { homeAssistantSource } from "../../nodes/detect-ip/home-assistant.ts";
import { observe } from "../../nodes/detect-ip/sources.ts";
import type { ContextScope } from "../../nodes/shared/node-red.ts";
import { parseSource } from "../../src/core/source/parse.ts";
import type { SourceFactory } from "../../src/ports.ts";
import { addressOf, good } from "../unit/core/values.ts";

const V4 = "81.2.69.142";
const entity = (state: unknown, attributes: object = {}) => ({
  entity_id: "sensor.wan_ip",
  state,
  attributes,
});
const server = (states: object, more: object = {}) => ({
  states,
  services: {},
  isConnected: true,
  isRunning: true,
  ...more,
});

async function ask(servers: unknown, source = "homeassistant:sensor.wan_ip") {
  const global = {
    get: (_key: string, _store: unknown, callback: (error: unknown, value?: unknown) => void) =>
      callback(null, servers),
  } as unknown as ContextScope;
  const detection = await homeAssistantSource(good(parseSource(source, 4)), global).detect(
    4,
    new AbortController().signal,
  );
  return detection.status === "known"
    ? detection.addresses.map(({ address }) => address)
    : detection.status === "unavailable" && detection.reason;
}

test("a state, an attribute, a field of one, a second server / asked / known", async () => {
  const states = { "sensor.wan_ip": entity(V4, { v4: V4, wan: { ip: V4 } }) };
  expect(await ask({ home: server(states) })).toEqual([V4]);
  expect(await ask({ home: server(states) }, "homeassistant:sensor.wan_ip#v4")).toEqual([V4]);
  expect(await ask({ home: server(states) }, "homeassistant:sensor.wan_ip#wan.ip")).toEqual([V4]);
  expect(await ask({ cabin: server({}), home: server(states) })).toEqual([V4]);
  expect(await ask({ home: { states } })).toEqual([V4]);
});

describe("Home Assistant is gone", () => {
  const old = { "sensor.wan_ip": entity(V4) };
  const gone = { isConnected: false, isRunning: false };

  test("the palette still has the state / asked / not connected, so it does not count", async () => {
    expect(await ask({ home: server(old, gone) })).toContain("not connected");
    expect(await ask({ home: server({}, gone) })).toContain("not connected");
    expect(await ask({ home: gone })).toContain("not connected");
  });

  test("another server is there / asked / that one answers, or nobody", async () => {
    expect(
      await ask({ home: server(old, gone), cabin: server({ "sensor.wan_ip": entity("8.8.4.4") }) }),
    ).toEqual(["8.8.4.4"]);
    expect(await ask({ home: server(old, gone), cabin: server({}) })).toContain("not connected");
  });
});

test.each(["unavailable", "unknown", "", " ", "Unavailable", "none", null, undefined])(
  "state %j with attributes of better days / asked / nothing is known",
  async (state) => {
    const servers = { home: server({ "sensor.wan_ip": entity(state, { ip: V4 }) }) };
    expect(typeof (await ask(servers))).toBe("string");
    expect(await ask(servers, "homeassistant:sensor.wan_ip#ip")).toContain("sensor.wan_ip is");
  },
);

test.each([undefined, null, {}, { home: {} }, { home: { states: null } }, [], "x"])(
  "the global context holds %j / asked / told which tick is missing",
  async (servers) => {
    expect(await ask(servers)).toContain('tick "Enable global context store"');
  },
);

test("no such entity, no such attribute, a private address / asked / told apart", async () => {
  expect(await ask({ home: server({}) })).toBe("Home Assistant has no entity sensor.wan_ip");
  const states = { "sensor.wan_ip": entity("192.168.1.7") };
  expect(await ask({ home: server(states) }, "homeassistant:sensor.wan_ip#ip")).toContain(
    "attribute ip is not there",
  );
  expect(await ask({ home: server(states) })).toContain("private (RFC 1918)");
});

test("one of two lines is silent / observed / no address, since the other line's must not take its place", async () => {
  const [a, b] = [addressOf("8.8.8.8"), addressOf("8.8.4.4")];
  const make =
    (silence?: string): SourceFactory =>
    () => ({
      name: "all",
      detect: async () => ({
        status: "known",
        source: "all",
        addresses: [{ address: b }],
        lines: [
          {
            name: "a",
            addresses: silence === undefined ? [{ address: a }] : [],
            ...(silence && { silence }),
          },
          { name: "b", addresses: [{ address: b }] },
        ],
      }),
    });
  const settings = { sources: { 4: good(parseSource("all(local; ipify)", 4)), 6: undefined } };
  const ask = async (silence?: string) =>
    (await observe(settings as never, make(silence))(new AbortController().signal))[0]?.detection;
  expect(await ask("nobody answers")).toMatchObject({ status: "unavailable", reason: "a: nobody answers" });
  expect(await ask()).toMatchObject({ status: "known" });
});
