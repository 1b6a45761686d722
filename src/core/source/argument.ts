/** What stands behind the colon of a source, kind by kind. */

import { parseDetectedAddress } from "../address/address.ts";
import { readBits } from "../address/bits.ts";
import { type Parsed, parsed, quote, refused } from "../parsed.ts";
import type { DetectedAddress, IpFamily } from "../types.ts";
import { compareDetected, formatDetected } from "./format.ts";
import type { SourceSpec } from "./spec.ts";
import { checkUrl, isHost } from "./url.ts";

/** `argument` is trimmed, not empty and, but for `command`, on one line; undefined where no kind of that name takes one. */
export function parseArgument(
  name: string,
  argument: string,
  family: IpFamily,
): Parsed<SourceSpec> | undefined {
  switch (name) {
    case "local.iface":
    case "local.iface.stable":
      return parsed({ kind: "local.iface", interface: argument, stable: name === "local.iface.stable" });
    case "supervisor":
      return parsed({ kind: name, interface: argument });
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
    case "router":
      return parseRouter(argument);
    case "push":
      return parseClient(argument);
    default:
      return undefined;
  }
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
  const entries = (text.endsWith(",") ? text.slice(0, -1) : text).split(",");
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
  const { before: entity, field: attribute } = splitField(text);
  if (!/^[a-z0-9_]+\.[a-z0-9_]+$/.test(entity)) {
    return refused(`${quote(entity)} is not an entity ID; it looks like sensor.wan_ip, in lower case`);
  }
  if (attribute === "") return refused(`no attribute follows the # behind ${entity}`);
  return parsed({ kind: "homeassistant", entity, ...(attribute === undefined ? {} : { attribute }) });
}

function parseTopic(text: string): Parsed<SourceSpec> {
  const { before: topic, field } = splitField(text);
  if (topic === "") return refused("mqtt needs a topic behind its colon");
  if (topic.includes("+") || (topic.endsWith("/") && field === ""))
    return refused(`${quote(text)} is not one topic; the wildcards + and # cannot be used`);
  if (field === "") return refused(`no field follows the # behind ${topic}`);
  return parsed({ kind: "mqtt", topic, ...(field === undefined ? {} : { field }) });
}

/** The text before and behind the first `#`; no `#`, no field. */
function splitField(text: string): { readonly before: string; readonly field: string | undefined } {
  const hash = text.indexOf("#");
  return hash < 0
    ? { before: text.trim(), field: undefined }
    : { before: text.slice(0, hash).trim(), field: text.slice(hash + 1).trim() };
}

function parseRouter(host: string): Parsed<SourceSpec> {
  return isHost(host) || readBits(host) !== undefined
    ? parsed({ kind: "router", host })
    : refused(
        `${quote(host)} is not a router; write its name or address alone, without http://, port or path, as in router:192.168.178.1`,
      );
}

function parseClient(client: string): Parsed<SourceSpec> {
  return /^[^\s:;()]+$/.test(client)
    ? parsed({ kind: "push", client })
    : refused(`${quote(client)} is not the name of a push client; it holds no blanks, colons or parentheses`);
}
