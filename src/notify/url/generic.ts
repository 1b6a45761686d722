/** Reads the generic webhook: `generic://`, `generic+https://`, `generic+http://`, with options for us among parameters for the server. */

import { Secret } from "../../core/secret.ts";
import type { GenericTarget } from "./target.ts";
import { formatEndpoint, type UrlParameter, type UrlText } from "./url-text.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH"] as const;

/** The options that are ours, in lower case; the server gets one of these names when it is written with `_` before it. */
const OPTIONS = new Set([
  "template",
  "messagekey",
  "titlekey",
  "method",
  "requestmethod",
  "contenttype",
  "disabletls",
  "title",
]);

/**
 * The target of a generic URL, or the reason why there is none.
 *
 *   ?template=json     the message as JSON; so do messagekey, titlekey and $key, which mean nothing without it
 *   ?@Name=value       a header
 *   ?$key=value        a further field of the JSON
 *   ?_title=value      handed on as `title=value`
 *   ?anything=else     handed on
 */
export function readGeneric(url: UrlText): GenericTarget | string {
  if (url.host === "") return "generic: the host is missing; expected generic+https://host/path";
  const options = new Map<string, UrlParameter>();
  const headers: UrlParameter[] = [];
  const fields: UrlParameter[] = [];
  const passed: string[] = [];
  for (const parameter of url.parameters) {
    const name = parameter.name.toLowerCase();
    if (OPTIONS.has(name)) options.set(name, parameter);
    else if (/^@./.test(name)) headers.push(parameter);
    else if (/^\$./.test(name)) fields.push(parameter);
    else passed.push(OPTIONS.has(name.slice(1)) && name[0] === "_" ? parameter.raw.slice(1) : parameter.raw);
  }
  const text = (name: string) => options.get(name)?.value || undefined;

  const template = text("template")?.toLowerCase();
  if (template !== undefined && template !== "json") return "generic: template must be json or left out";
  const asked = (text("method") ?? text("requestmethod") ?? "POST").toUpperCase();
  const method = METHODS.find((known) => known === asked);
  if (method === undefined) return `generic: method must be one of ${METHODS.join(", ")}`;
  const disabled = text("disabletls")?.toLowerCase();
  if (disabled !== undefined && !/^(?:yes|no|true|false|1|0|on|off)$/.test(disabled))
    return "generic: disabletls must be yes or no";
  if (!headers.every(isHeader)) return "generic: a header (@Name=value) holds characters no header may hold";

  const plain = url.scheme === "generic+http" || /^(?:yes|true|1|on)$/.test(disabled ?? "");
  const credentials = url.user === undefined ? "" : `${formatCredentials(url)}@`;
  const query = passed.length === 0 ? "" : `?${passed.join("&").replaceAll(" ", "%20")}`;
  const wantsJson =
    template !== undefined ||
    options.has("messagekey") ||
    options.has("titlekey") ||
    (fields.length > 0 && method !== "GET");
  return {
    kind: "generic",
    url: new Secret(
      `${plain ? "http" : "https"}://${credentials}${formatEndpoint(url)}${url.rawPath}${query}`,
    ),
    method,
    format: wantsJson ? "json" : "text",
    contentType: text("contenttype"),
    messageKey: text("messagekey") ?? "message",
    titleKey: text("titlekey") ?? "title",
    headers: headers.map(({ name, value }) => ({ name: name.slice(1), value: new Secret(value) })),
    fields: fields.map(({ name, value }) => ({ name: name.slice(1), value: new Secret(value) })),
    title: text("title"),
  };
}

function formatCredentials(url: UrlText): string {
  const user = encodeURIComponent(url.user ?? "");
  return url.password === undefined ? user : `${user}:${encodeURIComponent(url.password)}`;
}

function isHeader({ name, value }: UrlParameter): boolean {
  return /^@[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}
