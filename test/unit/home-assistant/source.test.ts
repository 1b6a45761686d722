/** An entity as source: what it says counts, what it does not know starts nothing (D6). */

import { expect, test } from "vitest";
import type { Followed } from "../../../addon/home-assistant/connection.ts";
import { homeAssistantSource } from "../../../addon/home-assistant/source.ts";

function setUp(attribute?: string) {
  let say = (_: Followed): void => {};
  let calls = 0;
  const source = homeAssistantSource(
    { kind: "homeassistant", entity: "sensor.ip", ...(attribute === undefined ? {} : { attribute }) },
    {
      homeAssistant: {
        follow(_, listener) {
          say = listener;
          listener({ kind: "waiting" });
          return () => {};
        },
      },
      rejectCloudflare: true,
    },
  );
  source.watch?.(4, () => {
    calls += 1;
  });
  return {
    state: (state: string, attributes: Record<string, unknown> = {}) =>
      say({ kind: "known", state: { state, attributes } }),
    say: (followed: Followed) => say(followed),
    calls: () => calls,
  };
}

test("a restart of Home Assistant: gone, unavailable, unknown, the same again / not one cycle", () => {
  const { state, say, calls } = setUp();
  state("93.184.216.34");
  expect(calls()).toBe(1);
  say({ kind: "failed", reason: "Home Assistant cannot be reached" });
  say({ kind: "waiting" });
  say({ kind: "missing" });
  for (const word of ["unavailable", "unknown", "", "None", "93.184.216.34"]) state(word);
  expect(calls()).toBe(1);
  state("93.184.216.35");
  expect(calls()).toBe(2);
});

test("an attribute that goes, and stays the same while the entity is unavailable / no cycle; another value / one", () => {
  const { state, calls } = setUp("ip");
  state("on", { ip: "93.184.216.34" });
  expect(calls()).toBe(1);
  state("unavailable", { ip: "93.184.216.35" });
  state("on", {});
  state("on", { ip: "unknown" });
  state("on", { ip: "93.184.216.34" });
  expect(calls()).toBe(1);
  state("on", { ip: "93.184.216.36" });
  expect(calls()).toBe(2);
});
