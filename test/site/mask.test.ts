/** No secret stays in a text that the page shows, and the text for the judge is the one that was pasted. */

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { mask, maskAll } from "../../site/check/mask/mask.ts";
import { Vault } from "../../site/check/mask/vault.ts";
import * as published from "./published.ts";

const SECRET = "s3cret-Value-of-27-letters!";

test.each([
  `CLOUDFLARE_API_TOKEN=${SECRET}`,
  `export CF_API_TOKEN="${SECRET}"`,
  `CLOUDFLARE_API_TOKEN_WORK = '${SECRET}' # work`,
  `      - CLOUDFLARE_API_TOKEN=${SECRET}`,
  `      - "MQTT_PASSWORD=${SECRET}"`,
  `  MQTT_PASSWORD: ${SECRET}`,
  `  cloudflare_api_token: "${SECRET}"`,
  `{"cloudflare":[{"authentication":{"api_token":"${SECRET}"},"zone_id":"x"}]}`,
  `docker run -e API_KEY=${SECRET} -e ZONE=example.org x`,
  `docker run --env "CF_TOKEN=${SECRET}" x`,
  `SHOUTRRR: |\n  discord://${SECRET}@1\n\n  ntfy://${SECRET}\nDOMAINS: a.example.org`,
  `PUSH_CLIENTS="a:${SECRET}\nb:${SECRET}"\nDOMAINS=a.example.org`,
  `environment:\n  - SHOUTRRR=discord://${SECRET}@1\n`,
  `- name: WEB_PASSWORD\n  value: "${SECRET}"`,
  `stringData:\n  web-password: ${SECRET}\n  token: ${SECRET}`,
  `SUPERVISOR_TOKEN=${SECRET}`,
  // Ends of lines as in Windows, where the whole was not pasted into a field.
  `API_TOKEN=${SECRET}\r\nDOMAINS=a.example.org\r\n`,
  `API_TOKEN: '${SECRET}',\r\n`,
  `CF_DDNS_X=${SECRET}`,
  `IP4_PROVIDER=url:https://user:${SECRET}@ip.example.org/`.replace("!", ""),
  "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD",
  "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_ab",
])("%j / masked / the secret is gone, and comes back whole", (text) => {
  const vault = new Vault();
  const masked = mask(text, vault);
  expect(masked).not.toMatch(/s3cret|cfut_|AbCdEfGh/);
  expect(masked).toContain("‹hidden 1›");
  expect(vault.restore(masked)).toBe(text);
  expect(mask(masked, vault), "a second time").toBe(masked);
});

test.each([
  "DOMAINS=home.example.org",
  "CLOUDFLARE_API_TOKEN_FILE=/run/secrets/token",
  "CLOUDFLARE_API_TOKEN: ${CF_TOKEN}",
  "CLOUDFLARE_API_TOKEN: ${CF_TOKEN:?must be set}",
  "CLOUDFLARE_API_TOKEN=<your token>",
  "cloudflare_api_token: !secret cloudflare",
  "secrets:\n  cf:\n    file: ./cf",
  "secret:\n  secretName: cloudflare-ddns\n",
  "- name: DOMAINS\n  value: home.example.org",
  "WAF_LISTS=0123456789abcdef0123456789abcdef/home",
  '"zone_id": "0123456789abcdef0123456789abcdef"',
  "PROXIED: is(a.example.org)",
  "IP6_PROVIDER=url:https://ip.example.org/",
])("%j / masked / nothing in it is secret", (text) => {
  expect(mask(text, new Vault())).toBe(text);
});

test.each(Object.entries(published).filter(([name]) => name !== "TOKEN"))(
  "%s as published / masked / no token or password is left, all else is",
  (_name, text) => {
    const vault = new Vault();
    const masked = mask(text, vault);
    expect(masked).not.toMatch(/cfut_|supersecret|abcdefghijklmnop|a-password/);
    expect(vault.restore(masked)).toBe(text);
    expect(masked.split("\n")).toHaveLength(text.split("\n").length);
  },
);

test("whatever stands in a secret / masked and restored / the same text, without the secret", () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9_.~+/-]{12,60}$/);
  const name = fc.constantFrom("CLOUDFLARE_API_TOKEN", "WEB_PASSWORD", "API_KEY", "WEBHOOK_SECRET");
  const form = fc.constantFrom(
    (key: string, value: string) => `${key}=${value}`,
    (key: string, value: string) => `  - ${key}=${value}`,
    (key: string, value: string) => `  ${key}: "${value}"`,
    (key: string, value: string) => `{ "${key}": "${value}", "DOMAINS": "a.example.org" }`,
  );
  fc.assert(
    fc.property(name, secret, form, (key, value, write) => {
      const vault = new Vault();
      const text = `DOMAINS=x.example.org\n${write(key, value)}\nTTL=60\n`;
      const masked = mask(text, vault);
      expect(masked).not.toContain(value);
      expect(vault.restore(masked)).toBe(text);
    }),
  );
});

test("a file that is secret as a whole / masked / every line", () => {
  const vault = new Vault();
  const text = "fritzbox:a-password-of-12-characters\n\ncabin:another-password\n";
  const masked = maskAll(text, vault);
  expect(masked).toBe("‹hidden 1›\n\n‹hidden 2›\n");
  expect(vault.restore(masked)).toBe(text);
  expect(vault.clean("it says another-password")).toBe("it says another-password");
  expect(vault.clean(`it says ${text.split("\n")[0]}`)).toBe("it says ‹hidden 1›");
});
