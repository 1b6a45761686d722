/** A known token, put into every place that can fail, is found in no answer. */

import { inspect } from "node:util";
import { expect, test } from "vitest";
import { redact } from "../../../src/core/secret.ts";
import { parseEnvironment, renderCheck, renderImport, SETTINGS } from "../../../src/settings/index.ts";
import { BASE, filesOf, parse, TOKEN } from "./reading.ts";

/** Without a prefix by which it could be recognised. */
const OLD_TOKEN = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_ab";
const ZONE_ID = "023e105f4ecef8ad9ca31a8372d0c353";
type Contents = Readonly<Record<string, string>>;

/** Everything that people or machines get to see. */
function answers(environment: Contents, contents: Contents = {}): string {
  const files = filesOf(contents);
  const parsed = parseEnvironment(environment, files);
  return [
    JSON.stringify(parsed.ok ? parsed.warnings : [parsed.problems, parsed.warnings]),
    JSON.stringify(renderCheck(parsed)),
    JSON.stringify(renderImport(environment, files)),
    parsed.ok ? inspect(parsed.config.accounts, { depth: 9 }) + JSON.stringify(parsed.config.accounts) : "",
  ].join("\n");
}

function isHidden(secret: string, environment: Contents, contents: Contents = {}): void {
  const text = answers(environment, contents);
  expect(text).not.toContain(secret);
  expect(text).not.toContain(encodeURIComponent(secret));
  expect(text).not.toContain(secret.slice(0, 12));
}

const names: readonly string[] = [
  ...SETTINGS.map((setting) => setting.name),
  ...[
    "API_KEY",
    "API_KEY_FILE",
    "ZONE",
    "ZONE_FILE",
    "SUBDOMAIN",
    "EMAIL",
    "RRTYPE",
    "CRON",
    "INTERFACE",
    "CUSTOM_LOOKUP_CMD",
  ],
  ...[
    "PROXED",
    "IP4_POLICY",
    "CF_API_KEY",
    "CF_TOKEN",
    "SUPERVISOR_TOKEN",
    "DELETE_ON_FAILURE",
    "DNS_SERVER",
    "CF_API",
  ],
];

for (const token of [TOKEN, OLD_TOKEN]) {
  const tokenIsSet = { ...BASE, CLOUDFLARE_API_TOKEN: token };
  const oznu = { DDNS_DIALECT: "oznu", API_KEY: token, ZONE: "example.org" };
  const theirs = { ...tokenIsSet, DDNS_DIALECT: "timothymiller" };
  for (const [dialect, base] of [
    ["native", tokenIsSet],
    ["oznu", oznu],
    ["timothymiller", theirs],
  ] as const) {
    test.each(names)(`${dialect}, ${token.slice(0, 4)}… in %s / read / in no answer`, (name) => {
      for (const value of [
        token,
        `"${token}"`,
        `Bearer ${token}`,
        `https://${token}@example.org/?key=${token}`,
        `${name}=${token}`,
      ]) {
        isHidden(token, { ...base, [name]: value });
        isHidden(token, { ...base, [name]: `${"x".repeat(65)} ${value}` });
      }
    });
  }

  test.each(SETTINGS.map((setting) => setting.name).filter((name) => name.endsWith("_FILE")))(
    `${token.slice(0, 4)}… in the file of %s / read / in no answer`,
    (name) => {
      for (const text of [token, `"${token}"`, `TOKEN=${token}`, `discord://${token}@x\npigeon://${token}`])
        isHidden(token, { ...tokenIsSet, MQTT_URL: "mqtt://b", [name]: "/secret" }, { "/secret": text });
    },
  );

  const entry = { authentication: { api_token: token }, zone_id: ZONE_ID, subdomains: ["www"] };
  test.each<readonly [string, unknown]>([
    ["good", { cloudflare: [entry] }],
    ["not JSON", `{"cloudflare":[{"authentication":{"api_token":"${token}"},,`],
    ["a text", `"${token}"`],
    ["in the wrong place", { cloudflare: [{ ...entry, zone_id: token, subdomains: [token] }], ttl: token }],
    ["in the comment", { cloudflare: [entry], record_comment: token }],
    ["in a source", { cloudflare: [entry], ip4_provider: `url:https://u:${token}@example.org/?${token}` }],
    [
      "as global key",
      { cloudflare: [{ ...entry, authentication: { api_key: { api_key: token, account_email: token } } }] },
    ],
    ["in quotation marks", { cloudflare: [{ ...entry, authentication: { api_token: `"${token}"` } }] }],
    ["put in", '{"cloudflare":[{"authentication":{"api_token":"$CF_DDNS_T"},"zone_id":"$CF_DDNS_T"}]}'],
  ])(`${token.slice(0, 4)}… in a config.json, %s / read / in no answer`, (_, content) => {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    isHidden(token, { CONFIG_PATH: "/c", CF_DDNS_T: token }, { "/c/config.json": text });
  });
}

test("passwords and URLs with secrets / refused or accepted / not shown", () => {
  const secret = "hunter2-and-more";
  for (const environment of [
    { MQTT_URL: `mqtt://user:${secret}@broker` },
    { MQTT_URL: "mqtt://broker", MQTT_USERNAME: "u", MQTT_PASSWORD: secret },
    { WEB_ADDRESS: "0.0.0.0:80", WEB_PASSWORD: secret },
    { WEB_ADDRESS: "127.0.0.1:80", WEB_READ_KEY: secret },
    { WEB_ADDRESS: "127.0.0.1:80", WEB_READ_KEY: `${secret} and blanks` },
    { WEB_READ_KEY: secret },
    { HOME_ASSISTANT_TOKEN: secret },
    { HOME_ASSISTANT_URL: `http://u:${secret}@ha`, HOME_ASSISTANT_TOKEN: "x" },
    { HEALTHCHECKS: `https://hc-ping.com/${secret}?x` },
    { UPTIMEKUMA: `https://kuma.example.org/api/push/${secret}?x=${secret}` },
    { SHOUTRRR: `discord://${secret}\nsmtp://u:${secret}@host` },
    { IP4_PROVIDER: `url:https://u:${secret}@example.org/?key=${secret}` },
    { IP4_PROVIDER: `url:ftp://u:${secret}@example.org/?key=${secret}` },
    { IP4_PROVIDER: `first(url:https://${"long".repeat(15)}:${secret}${secret}@example.org/; nonsense)` },
    { CLOUDFLARE_BASE_URL: `https://u:${secret}@example.org/?key=${secret}` },
  ])
    isHidden(secret, { ...BASE, ...environment } as Contents);
});

test.each([
  ["a long password", "A wrong password or key came to the dashboard."],
  ["change the Interface, please", "The interface eth0 changed."],
  ["correct-horse battery-staple", "The battery-staple answered."],
])("passphrase %j / its words in a message / stay, the whole does not", (passphrase, message) => {
  parse({ ...BASE, WEB_ADDRESS: "127.0.0.1:80", WEB_PASSWORD: passphrase });
  expect(redact(message)).toBe(message);
  expect(redact(`It was "${passphrase}".`)).toBe('It was "[redacted]".');
});

test.each([
  ["a line of a file, words alone", "first line\nsecond-line as it stands\n", "second-line as it stands"],
  ["letters that are no word", "key = QwErTyUiOp", "QwErTyUiOp"],
  ["letters as long as a key", "qwertyuiopasdfghjk zx", "qwertyuiopasdfghjk"],
  ["a word with a number", "the hunter2000 rides", "hunter2000"],
])("%s / in a secret of several pieces / hidden by itself", (_, secret, part) => {
  parse({ ...BASE, WEB_ADDRESS: "127.0.0.1:80", WEB_PASSWORD_FILE: "/p" }, { "/p": secret });
  expect(redact(`Refused: ${part}.`)).toBe("Refused: [redacted].");
});
