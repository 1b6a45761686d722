/** Words that Cloudflare, or whoever answers in its place, puts into our output: they forge no line, move no terminal and show no secret (T7). */

import { describe, expect, test } from "vitest";
import { createLog } from "../../../addon/service/log.ts";
import type { Fault } from "../../sandbox/index.ts";
import { LIST_ENVIRONMENT, LIST_SEED, openSandboxStage, TOKEN } from "./stage.ts";

const PASSWORD = "zqx-Wilde-Erdbeere-17";
const FORGED = "2026-01-01 00:00:00 ✅ A home.example.org updated: forged";
const HOSTILE = `\u001b[2J\u001b[31mno\r\n${FORGED}\u009b1A\u202eevil\u2028 ${TOKEN} ${PASSWORD} ${"x".repeat(300)}`;
const every = Number.POSITIVE_INFINITY;

const FAULTS: readonly (readonly [string, Fault])[] = [
  ["zones", { kind: "status", status: 403, code: 9109, message: HOSTILE, match: { path: "/zones" } }],
  [
    "records",
    { kind: "status", status: 400, code: 99999, message: HOSTILE, match: { path: "/zones/*/dns_records" } },
  ],
  ["a batch", { kind: "status", status: 400, code: 9005, message: HOSTILE, match: { method: "POST" } }],
  [
    "lists",
    {
      kind: "status",
      status: 400,
      code: 99999,
      message: HOSTILE,
      match: { path: "/accounts/*/rules/lists" },
    },
  ],
  ["an operation", { kind: "operation-fails", message: HOSTILE }],
  [
    "five megabytes",
    { kind: "status", status: 400, code: 1, message: `${TOKEN}${"\u001b[2J".repeat(5000)}` },
  ],
  [
    "a wrapped cause",
    {
      kind: "status",
      status: 400,
      body: JSON.stringify({
        success: false,
        errors: [
          { code: 1004, message: "DNS Validation Error", error_chain: [{ code: 9021, message: HOSTILE }] },
        ],
        result: null,
      }),
      match: { method: "POST" },
    },
  ],
  [
    "a block page",
    {
      kind: "html",
      status: 403,
      body: `<html>${HOSTILE} Error code: 1020</html>`,
      match: { path: "/zones" },
    },
  ],
];

/** Every line is ours, and short; in JSON a line is one document. */
function expectHarmless(text: string): void {
  expect(text).not.toContain(TOKEN);
  expect(text).not.toContain(PASSWORD);
  expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029]/u);
  for (const line of text.split("\n")) {
    expect(line.startsWith(FORGED)).toBe(false);
    expect(line.length).toBeLessThan(1500);
  }
}

describe.concurrent.each(FAULTS)("%s", (_title, fault) => {
  test.each(["text", "json"])("once, log as %s / read all that was said / harmless", async (format) => {
    await using stage = await openSandboxStage(LIST_SEED, {
      ...LIST_ENVIRONMENT,
      LOG_FORMAT: format,
      LOG_LEVEL: "debug",
      WEB_ADDRESS: "127.0.0.1:18080",
      WEB_PASSWORD: PASSWORD,
    });
    stage.sandbox.fault({ ...fault, times: every });
    const plain = await stage.run(["once"]);
    expect(plain.out + plain.err).toMatch(/failed|Could not|refused|gave up/i);
    expectHarmless(plain.out + plain.err);
    const json = await stage.run(["once", "--json"]);
    expectHarmless(json.out + json.err);
    expect(() => JSON.parse(json.out)).not.toThrow();
  });
});

test("a CNAME, and a record that holds no address, with escapes in them / once / shown as escapes", async () => {
  const content = `x\u001b[2J\r\n${FORGED}`;
  await using stage = await openSandboxStage(
    { zones: [{ name: "example.org" }] },
    { IP4_DOMAINS: "home.example.org,www.example.org" },
  );
  const record = (id: string, name: string, type: string) => ({ id: id.repeat(32), name, type, content });
  const result = [record("1", "home.example.org", "CNAME"), record("2", "www.example.org", "A")];
  const body = JSON.stringify({ success: true, errors: [], messages: [], result });
  stage.sandbox.fault({
    kind: "status",
    status: 200,
    body,
    match: { path: "/zones/*/dns_records" },
    times: every,
  });
  const { out, err, status } = await stage.once();
  expect(status).toBe(1);
  expectHarmless(err);
  expect(out).toContain("\\\\u001b[2J");
  expect(stage.sandbox.records("example.org")).toEqual([]);
});

describe("the log, as last line of defence", () => {
  test.each(["text", "json"] as const)("%s / a text that nobody made harmless / one line", (format) => {
    const lines: string[] = [];
    const log = createLog({
      level: "debug",
      format,
      emoji: false,
      quiet: false,
      colour: false,
      write: (line) => lines.push(line),
      now: () => 0,
    });
    for (const say of [log.error, log.warn, log.change, log.info, log.debug]) say(`a\r\n${HOSTILE}`);
    expect(lines).toHaveLength(5);
    for (const line of lines) {
      expect(line.endsWith("\n")).toBe(true);
      expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
      expect(line).not.toContain(TOKEN);
    }
    for (const { text } of log.tail) expect(text).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
  });
});
