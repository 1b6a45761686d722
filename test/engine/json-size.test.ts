/** What would fill memory is refused before it is parsed; whatever an account can hold passes. */

import { describe, expect, test } from "vitest";
import { isUnreasonable } from "../../src/adapters/cloudflare/json-size.ts";

const MEGABYTE = 1024 * 1024;
const fill = (piece: string, bytes = 16 * MEGABYTE) => piece.repeat(Math.floor(bytes / piece.length));

function records(count: number): string {
  const result = Array.from({ length: count }, (_, index) => ({
    id: `fc61cafe19e13908db3953375b44d${index}`,
    name: `h${index}.example.org`,
    type: "TXT",
    content: `"v=spf1 [[[[{{{{,,,,\\" ${"x".repeat(200)}"`,
    proxiable: true,
    proxied: false,
    ttl: 1,
    settings: {},
    meta: {},
    comment: "managed by ddns",
    tags: ["a:b", "c"],
    created_on: "2024-12-20T01:51:57.722793Z",
    modified_on: "2024-12-22T02:26:02.3889Z",
  }));
  return JSON.stringify({ result, success: true, errors: [], messages: [], result_info: { page: 1 } });
}

test.each([
  ["five thousand records", records(5000)],
  ["one long text", `{"success":true,"result":"${fill("[{,")}"}`],
  ["a text of quotation marks", JSON.stringify({ result: fill('\\"', MEGABYTE) })],
  ["a short text, nested deeply", "[".repeat(100_000)],
  ["nothing", ""],
])("%s / look / parsed as it is", (_title, json) => {
  expect(isUnreasonable(Buffer.from(json))).toBe(false);
});

describe("sixteen megabytes", () => {
  test.each([
    ["of lists in lists", fill("[")],
    ["of objects in objects", fill('{"a":')],
    ["of empty objects", `{"success":true,"result":[${fill("{},")}{}]}`],
    ["of empty lists", `[${fill("[],")}[]]`],
    ["of numbers", `[${fill("0,")}0]`],
    ["of members of one object", `{${fill('"a":0,')}"b":0}`],
    ["of lists behind a text that does not end", `["${fill('\\\\",[')}`],
  ])("%s / look / refused, in under a second", (_title, json) => {
    const before = performance.now();
    expect(isUnreasonable(Buffer.from(json))).toBe(true);
    expect(performance.now() - before).toBeLessThan(1000);
  });
});
