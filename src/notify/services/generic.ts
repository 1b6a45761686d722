/** Reads the generic webhook: `generic://`, `generic+https://`, `generic+http://`, with options for us among parameters for the server. */

import { Secret } from "../../core/secret.ts";
import { type Message, textOrTitle, wholeText } from "../message/message.ts";
import type { WebRequest } from "../message/request.ts";
import type { NotificationQuery } from "../url/query.ts";
import { formatEndpoint, type UrlParameter, type UrlText } from "../url/url-text.ts";
import { type Service, webService } from "./service.ts";

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

export interface GenericTarget {
  /** The final address, with the query that is passed on. */
  readonly url: Secret;
  readonly method: (typeof METHODS)[number];
  /** `json` sends an object of title, message and `fields`; `text` the message alone. */
  readonly format: "text" | "json";
  readonly contentType: string | undefined;
  readonly messageKey: string;
  readonly titleKey: string;
  readonly headers: readonly Named[];
  readonly fields: readonly Named[];
}

interface Named {
  readonly name: string;
  readonly value: Secret;
}

export const generic: Service = webService<GenericTarget>({
  scheme: "generic",
  aliases: ["generic+https", "generic+http"],
  form: "generic+https://host/path",
  read,
  requests: (target, message) => [request(target, message)],
});

/**
 * The target of a generic URL.
 *
 *   ?template=json     the message as JSON; so do messagekey, titlekey and $key, which mean nothing without it
 *   ?@Name=value       a header
 *   ?$key=value        a further field of the JSON
 *   ?_title=value      handed on as `title=value`
 *   ?anything=else     handed on
 */
function read(url: UrlText, query: NotificationQuery): GenericTarget | undefined {
  if (url.host === "") return undefined;
  const { passed, headers, fields } = sort(url.parameters);
  query.passOver(...url.parameters.map(({ name }) => name));
  const template = query.text("template")?.toLowerCase();
  if (template !== undefined && template !== "json") query.problems.push("template must be json or left out");
  const asked = (query.text("method", "requestmethod") ?? "POST").toUpperCase();
  const method = METHODS.find((known) => known === asked);
  if (method === undefined) query.problems.push(`method must be one of ${METHODS.join(", ")}`);
  if (!headers.every(isHeader))
    query.problems.push("a header (@Name=value) holds characters no header may hold");
  const plain = query.flag("disabletls", false) || url.scheme === "generic+http";
  const messageKey = query.text("messagekey");
  const titleKey = query.text("titlekey");
  const wantsJson =
    template !== undefined ||
    messageKey !== undefined ||
    titleKey !== undefined ||
    (fields.length > 0 && method !== "GET");
  return {
    url: new Secret(formatTarget(url, plain, passed)),
    method: method ?? "POST",
    format: wantsJson ? "json" : "text",
    contentType: query.text("contenttype"),
    messageKey: messageKey ?? "message",
    titleKey: titleKey ?? "title",
    headers: headers.map(withoutSign),
    fields: fields.map(withoutSign),
  };
}

/** The options of ours are left out; what is passed on is as it was written. */
function sort(parameters: readonly UrlParameter[]) {
  const headers: UrlParameter[] = [];
  const fields: UrlParameter[] = [];
  const passed: string[] = [];
  for (const parameter of parameters) {
    const name = parameter.name.toLowerCase();
    if (OPTIONS.has(name)) continue;
    if (/^@./.test(name)) headers.push(parameter);
    else if (/^\$./.test(name)) fields.push(parameter);
    else passed.push(OPTIONS.has(name.slice(1)) && name[0] === "_" ? parameter.raw.slice(1) : parameter.raw);
  }
  return { headers, fields, passed };
}

function formatTarget(url: UrlText, plain: boolean, passed: readonly string[]): string {
  const user = encodeURIComponent(url.user ?? "");
  const password = url.password === undefined ? "" : `:${encodeURIComponent(url.password)}`;
  const credentials = url.user === undefined ? "" : `${user}${password}@`;
  const query = passed.length === 0 ? "" : `?${passed.join("&").replaceAll(" ", "%20")}`;
  return `${plain ? "http" : "https"}://${credentials}${formatEndpoint(url)}${url.rawPath}${query}`;
}

function isHeader({ name, value }: UrlParameter): boolean {
  return /^@[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

function withoutSign({ name, value }: UrlParameter): Named {
  return { name: name.slice(1), value: new Secret(value) };
}

function request(target: GenericTarget, message: Message): WebRequest {
  const headers = revealed(target.headers.map(({ name, value }) => ({ name: name.toLowerCase(), value })));
  if (target.method === "GET") {
    const url = new URL(target.url.reveal());
    url.searchParams.append(target.titleKey, message.title);
    url.searchParams.append(target.messageKey, message.text);
    return { method: "GET", url: url.href, headers };
  }
  const json = target.format === "json";
  const contentType = target.contentType ?? (json ? "application/json" : "text/plain; charset=utf-8");
  const named = { [target.titleKey]: message.title, [target.messageKey]: textOrTitle(message) };
  return {
    method: target.method,
    url: target.url.reveal(),
    headers: { "content-type": contentType, ...headers },
    body: json ? JSON.stringify({ ...revealed(target.fields), ...named }) : wholeText(message),
  };
}

function revealed(all: readonly Named[]): Readonly<Record<string, string>> {
  return Object.fromEntries(all.map(({ name, value }) => [name, value.reveal()]));
}
