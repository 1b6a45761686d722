/** Names that were probably meant to be settings are pointed out, those of systems are not. */

import { expect, test } from "vitest";
import { editDistance } from "../../../src/settings/values/near-miss.ts";
import { BASE, parse, TOKEN, warningsOf } from "./reading.ts";

test.each([
  ["DOMAIN", "DOMAINS"],
  ["DOMIANS", "DOMAINS"],
  ["TLL", "TTL"],
  ["TTLS", "TTL"],
  ["TX", "TZ"],
  ["domains", "DOMAINS"],
  ["IPV4_PROVIDER", "IP4_PROVIDER"],
  ["UPDATE_CRONS", "UPDATE_CRON"],
  ["CF_API_TOKENS", "CF_API_TOKEN"],
  ["CLOUDFARE_API_TOKEN", "CLOUDFLARE_API_TOKEN"],
  ["CLOUDFLARE_TOKEN", "CLOUDFLARE_API_TOKEN"],
  ["MQTT_USER", "MQTT_USERNAME"],
  ["MQTT_PASSWORT", "MQTT_PASSWORD"],
  ["IP4_POLICYS", "IP4_POLICY"],
  ["DELET_ON_STOPP", "DELETE_ON_STOP"],
])("%s / set / %s is suggested", (name, meant) => {
  const parsed = parse({ ...BASE, [name]: "x" });
  expect(parsed.warnings).toContainEqual({
    setting: name,
    message: expect.stringContaining(`was ${meant} meant?`),
  });
});

test.each(
  "HOME PATH SHELL CI TMP TEMP TTY TERM USER LANG PWD UID GID HTTP_PROXY HTTPS_PROXY https_proxy NO_PROXY SSL_CERT_DIR HOSTNAME T Z _ ABC TTLXX SOMETHING CF_DDNS_TOKEN".split(
    " ",
  ),
)("%s / set / nothing is said", (name) => {
  expect(warningsOf(parse({ ...BASE, [name]: "x" }))).toEqual(name === "T" || name === "Z" ? [name] : []);
});

test("a misspelt name of oznu's / in its dialect / suggested", () => {
  expect(warningsOf(parse({ API_KEY: TOKEN, ZONE: "example.org", SUBDOMIAN: "www" }))).toEqual(["SUBDOMIAN"]);
});

test.each([
  ["", "", 0],
  ["abc", "", 3],
  ["abc", "abd", 1],
  ["abc", "acb", 1],
  ["abcd", "abxcd", 1],
  ["ca", "abc", 3],
])("%j and %j / compared / %i apart", (a, b, distance) => {
  expect([editDistance(a, b), editDistance(b, a)]).toEqual([distance, distance]);
});
