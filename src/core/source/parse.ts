/** Address sources as text: reads what the settings say and writes it back in one canonical form. */

import { compareAddresses, parseDetectedAddress } from "../address/address.ts";
import { type Parsed, parsed, quote, refused } from "../parsed.ts";
import type { DetectedAddress, IpFamily } from "../types.ts";
import { parseCombination } from "./combined-text.ts";
import type { SourceSpec } from "./spec.ts";
import { checkUrl } from "./url.ts";

const KNOWN =
  "cloudflare.trace, cloudflare.doh, ipify, local, local.iface:<interface>, local.iface.stable:<interface>, url:<URL>, " +
  "url.via4:<URL>, url.via6:<URL>, file:<path>, static:<addresses>, static.empty, none, command:<program>, " +
  "homeassistant:<entity>[#<attribute>], mqtt:<topic>, supervisor[:<interface>], first(…; …), agree(n; …; …)";

const DEEPEST = 20;

/** One source, whatever its kind. The family decides which static addresses are accepted. */
export function parseSource(text: string, family: IpFamily): Parsed<SourceSpec> {
  return parseAt(text, family, 0);
}

function parseAt(text: string, family: IpFamily, depth: number): Parsed<SourceSpec> {
  const trimmed = text.trim();
  const combination = /^(first|agree)\s*\(/.exec(trimmed)?.[1];
  if (combination !== undefined) {
    if (depth >= DEEPEST) return refused(`combinations are nested deeper than ${DEEPEST} levels`);
    return parseCombination(trimmed, (member) => parseAt(member, family, depth + 1));
  }
  const colon = trimmed.indexOf(":");
  const name = colon < 0 ? trimmed : trimmed.slice(0, colon).trim();
  const argument = colon < 0 ? undefined : trimmed.slice(colon + 1).trim();
  return argument === undefined ? parseBare(name) : parseWithArgument(name, argument, family);
}

function parseBare(name: string): Parsed<SourceSpec> {
  switch (name) {
    case "cloudflare.trace":
    case "cloudflare.doh":
    case "local":
    case "static.empty":
    case "none":
    case "supervisor":
      return parsed({ kind: name });
    case "ipify":
      return parsed({ kind: name }, ["ipify is kept for old set-ups; cloudflare.trace needs no third party"]);
    case "cloudflare":
      return refused("cloudflare alone is not a source; write cloudflare.trace or cloudflare.doh");
    case "":
      return refused(`there is no source; accepted: ${KNOWN}`);
    default:
      return Object.hasOwn(ARGUMENTS, name)
        ? refused(`${name} needs ${ARGUMENTS[name]} behind a colon`)
        : refused(`${quote(name)} is not a source; accepted: ${KNOWN}`);
  }
}

/** What stands behind the colon. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  "local.iface": "the name of an interface",
  "local.iface.stable": "the name of an interface",
  url: "a URL",
  "url.via4": "a URL",
  "url.via6": "a URL",
  file: "an absolute path",
  static: "an address",
  command: "a program",
  homeassistant: "an entity",
  mqtt: "a topic",
};

function parseWithArgument(name: string, argument: string, family: IpFamily): Parsed<SourceSpec> {
  if (argument === "" && Object.hasOwn(ARGUMENTS, name))
    return refused(`${name} needs ${ARGUMENTS[name]} behind its colon`);
  if (name !== "command" && /\p{Cc}/u.test(argument))
    return refused(`there is a line end or another control character behind ${quote(name)}`);
  switch (name) {
    case "local.iface":
    case "local.iface.stable":
      return parsed({ kind: "local.iface", interface: argument, stable: name === "local.iface.stable" });
    case "supervisor":
      return argument === ""
        ? refused("supervisor needs the name of an interface behind its colon, or no colon")
        : parsed({ kind: name, interface: argument });
    case "url":
      return parseUrl(argument);
    case "url.via4":
      return parseUrl(argument, 4);
    case "url.via6":
      return parseUrl(argument, 6);
    case "file":
      return parseFile(argument);
    case "static":
      return parseStatic(argument, family);
    case "command":
      return parsed({ kind: name, command: argument });
    case "homeassistant":
      return parseEntity(argument);
    case "mqtt":
      return parseTopic(argument);
    default:
      return refused(unexpected(name));
  }
}

function unexpected(name: string): string {
  if (name === "cloudflare")
    return "cloudflare alone is not a source; write cloudflare.trace or cloudflare.doh";
  if (name === "http" || name === "https")
    return "a URL is not a source by itself; write url: in front of it";
  if (name === "literal") return "literal is another program's word; write static:<addresses>";
  return parseBare(name).ok
    ? `${name} takes nothing behind a colon`
    : `${quote(name)} is not a source; accepted: ${KNOWN}`;
}

function parseUrl(url: string, via?: IpFamily): Parsed<SourceSpec> {
  const checked = checkUrl(url);
  if (!checked.ok) return checked;
  return parsed(via === undefined ? { kind: "url", url } : { kind: "url", url, via }, checked.warnings);
}

function parseFile(path: string): Parsed<SourceSpec> {
  return /^(\/|[A-Za-z]:[\\/])/.test(path)
    ? parsed({ kind: "file", path })
    : refused(`${quote(path)} is a relative path; write the whole path from the root`);
}

/** Sorted by value, each once. */
function parseStatic(text: string, family: IpFamily): Parsed<SourceSpec> {
  const entries = text.replace(/,\s*$/, "").split(",");
  const addresses = new Map<string, DetectedAddress>();
  const warnings: string[] = [];
  for (const entry of entries) {
    const address = parseDetectedAddress(entry, family, "written");
    if (!address.ok)
      return refused(entry.trim() === "" ? "an entry between two commas is empty" : address.reason);
    addresses.set(formatDetected(address.value), address.value);
    warnings.push(...address.warnings);
  }
  const [first, ...others] = [...addresses.values()].sort(compareDetected);
  if (first === undefined) return refused("static needs an address behind its colon");
  return parsed({ kind: "static", addresses: [first, ...others] }, warnings);
}

function parseEntity(text: string): Parsed<SourceSpec> {
  const hash = text.indexOf("#");
  const entity = (hash < 0 ? text : text.slice(0, hash)).trim();
  const attribute = hash < 0 ? undefined : text.slice(hash + 1).trim();
  if (!/^[a-z0-9_]+\.[a-z0-9_]+$/.test(entity)) {
    return refused(`${quote(entity)} is not an entity ID; it looks like sensor.wan_ip, in lower case`);
  }
  if (attribute === "") return refused(`no attribute follows the # behind ${entity}`);
  return parsed({ kind: "homeassistant", entity, ...(attribute === undefined ? {} : { attribute }) });
}

function parseTopic(topic: string): Parsed<SourceSpec> {
  return /[+#]/.test(topic)
    ? refused(`${quote(topic)} is not one topic; the wildcards + and # cannot be used`)
    : parsed({ kind: "mqtt", topic });
}

/** The canonical text; `parseSource` reads it back. */
export function formatSource(spec: SourceSpec): string {
  switch (spec.kind) {
    case "local.iface":
      return `${spec.stable ? "local.iface.stable" : "local.iface"}:${spec.interface}`;
    case "url":
      return `${spec.via === undefined ? "url" : `url.via${spec.via}`}:${spec.url}`;
    case "file":
      return `file:${spec.path}`;
    case "static":
      return `static:${spec.addresses.map(formatDetected).join(",")}`;
    case "command":
      return `command:${spec.command}`;
    case "homeassistant":
      return `homeassistant:${spec.entity}${spec.attribute === undefined ? "" : `#${spec.attribute}`}`;
    case "mqtt":
      return `mqtt:${spec.topic}`;
    case "supervisor":
      return spec.interface === undefined ? "supervisor" : `supervisor:${spec.interface}`;
    case "first":
      return `first(${spec.members.map(formatSource).join("; ")})`;
    case "agree":
      return `agree(${[spec.count, ...spec.members.map(formatSource)].join("; ")})`;
    default:
      return spec.kind;
  }
}

/** Is the source of this kind, or does one of its members use it? */
export function sourceUses(spec: SourceSpec, kind: SourceSpec["kind"]): boolean {
  if (spec.kind === kind) return true;
  return "members" in spec && spec.members.some((member) => sourceUses(member, kind));
}

function formatDetected({ address, prefixLength }: DetectedAddress): string {
  return prefixLength === undefined ? address : `${address}/${prefixLength}`;
}

function compareDetected(a: DetectedAddress, b: DetectedAddress): number {
  return compareAddresses(a.address, b.address) || (a.prefixLength ?? 0) - (b.prefixLength ?? 0);
}
