/** Every form that a source can take, for people, and what somebody probably meant whose text is none. */

import { readBits } from "../address/bits.ts";

export const SOURCE_FORMS: string =
  "cloudflare.trace, cloudflare.doh, ipify, local, local.iface:<interface>, local.iface.stable:<interface>, url:<URL>, " +
  "url.via4:<URL>, url.via6:<URL>, file:<path>, static:<addresses>, static.empty, none, command:<program>, " +
  "homeassistant:<entity>[#<attribute>], mqtt:<topic>[#<field>], supervisor[:<interface>], router[:<host>], push:<client>, " +
  "first(…; …), agree(n; …; …), all(…; …)";

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
