/** The shape of the app's options: what is wrong is named, and what is right beside it still counts. */

import { expect, test } from "vitest";
import { optionNames, parseShape } from "../../../addon/app/option-shape.ts";
import { filled, writtenAs } from "../../../addon/app/option-text.ts";
import { inOptionNames } from "../../../addon/app/option-words.ts";
import { appPage } from "../../../addon/app/page.ts";
import { parseCommand } from "../../../addon/app/standard-input.ts";

const GOOD = { cloudflare_api_token: "token", records: [{ name: "home.example.org", ttl: 300 }] };

test.each([{}, GOOD, { mqtt: {}, sites: [], waf_lists: [{ kind: "zero_trust" }], delete_on_stop: true }])(
  "%j / read / as it is",
  (options) => {
    expect(parseShape(options)).toEqual({ options, problems: [] });
  },
);

test.each<[object, string, string, object]>([
  [{ tokens: "x" }, "tokens", "there is no such option", {}],
  [{ log_level: 7 }, "log_level", "something else stands here than a text", {}],
  [{ delete_on_stop: "yes" }, "delete_on_stop", "something else stands here than true or false", {}],
  [{ waf_lists: "home" }, "waf_lists", "something else stands here than a list", {}],
  [{ mqtt: "mqtt://broker" }, "mqtt", "something else stands here than a group of options", {}],
  [
    { mqtt: { url: 7, username: "u" } },
    "mqtt.url",
    "something else stands here than a text",
    { mqtt: { username: "u" } },
  ],
  [{ mqtt: { prefix: "x" } }, "mqtt.prefix", "there is no such option", { mqtt: {} }],
  [
    { records: [{ name: "a" }, { ttl: 1.5 }] },
    "records[1].ttl",
    "something else stands here than a whole number",
    { records: [{ name: "a" }, {}] },
  ],
  [{ records: [{ proxied: true }] }, "records[0].proxied", "write keep, on, off", { records: [{}] }],
  [
    { records: ["a", { name: "b" }] },
    "records[0]",
    "something else stands here than a group of options",
    { records: [{}, { name: "b" }] },
  ],
  [
    { waf_lists: [{ kind: "x", name: "l" }] },
    "waf_lists[0].kind",
    "write waf, zero_trust, location",
    { waf_lists: [{ name: "l" }] },
  ],
  [
    { push_clients: [{ token: "x" }] },
    "push_clients[0].token",
    "there is no such option",
    { push_clients: [{}] },
  ],
])("%j / read / %s: %s", (options, option, message, left) => {
  const before = structuredClone(options);
  expect(parseShape({ ...options, schedule: "@daily" })).toEqual({
    options: { ...left, schedule: "@daily" },
    problems: [{ option, message }],
  });
  expect(options, "what was handed in stays as it was").toEqual(before);
});

test("several mistakes / read / all of them at once", () => {
  const { problems } = parseShape({ x: 1, y: 2, records: [{ ttl: "a", z: 3 }] });
  expect(problems.map(({ option }) => option).sort()).toEqual(["records[0].ttl", "records[0].z", "x", "y"]);
});

test.each([null, [], "text", 7, undefined])(
  "%j instead of options / read / one problem, nothing left",
  (options) => {
    expect(parseShape(options)).toEqual({
      options: {},
      problems: [{ option: "options", message: "something else stands here than a group of options" }],
    });
  },
);

test("the names of all options / read / repeated ones in brackets, groups with a dot", () => {
  const names = optionNames();
  expect(names).toEqual(
    expect.arrayContaining(["records", "records[].ttl", "mqtt", "mqtt.ca", "sites[].name", "verify"]),
  );
  expect(new Set(names).size).toBe(names.length);
});

test.each([
  [undefined, undefined],
  ["", undefined],
  [" \n", undefined],
  [" x ", "x"],
])("%j / filled / %j", (text, expected) => {
  expect(filled(text)).toBe(expected);
  expect(writtenAs("option", text)).toEqual(expected && { setting: "option", text: expected });
});

test.each([
  ["IP4_PROVIDER", "IP4_PROVIDER is none", "ipv4_source", "ipv4_source is none"],
  ["records[0].name", 'write MQTT_URL or "MQTT_URL"', "records[0].name", 'write mqtt.url or "MQTT_URL"'],
  [
    "MQTT_PASSWORD",
    "set MQTT_PASSWORD (or MQTT_PASSWORD_FILE) too",
    "mqtt.password",
    "set mqtt.password too",
  ],
  ["STATE_DIR", "HTTP and DNS stay", "STATE_DIR", "HTTP and DNS stay"],
])("%s, %j / in the words of the options / %s, %j", (setting, message, option, words) => {
  expect(inOptionNames({ setting, message })).toEqual({ setting: option, message: words });
});

test.each([
  ["a0d7b954-cloudflare-ddns", "homeassistant://app/a0d7b954_cloudflare_ddns"],
  ["local-cloudflare-ddns", "homeassistant://app/local_cloudflare_ddns"],
  ["my-nas", undefined],
  ["cloudflare-ddns", undefined],
  ["a-b-cloudflare-ddns", undefined],
])("the container %s / where its page is / %s", (host, expected) => {
  expect(appPage(host)).toBe(expected);
});

test.each([
  ['{"command": "purge"}', "purge"],
  ['{"command": " purge "}', "purge"],
  ['"purge"', "purge"],
  ["purge", "purge"],
  [" purge \r", "purge"],
  ['{"command": 7}', undefined],
  ["7", undefined],
  ["null", undefined],
  ["{broken", "{broken"],
])("%j on standard input / read / %j", (line, expected) => {
  expect(parseCommand(line)).toBe(expected);
});
