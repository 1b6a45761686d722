/** The one place where sources open HTTP connections: over one IP family, within limits, and told in words when it fails. */

import { isIP, type LookupFunction } from "node:net";
import { foreignText } from "../../../core/foreign-text.ts";
import type { IpFamily } from "../../../core/types.ts";
import { connectionTrouble } from "../../connection-trouble.ts";
import { exchange, HttpFailure, type HttpResponse } from "../../http.ts";
import { describeUrl } from "../describe.ts";

/** Largest body, bytes (D1). */
export const BODY_LIMIT = 8192;
const MOST_REDIRECTS = 3;

export interface HttpQuestion {
  readonly url: string;
  /** Family of the connection; a name is resolved to addresses of this family alone. */
  readonly family: IpFamily;
  /** Ends the connection, also while the body is read: the deadline comes this way. */
  readonly signal: AbortSignal;
  readonly lookup: LookupFunction | undefined;
  /** Sent by POST; without it the question is a GET. */
  readonly post?: { readonly body: Uint8Array; readonly mediaType: string };
}

/** Status 200 and its whole body, or why there is none; `reason` names the host, and nothing else of the URL. */
export type HttpAnswer =
  | { readonly ok: true; readonly body: Buffer }
  | { readonly ok: false; readonly reason: string };

type Step = HttpAnswer | { readonly ok: "redirected"; readonly location: string };

/** Asks once, follows up to three redirects within the same origin, or to its https side (D1). Never rejects. */
export async function askHttp(question: HttpQuestion): Promise<HttpAnswer> {
  if (!URL.canParse(question.url)) return { ok: false, reason: "this is no URL" };
  let url = new URL(question.url);
  for (let redirects = 0; ; redirects++) {
    const step = await send(url, question).catch(() => failed(url, "cannot be asked"));
    if (step.ok !== "redirected") return step;
    if (redirects === MOST_REDIRECTS) return failed(url, "redirects too often");
    const next = URL.canParse(step.location, url.href) ? new URL(step.location, url.href) : undefined;
    const refusal = refuseRedirect(url, next, question);
    if (next === undefined || refusal !== undefined) return failed(url, `${refusal}, which is refused`);
    url = next;
  }
}

/** As `askHttp`, for text: UTF-8, and no web page (a captive portal, a login, an error). */
export async function askForText(
  question: HttpQuestion,
): Promise<{ readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string }> {
  const answer = await askHttp(question);
  if (!answer.ok) return answer;
  const text = decodeText(answer.body);
  if (text === undefined) return failed(new URL(question.url), "answered with something that is no text");
  if (text.trimStart().startsWith("<")) return failed(new URL(question.url), "answered with a web page");
  return { ok: true, text };
}

/** UTF-8 without its byte order mark; undefined where it is none. */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function refuseRedirect(from: URL, to: URL | undefined, question: HttpQuestion): string | undefined {
  // Repeating a POST is a decision that nobody has taken.
  if (to === undefined || question.post !== undefined) return "redirects";
  if (to.origin === from.origin || isEncryptedSide(from, to)) return undefined;
  return to.hostname === from.hostname && to.protocol === from.protocol
    ? "redirects to another port"
    : `redirects to another place (${foreignText(describeUrl(to))})`;
}

/** The same host over TLS; a port that was named is named there too, for another port is another server. */
function isEncryptedSide(from: URL, to: URL): boolean {
  return to.protocol === "https:" && to.hostname === from.hostname && to.port === from.port;
}

async function send(url: URL, question: HttpQuestion): Promise<Step> {
  const { family, signal, lookup, post } = question;
  const literal = isIP(url.hostname.replace(/^\[|\]$/g, ""));
  const isMapped = url.hostname.startsWith("[::ffff:");
  if (literal !== 0 && (literal !== family || isMapped))
    return failed(url, `is not an IPv${family} address and cannot be asked over IPv${family}`);

  const headers = {
    "user-agent": "cloudflare-ddns",
    accept: post?.mediaType ?? "text/plain, */*",
    ...(post && { "content-type": post.mediaType }),
  };
  try {
    // A connection of its own, closed after the answer: none is kept, none comes from elsewhere.
    return judge(
      url,
      await exchange({
        url,
        method: post ? "POST" : "GET",
        headers,
        body: post?.body,
        family,
        lookup,
        maxBytes: BODY_LIMIT,
        signal,
      }),
    );
  } catch (thrown) {
    return failed(url, thrown instanceof HttpFailure ? describeFailure(thrown, family) : "cannot be asked");
  }
}

function judge(url: URL, { status, headers, body }: HttpResponse): Step {
  if (status >= 300 && status < 400 && headers.location !== undefined)
    return { ok: "redirected", location: headers.location };
  if (status !== 200) return failed(url, `answered with status ${status}`);
  if (/^\s*(text\/html|application\/xhtml)/i.test(headers["content-type"] ?? ""))
    return failed(url, "answered with a web page");
  if (!/^(identity)?$/i.test(headers["content-encoding"] ?? ""))
    return failed(url, "answered compressed, which was not asked for");
  return { ok: true, body };
}

function failed(url: URL, what: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason: `${describeUrl(url)} ${what}` };
}

/** In our own words: the message of a foreign error may repeat the URL. */
function describeFailure(failure: HttpFailure, family: IpFamily): string {
  if (failure.kind === "too-large") return `answered with more than ${BODY_LIMIT} bytes`;
  const { what, step } = connectionTrouble(failure, family);
  return `${what}, so ${step}`;
}
