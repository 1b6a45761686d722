/** Address sources as text: reads what the settings say; `formatSource` writes it back. */

import { type Parsed, parsed, quote, refused } from "../parsed.ts";
import type { IpFamily } from "../types.ts";
import { parseArgument } from "./argument.ts";
import { parseCombination } from "./combined-text.ts";
import { hintAt, SOURCE_FORMS } from "./forms.ts";
import type { SourceSpec } from "./spec.ts";

const DEEPEST = 20;
/** Far more than any source needs, in characters. */
const LONGEST = 20_000;

/** One source, whatever its kind. The family decides which static addresses are accepted. */
export function parseSource(text: string, family: IpFamily): Parsed<SourceSpec> {
  return text.length > LONGEST
    ? refused(`a source of more than ${LONGEST} characters is none`)
    : parseAt(text, family, 0);
}

function parseAt(text: string, family: IpFamily, depth: number): Parsed<SourceSpec> {
  const trimmed = text.trim();
  const combination = /^(first|agree|all)\s*\(/.exec(trimmed)?.[1];
  if (combination !== undefined) {
    if (depth >= DEEPEST) return refused(`combinations are nested deeper than ${DEEPEST} levels`);
    return parseCombination(trimmed, (member) => parseAt(member, family, depth + 1));
  }
  const colon = trimmed.indexOf(":");
  const name = colon < 0 ? trimmed : trimmed.slice(0, colon).trim();
  const argument = colon < 0 ? undefined : trimmed.slice(colon + 1).trim();
  if (name === "cloudflare")
    return refused("cloudflare alone is not a source; write cloudflare.trace or cloudflare.doh");
  const bare = parseBare(name);
  if (argument === undefined && bare !== undefined) return bare;
  const needed = Object.hasOwn(ARGUMENTS, name) ? ARGUMENTS[name] : undefined;
  if (needed === undefined) return unexpected(name, trimmed, bare);
  if (argument === undefined) return refused(`${name} needs ${needed} behind a colon`);
  if (argument === "") return refused(`${name} needs ${needed} behind its colon${orNone(bare)}`);
  if (name !== "command" && /\p{Cc}/u.test(argument))
    return refused(`there is a line end or another control character behind ${quote(name)}`);
  return parseArgument(name, argument, family) ?? unexpected(name, trimmed, bare);
}

function parseBare(name: string): Parsed<SourceSpec> | undefined {
  switch (name) {
    case "cloudflare.trace":
    case "cloudflare.doh":
    case "local":
    case "static.empty":
    case "none":
    case "supervisor":
    case "router":
      return parsed({ kind: name });
    case "ipify":
      return parsed({ kind: name }, ["ipify is kept for old set-ups; cloudflare.trace needs no third party"]);
    default:
      return undefined;
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
  supervisor: "the name of an interface",
  router: "the router's name or address",
  push: "the name of a client",
};

function orNone(bare: Parsed<SourceSpec> | undefined): string {
  return bare === undefined ? "" : ", or no colon";
}

function unexpected(
  name: string,
  text: string,
  bare: Parsed<SourceSpec> | undefined,
): { readonly ok: false; readonly reason: string } {
  if (bare !== undefined) return refused(`${name} takes nothing behind a colon`);
  if (text === "") return refused(`there is no source; accepted: ${SOURCE_FORMS}`);
  const hint = hintAt(text);
  return refused(hint ?? `${quote(name)} is not a source; accepted: ${SOURCE_FORMS}`);
}
