/** Every form that a source can take, for people, and what somebody probably meant whose text is none. */

import { readBits } from "../address/bits.ts";
import type { SourceSpec } from "./spec.ts";

const FORMS: Readonly<Record<SourceSpec["kind"], readonly string[]>> = {
  "cloudflare.trace": ["cloudflare.trace"],
  "cloudflare.doh": ["cloudflare.doh"],
  ipify: ["ipify"],
  local: ["local"],
  "local.iface": ["local.iface:<interface>", "local.iface.stable:<interface>"],
  url: ["url:<URL>", "url.via4:<URL>", "url.via6:<URL>"],
  file: ["file:<path>"],
  static: ["static:<addresses>"],
  "static.empty": ["static.empty"],
  none: ["none"],
  command: ["command:<program>"],
  homeassistant: ["homeassistant:<entity>[#<attribute>]"],
  mqtt: ["mqtt:<topic>[#<field>]"],
  supervisor: ["supervisor[:<interface>]"],
  router: ["router[:<host>]"],
  push: ["push:<client>"],
  first: ["first(…; …)"],
  agree: ["agree(n; …; …)"],
  all: ["all(…; …)"],
};

/** All of them, separated by commas; what settings.md, app and messages show. */
export const SOURCE_FORMS: string = Object.values(FORMS).flat().join(", ");

/** Domains of Home Assistant whose entities hold a text. */
const ENTITY =
  /^(?:sensor|binary_sensor|text|input_text|select|input_select|device_tracker|update|var)\.[a-z0-9_]+(?:#|$)/;

/** The next step in words, without repeating the text; undefined where nothing can be guessed. */
export function hintAt(text: string): string | undefined {
  if (/^https?:/i.test(text)) return "a URL is not a source by itself; write url: in front of it";
  if (/^literal\s*:/.test(text)) return "literal is another program's word; write static:<addresses>";
  if (readBits(text.split(/[,/]/, 1)[0]?.trim() ?? "") !== undefined)
    return "an address is not a source by itself; write static: in front of it";
  if (ENTITY.test(text)) return "an entity is not a source by itself; write homeassistant: in front of it";
  if (text.startsWith("/")) return "a path is not a source by itself; write file: in front of it";
  return undefined;
}
