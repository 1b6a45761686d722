/** What Supervisor reads of this repository: config.yaml and all that must agree with it. */

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { optionNames } from "../../addon/app/option-shape.ts";
import { parseAppOptions } from "../../addon/app/options.ts";
import { deviceConfig } from "../../addon/mqtt/device/discovery.ts";
import { defaultOf } from "../../src/settings/table/setting-table.ts";
import { manifestProblems, securityRating } from "./manifest-rules.ts";
import { badTypes, isObject, refusedOptions, schemaNames } from "./option-schema.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const text = (name: string): string => readFileSync(`${ROOT}${name}`, "utf8");
const manifest = parse(text("config.yaml")) as Record<string, unknown>;
const { version } = JSON.parse(text("package.json")) as { version: string };
const languages = readdirSync(`${ROOT}translations`).map((file) => file.replace(/\.yaml$/, ""));
const tracked = execFileSync("git", ["-C", ROOT, "ls-files"], { encoding: "utf8" }).trim().split("\n");

test("config.yaml / linted / nothing to say", () => {
  expect(manifestProblems(manifest)).toEqual([]);
  expect(badTypes(manifest["schema"])).toEqual([]);
});

test("a broken config.yaml / linted / each fault is told", () => {
  const broken = {
    ...manifest,
    version: 1.1,
    watchdog: "http://x",
    boot: "auto",
    arch: ["i386"],
    image: "A:1",
  };
  expect(manifestProblems(broken)).toEqual([
    "watchdog is unknown",
    "boot equals its default",
    "version is no text x.y.z",
    "arch is not exactly aarch64 and amd64",
    "image is not lower case, or has a tag",
  ]);
  expect(badTypes({ a: "str(1)", b: ["string"], c: { d: "list()" }, e: [] })).toHaveLength(4);
});

test("its version / compared / the one of package.json, image and changelog", () => {
  expect(manifest["version"]).toBe(version);
  expect(/^ARG BUILD_VERSION=(.+)$/m.exec(text("Dockerfile"))?.[1]).toBe(version);
  if (existsSync(`${ROOT}CHANGELOG.md`))
    expect(/^## (\d+\.\d+\.\d+\S*)/m.exec(text("CHANGELOG.md"))?.[1]).toBe(version);
});

test("its defaults / validated as Supervisor does / good, and those of the engine", () => {
  const { options, schema } = manifest;
  expect(refusedOptions(schema, options)).toEqual([]);
  expect(options).toMatchObject({
    ipv4_source: defaultOf("IP4_PROVIDER"),
    ipv6_source: defaultOf("IP6_PROVIDER"),
    schedule: defaultOf("UPDATE_CRON"),
    log_level: defaultOf("LOG_LEVEL"),
    delete_on_stop: defaultOf("DELETE_ON_STOP") === "true",
  });
});

test("options that were filled in / read / only token and names were missing", () => {
  const options = isObject(manifest["options"]) ? manifest["options"] : {};
  const parsed = parseAppOptions(options, {});
  expect(!parsed.ok && parsed.problems.map(({ setting }) => setting)).toEqual([
    "cloudflare_api_token",
    "records",
  ]);
  const filled = {
    ...options,
    cloudflare_api_token: "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD",
    records: [{ name: "home.example.org", proxied: "on" }],
  };
  expect(refusedOptions(manifest["schema"], filled)).toEqual([]);
  expect(parseAppOptions(filled, {})).toMatchObject({ ok: true, warnings: [] });
});

test("options with nulls, blanks and wrong types / validated as Supervisor does / refused", () => {
  const schema = {
    flag: "bool",
    port: "int(1,9)",
    word: "list(on|off)",
    maybe: "str?",
    group: { inner: "str?" },
  };
  expect(refusedOptions(schema, { flag: "yes", port: 10, word: true, maybe: null })).toHaveLength(5);
});

test("schema and option parser / compared / the same options", () => {
  expect(schemaNames(manifest["schema"])).toEqual(optionNames());
});

test("secrets / looked up in the schema / masked by Home Assistant", () => {
  expect(manifest["schema"]).toMatchObject({
    cloudflare_api_token: "password",
    push_clients: [{ password: "password" }],
    mqtt: { password: "password?" },
  });
});

test("the port of the push endpoint / looked up / closed until its user opens it", () => {
  expect(manifest["ports"]).toEqual({ "8245/tcp": null });
});

test.each(languages)(
  "translation %s / compared with the schema / every option with name and text, nothing else",
  (language) => {
    const translation = parse(text(`translations/${language}.yaml`)) as {
      configuration: unknown;
      network: Readonly<Record<string, string>>;
    };
    expect(Object.keys(translation)).toEqual(["configuration", "network"]);
    expect(Object.keys(translation.network)).toEqual(Object.keys(manifest["ports"] ?? {}));
    for (const about of Object.values(translation.network)) expect(about).toMatch(/./);
    expect(translatedNames(translation.configuration)).toEqual(
      schemaNames(manifest["schema"]).map((name) => name.replace("[]", "")),
    );
  },
);

test("translations / counted / the languages that are promised", () => {
  expect(languages).toEqual(expect.arrayContaining(["de", "en", "es", "fr", "nl"]));
});

/** Fields in the order of the file; an entry without name or text is told. */
function translatedNames(fields: unknown, at = ""): readonly string[] {
  if (!isObject(fields)) return [`${at}: no group`];
  return Object.entries(fields).flatMap(([key, entry]) => {
    const path = at === "" ? key : `${at}.${key}`;
    if (!isObject(entry)) return [`${path}: no entry`];
    const { name, description, fields: inner, ...others } = entry;
    const isWhole = [name, description].every((each) => typeof each === "string" && each.trim() !== "");
    return [
      isWhole && Object.keys(others).length === 0
        ? path
        : `${path}: name and description are needed, no more`,
      ...(inner === undefined ? [] : translatedNames(inner, path)),
    ];
  });
}

test("DOCS.md / compared with the schema / every option stands there", () => {
  const docs = text("DOCS.md");
  const missing = schemaNames(manifest["schema"]).filter(
    (name) => !docs.includes(`\`${name.split(".").at(-1)}\``),
  );
  expect(missing).toEqual([]);
});

test("DOCS.md / compared with the MQTT device / every entity stands there", () => {
  const parsed = parseAppOptions(
    {
      cloudflare_api_token: "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD",
      records: [{ name: "home.example.org", ipv6: false }],
      waf_lists: [{ account_id: "0123456789abcdef0123456789abcdef", name: "home_ips" }],
    },
    {},
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const device = JSON.parse(deviceConfig(parsed.config, version).payload) as {
    components: Record<string, { default_entity_id: string }>;
  };
  const docs = text("DOCS.md");
  const ids = Object.values(device.components).map((component) => component.default_entity_id);
  const shortened = (id: string): string => `…_${id.slice(id.indexOf(".cloudflare_ddns_") + 17)}`;
  expect(ids.length).toBeGreaterThan(13);
  expect(ids.filter((id) => !docs.includes(`\`${id}\``) && !docs.includes(`\`${shortened(id)}\``))).toEqual(
    [],
  );
});

test("DOCS.md / its troubleshooting compared with the program / every message quoted is one of ours", () => {
  const table = text("DOCS.md").split("## Troubleshooting")[1]?.split("\n## ")[0] ?? "";
  const quoted = [...table.matchAll(/^\| ([^|]+)\|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, phrase = ""]) => phrase.split("…")),
  );
  const phrases = quoted.map((phrase) => phrase.trim()).filter((phrase) => phrase.length > 4);
  const sources = tracked.filter(
    (file) => /^(src|addon)\/.*\.ts$/.test(file) && existsSync(`${ROOT}${file}`),
  );
  const program = sources.map(text).join("\n");
  expect(phrases.length).toBeGreaterThan(15);
  expect(phrases.filter((phrase) => !program.includes(phrase))).toEqual([]);
});

test("DOCS.md / searched for relative links / none, since they break in Home Assistant", () => {
  expect(text("DOCS.md")).not.toMatch(/\]\((?:\.\/|\.\.\/|[a-z]+\/)/);
  expect(text("DOCS.md")).not.toMatch(/[Aa]dd-on store|Supervisor panel/);
});

test("tracked files / searched as Supervisor does / one app, one repository, no build file", () => {
  const parts = (file: string): readonly string[] => file.split("/");
  const apps = tracked.filter(
    (file) =>
      !parts(file).some((part) => part.startsWith(".") || part === "rootfs") &&
      /^config\./.test(parts(file).at(-1) ?? "") &&
      /\.(yaml|yml|json)$/.test(file),
  );
  expect(apps).toEqual(["config.yaml"]);
  expect(tracked.filter((file) => /(^|\/)build\.([^/]*\.)?(ya?ml|json)$/.test(file))).toEqual([]);
  expect(tracked.filter((file) => /(^|\/)repository\.([^/]*\.)?(ya?ml|json)$/.test(file))).toEqual([
    "repository.yaml",
  ]);
});

test("repository.yaml / read / it has a name", () => {
  expect(parse(text("repository.yaml"))).toMatchObject({
    name: expect.stringMatching(/./),
    url: manifest["url"],
  });
});

test("its security rating / computed as Supervisor does / 8 of 8", () => {
  expect(securityRating(manifest, existsSync(`${ROOT}apparmor.txt`))).toBe(8);
  expect(securityRating({ ...manifest, host_network: true }, true)).toBe(7);
  expect(securityRating({ ...manifest, full_access: true }, true)).toBe(1);
});

test("apparmor.txt / read / one profile line", () => {
  expect(text("apparmor.txt").match(/^profile /gm)).toHaveLength(1);
  expect(text("apparmor.txt")).toMatch(/^profile [^ ]+ .*\{$/m);
});

const PARSER = "/usr/sbin/apparmor_parser";
test.skipIf(!existsSync(PARSER))("apparmor.txt / compiled by AppArmor's own parser / accepted", () => {
  expect(() => execFileSync(PARSER, ["-Q", "-K", `${ROOT}apparmor.txt`], { stdio: "pipe" })).not.toThrow();
});

test("icon and logo / measured / square from 128 to 256, about 250 × 100", () => {
  const [icon, logo] = ["icon.png", "logo.png"].map((name) => {
    const png = readFileSync(`${ROOT}${name}`);
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    return [png.readUInt32BE(16), png.readUInt32BE(20)];
  });
  expect(icon?.[0]).toBe(icon?.[1]);
  expect(icon?.[0]).toBeGreaterThanOrEqual(128);
  expect(icon?.[0]).toBeLessThanOrEqual(256);
  expect(logo).toEqual([250, 100]);
});

test("Dockerfile / read / no BUILD_FROM, no package manager and no command in the final stage, exec forms", () => {
  const lines = text("Dockerfile")
    .split("\n")
    .filter((line) => !line.startsWith("#"));
  const dockerfile = lines.join("\n");
  const final = dockerfile.slice(dockerfile.lastIndexOf("\nFROM "));
  expect(dockerfile).not.toContain("BUILD_FROM");
  expect(final).not.toMatch(/^RUN|apk |apt/m);
  expect(final).toMatch(/^ENTRYPOINT \[/m);
  expect(final).toMatch(/^CMD \[/m);
  expect(final).toMatch(/^STOPSIGNAL SIGTERM$/m);
  expect(final).toMatch(/^HEALTHCHECK .*CMD \[/m);
  expect(final).not.toMatch(/^(USER|VOLUME|EXPOSE)/m);
  expect(text(".dockerignore").split("\n")).toContain(".git");
});

test("the stop / compared with the manifest's timeout / there is room left", () => {
  const stop = Number(/STOP_DEADLINE_IN_APP_MS = (\d+)_000/.exec(text("addon/process/run.ts"))?.[1]);
  expect(Number(manifest["timeout"])).toBeGreaterThanOrEqual(stop + 2 + 2);
});
