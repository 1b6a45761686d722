/** Answers for what a record may be: its fields are read, normalised and checked in Cloudflare's order, first error only. */

import { canonicalIPv4, canonicalIPv6, isAllowedTarget, isMapped, isProxiableAddress } from "../addresses.ts";
import { placeholder } from "../placeholders.ts";
import { isObject, refusal } from "../server/envelope.ts";
import { zoneLimits } from "../server/limits.ts";
import type { Zone } from "../state.ts";
import type { Switches } from "../switches.ts";
import { asciiName, recordName } from "./names.ts";
import type { SandboxRecord } from "./zone-records.ts";

const recordTypes = new Set(
  "A AAAA CAA CERT CNAME DNSKEY DS HTTPS LOC MX NAPTR NS OPENPGPKEY PTR SMIMEA SRV SSHFP SVCB TLSA TXT URI".split(
    " ",
  ),
);

/** What a write asks for, before anything about it is known. */
export type RawFields = Readonly<Record<string, unknown>>;

/** The fields of a record that a write decides. */
export type Fields = Omit<
  SandboxRecord,
  "id" | "meta" | "created_on" | "modified_on" | "comment_modified_on" | "tags_modified_on"
>;

export function readFields(raw: RawFields, zone: Zone, switches: Switches): Fields {
  const limits = zoneLimits(zone);
  const type = readType(raw["type"]);
  const name = readName(raw["name"], zone.name);
  if (type === undefined) throw refusal(400, placeholder.recordType, "DNS record type is invalid.");
  const content = readContent(type, raw, switches);
  const ttl = readTtl(raw["ttl"], raw["proxied"] === true, limits.leastTtl);
  const comment = readComment(raw["comment"], limits.comment);
  const tags = readTags(raw["tags"], limits.tags);
  const proxied = readProxied(raw["proxied"], type, content);
  return {
    name,
    type,
    content,
    proxiable: isProxiable(type, content),
    proxied,
    ttl: proxied ? 1 : ttl,
    settings: readSettings(raw["settings"], type),
    comment,
    tags,
    ...(typeof raw["priority"] === "number" ? { priority: raw["priority"] } : {}),
    ...(isObject(raw["data"]) ? { data: raw["data"] } : {}),
  };
}

/** A missing type is told after the name, so that `{}` is an invalid name as on the real API. */
function readType(type: unknown): string | undefined {
  if (type === undefined) return undefined;
  if (typeof type === "string" && recordTypes.has(type.toUpperCase())) return type.toUpperCase();
  throw refusal(400, placeholder.recordType, "DNS record type is invalid.");
}

function readName(name: unknown, zone: string): string {
  const read = typeof name === "string" ? recordName(name, zone) : undefined;
  if (read === undefined) throw refusal(400, 9000, "DNS name is invalid.");
  return read;
}

function readContent(type: string, raw: RawFields, switches: Switches): string {
  const content = raw["content"];
  if (content === undefined && isObject(raw["data"])) return Object.values(raw["data"]).join(" ");
  const read = typeof content === "string" ? canonicalContent(type, content) : undefined;
  const refused = type === "AAAA" && switches.mappedAddress === "refused" && isMapped(read ?? "");
  if (read !== undefined && !refused) return read;
  if (type === "A") throw refusal(400, 9005, "Content for A record must be a valid IPv4 address.");
  if (type === "AAAA") throw refusal(400, 9006, "Content for AAAA record must be a valid IPv6 address.");
  throw refusal(400, type === "CNAME" ? 9007 : 9009, `Content for ${type} record is invalid.`);
}

export function canonicalContent(type: string, content: string): string | undefined {
  if (type === "A") return canonicalIPv4(content);
  if (type === "AAAA") return canonicalIPv6(content);
  if (type === "CNAME" || type === "NS" || type === "PTR") return asciiName(content);
  return content === "" ? undefined : content;
}

function readTtl(ttl: unknown, proxied: boolean, least: number): number {
  if (ttl === undefined) return 1;
  if (typeof ttl !== "number") throw refusal(400, 9022, "TTL must be a number, not a string.");
  // a proxied record takes any ttl and answers 1
  if (proxied || ttl === 1 || (Number.isInteger(ttl) && ttl >= least && ttl <= 86_400)) return ttl;
  throw refusal(400, 9021, `TTL must be between ${least} and 86400 seconds, or 1 for Automatic.`);
}

function readComment(comment: unknown, most: number): string | null {
  if (comment === undefined || comment === null || comment === "") return null;
  if (typeof comment !== "string" || /[\r\n]/.test(comment)) {
    throw refusal(400, placeholder.commentFormat, "DNS record comment must be one line of text.");
  }
  if (comment.length <= most) return comment;
  throw refusal(400, 9313, `DNS record comment exceeds the maximum length of ${most} characters.`);
}

function readTags(tags: unknown, quota: number): readonly string[] {
  if (tags === undefined || tags === null) return [];
  if (!Array.isArray(tags) || !tags.every((tag) => typeof tag === "string")) throw badTag();
  if (tags.length > quota) {
    throw refusal(400, 9300, `DNS record has ${tags.length} tags, exceeding the quota of ${quota}.`);
  }
  if (!tags.every((tag) => /^[A-Za-z0-9_-]{1,32}(:.{0,100})?$/.test(tag))) throw badTag();
  return tags;
}

function badTag(): Error {
  return refusal(400, placeholder.tagFormat, "DNS record tag is invalid.");
}

function readProxied(proxied: unknown, type: string, content: string): boolean {
  if (proxied !== true) return false;
  if (!["A", "AAAA", "CNAME"].includes(type)) {
    throw refusal(400, 9041, "Invalid proxied mode. Record cannot be proxied");
  }
  if (type !== "CNAME" && !isAllowedTarget(content)) {
    throw refusal(400, 9003, `Target ${content} is not allowed for a proxied record.`);
  }
  return true;
}

export function isProxiable(type: string, content: string): boolean {
  return type === "CNAME" || ((type === "A" || type === "AAAA") && isProxiableAddress(content));
}

export function readSettings(settings: unknown, type: string): Readonly<Record<string, unknown>> {
  if (settings !== undefined && settings !== null && !isObject(settings)) {
    throw refusal(400, placeholder.settings, "DNS record settings must be an object.");
  }
  return { ...(type === "CNAME" ? { flatten_cname: false } : {}), ...settings };
}
