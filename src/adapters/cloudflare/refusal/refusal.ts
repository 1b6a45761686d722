/** Reads a refusing answer: the error that Cloudflare names, our code for it, and the sentence that people get. */

import { DdnsError, type ErrorCode, type RefusingAnswer } from "../../../core/errors.ts";
import { foreignText } from "../../../core/foreign-text.ts";
import { nextStep } from "./advice.ts";
import type { ApiFault, CloudflareFailure, Errand } from "./failure.ts";

/** What an answer with a status of 4xx or 5xx holds; `body` is its text where that is no JSON. */
export interface RefusingParts {
  readonly status: number;
  readonly errors: unknown;
  readonly body: unknown;
  readonly ray: string | undefined;
  readonly retryAfter: string | undefined;
}

/** Refusals that mean: what the plan was made for is no longer there. */
const STALE_CODES: readonly number[] = [81044, 81057, 81058];

export function readRefusal(answer: RefusingParts, errand: Errand): CloudflareFailure {
  const { status } = answer;
  const fault = faultIn(answer.errors);
  // A page of whatever stands in between, or of Cloudflare's edge: the API itself answers in JSON.
  const isPage = fault === undefined && typeof answer.body !== "object";
  if (errand.kind === "write" && (status >= 500 || (isPage && status !== 429 && status !== 401)))
    return sorted(unconfirmed(status, isPage && status < 500, errand), fault);
  const code = codeOf(status, fault, isPage);
  const message = isPage && code === "RESPONSE_MALFORMED" ? pageText(answer, errand) : undefined;
  const said = fault === undefined || fault.message === "" ? `HTTP ${status}` : `"${fault.message}"`;
  const number = fault === undefined || fault.message === "" ? "" : ` (${fault.code})`;
  const error = new DdnsError(
    code,
    message ??
      `Cloudflare refused to ${errand.task}: ${said}${number}. ${nextStep({ code, status, fault, errand })}`,
    { retryAfterMs: milliseconds(answer.retryAfter), answer: identity(answer) },
  );
  return sorted(error, fault);
}

function sorted(error: DdnsError, fault: ApiFault | undefined): CloudflareFailure {
  return {
    error,
    stale: fault !== undefined && STALE_CODES.includes(fault.code),
    mayNotListZones: fault?.code === 0 && fault.message.includes("zone.list"),
  };
}

function unconfirmed(status: number, isBlocked: boolean, { task }: Errand): DdnsError {
  const said = isBlocked
    ? `a block page came in place of the API's answer (HTTP ${status}). Look for a firewall or a proxy in between; it will be read again.`
    : `it answered HTTP ${status}. It will be read again.`;
  return new DdnsError("WRITE_UNCONFIRMED", `Could not confirm that Cloudflare did ${task}: ${said}`);
}

/** A block page names its number (1020, 1015, …), which is what Cloudflare's own support asks for. */
function pageText({ status, body }: RefusingParts, { task }: Errand): string {
  const words = String(body)
    .slice(0, 20_000)
    .replace(/<[^<>]*>/g, " ");
  const [, number] = /error code[:\s]{0,20}(\d{3,4})\b/i.exec(words) ?? [];
  const page = number === undefined ? `HTTP ${status}` : `HTTP ${status}, error code ${number}`;
  return status === 407
    ? `A proxy wants to know who asks before it lets Cloudflare ${task} (HTTP 407). Write user and password into HTTPS_PROXY, as in http://user:password@host:port.`
    : `A block page came in place of the answer of Cloudflare's API to "${task}" (${page}): a firewall, a proxy, or a protection against robots stopped the request. Look for what stands in between, or try another connection; it will be tried again.`;
}

/** The ray is hex digits and a place; anything else did not come from Cloudflare. */
function identity({ status, ray = "" }: RefusingParts): RefusingAnswer {
  return /^[0-9a-f]+(-[A-Z]+)?$/.test(ray) ? { status, ray } : { status };
}

/** The first error; of one that wraps others, the last of its chain says why. */
function faultIn(errors: unknown): ApiFault | undefined {
  if (!Array.isArray(errors)) return undefined;
  const [first] = errors as unknown[];
  const outer = readFault(first);
  if (outer?.code !== 1004 || typeof first !== "object" || first === null || !("error_chain" in first))
    return outer;
  // Until 2024-10 the DNS service wrapped the true cause; answers may still come so from elsewhere.
  return Array.isArray(first.error_chain) ? (readFault(first.error_chain.at(-1)) ?? outer) : outer;
}

function readFault(value: unknown): ApiFault | undefined {
  if (typeof value !== "object" || value === null || !("code" in value)) return undefined;
  const code = Number(value.code);
  const message = "message" in value && typeof value.message === "string" ? value.message : "";
  return { code: Number.isFinite(code) ? code : 0, message: foreignText(message) };
}

const CODES: Readonly<Record<number, ErrorCode>> = {
  1000: "AUTH_REJECTED",
  1001: "AUTH_REJECTED",
  6003: "AUTH_REJECTED",
  9106: "AUTH_REJECTED",
  1038: "PERMISSION_DENIED",
  7000: "ZONE_NOT_FOUND",
  7003: "ZONE_NOT_FOUND",
  81044: "RECORD_CONFLICT",
  81053: "RECORD_CONFLICT",
  81054: "RECORD_CONFLICT",
  81056: "RECORD_CONFLICT",
  81057: "RECORD_CONFLICT",
  81058: "RECORD_CONFLICT",
  81045: "QUOTA_EXCEEDED",
  9300: "QUOTA_EXCEEDED",
};

function codeOf(status: number, fault: ApiFault | undefined, isPage: boolean): ErrorCode {
  if (status === 429) return "RATE_LIMITED";
  if (status >= 500) return "UNAVAILABLE";
  if (isPage && status !== 401) return "RESPONSE_MALFORMED";
  const known = fault === undefined ? undefined : CODES[fault.code];
  if (known !== undefined) return known;
  if (status === 401) return "AUTH_REJECTED";
  const text = fault?.message ?? "";
  if (status === 403)
    return /invalid access token|cannot use the access token/i.test(text)
      ? "AUTH_REJECTED"
      : "PERMISSION_DENIED";
  // Numbers 9109 and 10000 serve both "unknown token" and "not permitted" (with `success: false` also under 200).
  if (fault?.code === 10000 || fault?.code === 9109) return "PERMISSION_DENIED";
  if (status === 404) return "ZONE_NOT_FOUND";
  return /quota|maximum number|limit of|exceeded/i.test(text) ? "QUOTA_EXCEEDED" : "BAD_INPUT";
}

/** From seconds, as Cloudflare has it; undefined where unreadable, which a date is too. */
function milliseconds(retryAfter: string | undefined): number | undefined {
  const seconds = Number(retryAfter);
  return retryAfter === undefined || !Number.isFinite(seconds) ? undefined : Math.max(0, seconds) * 1000;
}
