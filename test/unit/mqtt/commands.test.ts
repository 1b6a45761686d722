/** Commands: exact words do something, everything else nothing. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { parseCommand } from "../../../addon/mqtt/command/words.ts";
import { topicsOf } from "../../../addon/mqtt/topics.ts";

const topics = topicsOf({ mqtt: undefined, instance: "main" });
const parse = (name: string, payload: string, retained = false) =>
  parseCommand({ topic: `${topics.commandRoot}${name}`, payload, retained }, topics);

test.each([
  ["update_now", "PRESS", { kind: "update_now" }],
  ["automatic_updates", "ON", { kind: "automatic_updates", on: true }],
  ["automatic_updates", "OFF", { kind: "automatic_updates", on: false }],
  ["proxied_home_example_org_a", "ON", { kind: "proxied", key: "home_example_org_a", on: true }],
])("%s %s / understood", (name, payload, command) => {
  expect(parse(name, payload)).toEqual(command);
});

test("any other payload or name, or a retained one / ignored, its payload not repeated", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("update_now", "automatic_updates", "proxied_x_a", "other", ""),
      fc.oneof(fc.string(), fc.constantFrom("on", "ON ", "true", "1", "press", "")),
      (name, payload) => {
        fc.pre(!["ON", "OFF", "PRESS"].includes(payload));
        const command = parse(name, payload);
        expect(command.kind).toBe("ignored");
      },
    ),
  );
  expect(parse("update_now", "PRESS", true).kind).toBe("ignored");
  expect(parse("automatic_updates", "PRESS").kind).toBe("ignored");
  expect(parse("update_now", "ON").kind).toBe("ignored");
  expect(parseCommand({ topic: "elsewhere", payload: "PRESS", retained: false }, topics).kind).toBe(
    "ignored",
  );
});
