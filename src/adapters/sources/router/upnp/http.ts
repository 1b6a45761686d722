/** HTTP with the router alone: never another host, no redirect, no proxy, a small answer. */

import type { LookupFunction } from "node:net";
import { exchange, type HttpResponse } from "../../../http.ts";
import { decodeText } from "../../remote/http.ts";

/** A description of UniFi's or AVM's kind has 4 to 10 kB; an answer to a question has one (D1 keeps addresses to 8). */
const DESCRIPTION_LIMIT = 64 * 1024;
const ANSWER_LIMIT = 8 * 1024;

export interface RouterRequest {
  readonly url: URL;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The answer of any status; undefined where none came in time, it was too long, or it is no text. Never rejects. */
export async function talkTo(
  router: string,
  request: RouterRequest,
  signal: AbortSignal,
): Promise<
  { readonly status: number; readonly headers: HttpResponse["headers"]; readonly text: string } | undefined
> {
  if (!isAt(router, request.url)) return undefined;
  try {
    const { status, headers, body } = await exchange({
      ...request,
      headers: { "user-agent": "cloudflare-ddns UPnP/1.1", ...request.headers },
      maxBytes: request.body === undefined ? DESCRIPTION_LIMIT : ANSWER_LIMIT,
      lookup: nobody,
      direct: true,
      signal,
    });
    const text = decodeText(body);
    return text === undefined ? undefined : { status, headers, text };
  } catch {
    return undefined;
  }
}

/** Does the URL lead to the router by plain HTTP? `router` is an IP address. */
export function isAt(router: string, { protocol, hostname }: URL): boolean {
  return protocol === "http:" && hostname.replace(/^\[|\]$/g, "") === router;
}

/** `address` as the host of a URL. */
export function hostOf(router: string): string {
  return router.includes(":") ? `[${router}]` : router;
}

/** Only addresses are asked, so a name that came through all the same leads nowhere. */
const nobody: LookupFunction = (_name, _options, callback) => callback(new Error("no names here"), "");
