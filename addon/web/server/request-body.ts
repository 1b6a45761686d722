/** Reads the JSON bodies of the dashboard's requests; what does not fit is told in words. */

import { isIP } from "node:net";
import type { RecordType } from "../../../src/index.ts";

/** Far more than any request of ours needs. */
export const MAX_BODY_BYTES = 4096;

/** A body's text; `too-large`: the rest is not read; `broken-off`: whoever sent it went away. */
export type Body =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "too-large" }
  | { readonly kind: "broken-off" };

export async function readBody(request: Request): Promise<Body> {
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY_BYTES) return { kind: "too-large" };
  const parts: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const part of request.body ?? []) {
      bytes += part.byteLength;
      if (bytes > MAX_BODY_BYTES) return { kind: "too-large" };
      parts.push(part);
    }
  } catch {
    return { kind: "broken-off" };
  }
  return { kind: "text", text: Buffer.concat(parts).toString("utf8") };
}

/** A value, or why there is none. */
export type ParsedBody<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly message: string };

export interface ProxiedRequest {
  readonly name: string;
  readonly type: RecordType;
  readonly proxied: boolean;
}

/** `{"paused": true}` */
export function parsePauseBody(text: string): ParsedBody<boolean> {
  const body = parseObject(text, ["paused"]);
  if (!body.ok) return body;
  const paused = body.value["paused"];
  return typeof paused === "boolean"
    ? { ok: true, value: paused }
    : refuse('"paused" must be true or false.');
}

/** `{"name": "home.example.org", "type": "A", "proxied": true}` */
export function parseProxiedBody(text: string): ParsedBody<ProxiedRequest> {
  const body = parseObject(text, ["name", "type", "proxied"]);
  if (!body.ok) return body;
  const { name, type, proxied } = body.value;
  if (typeof name !== "string" || name === "" || name.length > 255 || isIP(name) !== 0)
    return refuse('"name" must be the FQDN of a managed record set, such as home.example.org.');
  if (type !== "A" && type !== "AAAA") return refuse('"type" must be "A" or "AAAA".');
  if (typeof proxied !== "boolean") return refuse('"proxied" must be true or false.');
  return { ok: true, value: { name, type, proxied } };
}

/** `{"page": "…"}`: the name that a page gave its stream. */
export function parseLeaveBody(text: string): ParsedBody<string> {
  const body = parseObject(text, ["page"]);
  if (!body.ok) return body;
  const page = body.value["page"];
  return typeof page === "string" ? { ok: true, value: page } : refuse('"page" must be a text.');
}

/** Nothing, or `{}`. */
export function parseEmptyBody(text: string): ParsedBody<undefined> {
  if (text.trim() === "") return { ok: true, value: undefined };
  const body = parseObject(text, []);
  return body.ok ? { ok: true, value: undefined } : body;
}

function parseObject(text: string, known: readonly string[]): ParsedBody<Readonly<Record<string, unknown>>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse("The body is not JSON.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return refuse("The body must be a JSON object.");
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    const accepted = known.length === 0 ? "no fields" : known.map((key) => `"${key}"`).join(", ");
    return refuse(`${JSON.stringify(unknown)} is not known here; accepted: ${accepted}.`);
  }
  return { ok: true, value: { ...value } };
}

function refuse(message: string): { readonly ok: false; readonly message: string } {
  return { ok: false, message };
}
