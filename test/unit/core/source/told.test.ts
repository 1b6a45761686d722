import { describe, expect, test } from "vitest";
import { fieldOf, findAddressField } from "../../../../src/core/source/field.ts";
import { onNews } from "../../../../src/core/source/news.ts";
import { readEntity, readMessage } from "../../../../src/core/source/told.ts";
import type { Detection } from "../../../../src/core/types.ts";

const telling = { source: "mqtt:x", family: 4, rejectCloudflare: true } as const;
const outcome = (detection: Detection) =>
  detection.status === "known"
    ? detection.addresses.map(({ address }) => address)
    : detection.status === "unavailable" && detection.reason;
const message = (payload: string, field?: string) => outcome(readMessage(payload, field, telling));

describe("one field of a document", () => {
  const document = {
    ip: "8.8.8.8",
    wan: { "v4.now": "8.8.4.4", list: ["9.9.9.9"] },
    "a.b": 1,
    a: { b: 2, c: null },
  };

  test.each<[string, unknown]>([
    ["ip", "8.8.8.8"],
    ["wan.v4.now", "8.8.4.4"],
    ["wan.list.0", "9.9.9.9"],
    ["a.b", 1],
    ["a.c", null],
    ["a.c.d", undefined],
    ["ip.length", undefined],
    ["nothing", undefined],
    ["constructor", undefined],
    ["__proto__", undefined],
    ["a..b", undefined],
  ])("%s / looked up / %j", (path, value) => {
    expect(fieldOf(document, path)).toEqual(value);
  });

  test("which holds an address / found / its path", () => {
    expect(findAddressField({ name: "wan", up: true, v4: { address: "8.8.8.8" } })).toBe("v4.address");
    expect(findAddressField({ name: "wan" })).toBeUndefined();
  });
});

describe("a message", () => {
  test.each<[payload: string, field: string | undefined, expected: readonly string[] | string]>([
    ["8.8.8.8\n", undefined, ["8.8.8.8"]],
    ['"8.8.8.8"', undefined, ["8.8.8.8"]],
    ["8.8.8.8, 8.8.4.4", undefined, "not an address"],
    ['{"ip":"8.8.8.8"}', undefined, "#ip"],
    ['{"wan":{"v4":"8.8.8.8"}}', undefined, "#wan.v4"],
    ['["8.8.8.8"]', undefined, "#0"],
    ["{", undefined, "not an address"],
    ['{"ip":"8.8.8.8"}', "ip", ["8.8.8.8"]],
    ['{"ip":"8.8.8.8, 8.8.4.4"}', "ip", ["8.8.8.8", "8.8.4.4"]],
    ['{"ip":["8.8.8.8","8.8.4.4"]}', "ip", ["8.8.8.8", "8.8.4.4"]],
    ['{"ip":["8.8.8.8","10.0.0.1"]}', "ip", "private"],
    ['{"ip":"8.8.8.8 junk"}', "ip", "not an address"],
    ['{"ip":null}', "ip", "the field ip is null"],
    ['{"ip":""}', "ip", "the field ip is empty"],
    ['{"ip":[]}', "ip", "the field ip is empty"],
    ['{"ip":"unknown"}', "ip", "the answer is unknown"],
    ['{"ip":8}', "ip", "the field ip is no text"],
    ['{"ip":[8]}', "ip", "the field ip is no text"],
    ['{"ip":{"v4":"8.8.8.8"}}', "ip", "the field ip is no text"],
    ['{"ip":{"v4":"8.8.8.8"}}', "ip.v4", ["8.8.8.8"]],
    ['{"v6":"8.8.8.8"}', "ip", "the field ip is not there"],
    ["offline", "ip", "no JSON document"],
    ["unavailable", "ip", "the answer is unavailable"],
    ["8.8.8.8", "ip", "no JSON document"],
    ['"8.8.8.8"', "ip", "no JSON document"],
    [`{"ip":"8.8.8.8","more":"${"x".repeat(9000)}"}`, "ip", "far too long"],
    [
      `{"ip":[${Array.from({ length: 9 }, (_, index) => `"8.8.8.${index}"`).join(",")}]}`,
      "ip",
      "more than 8",
    ],
    [`${"[".repeat(4000)}`, "ip", "no JSON document"],
  ])("%s / with field %s / %s", (payload, field, expected) => {
    if (typeof expected === "string") expect(message(payload, field)).toContain(expected);
    else expect(message(payload, field)).toEqual(expected);
  });
});

test("words that hold control characters / told / as escapes", () => {
  expect(message("8.8.8.8\u001b[31m\u202e")).not.toMatch(/\p{Cc}|\p{Cf}/u);
  expect(message('{"\u001b\u202e":"8.8.8.8"}')).not.toMatch(/\p{Cc}|\p{Cf}/u);
});

test.each(["unavailable", "unknown", "", "NONE", null, undefined])(
  "an entity whose state is %j / read / nothing, whatever its attributes say",
  (state) => {
    const entity = { state, attributes: { ip: "8.8.8.8" } };
    expect(outcome(readEntity(entity, "sensor.x", "ip", telling))).toContain("sensor.x is");
    expect(outcome(readEntity(entity, "sensor.x", undefined, telling))).toContain("sensor.x is");
  },
);

test("answers that are pushed / heard / only other addresses are news", () => {
  let news = 0;
  const hear = onNews(
    () => {
      news += 1;
    },
    readMessage("8.8.8.8", undefined, telling),
  );
  const tell = (payload: string) => {
    hear(readMessage(payload, undefined, telling));
    return news;
  };
  expect(tell("8.8.8.8")).toBe(0);
  expect(tell("unavailable")).toBe(0);
  expect(tell("unknown")).toBe(0);
  expect(tell("8.8.8.8")).toBe(0);
  expect(tell("8.8.4.4")).toBe(1);
  expect(tell("garbage")).toBe(1);
  expect(tell("")).toBe(1);
  expect(tell("8.8.8.8")).toBe(2);
});
