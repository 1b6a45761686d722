/** From an answer of Cloudflare, or the lack of one, to our error codes (facts of 2026-11; docs/decisions names the sources). */

import { APIError } from "cloudflare/core/error";
import { DdnsError, type ErrorCode, type RefusingAnswer } from "../../core/errors.ts";
import { foreignText } from "../../core/foreign-text.ts";
import { HttpFailure } from "../http.ts";
import { MalformedAnswer } from "./guard.ts";

/** What was being asked when it failed. */
export interface Errand {
  /** For people, after "Cloudflare": `list the zones`, `change 3 records of example.org`. */
  readonly task: string;
  /** A write without a trustworthy answer may have been applied. */
  readonly kind: "read" | "write";
}

/** One error of an envelope, with the last of its chain in front where Cloudflare wrapped it. */
interface ApiFault {
  readonly code: number;
  readonly message: string;
}

/** Refusals that mean: what the plan was made for is no longer there. */
const STALE_CODES: readonly number[] = [81044, 81057, 81058];

/** What an error says besides its code: whether reading again may mend it. */
export interface CloudflareFailure {
  readonly error: DdnsError;
  readonly stale: boolean;
  /** Cloudflare's text says that the token may not list zones: walk the suffixes instead. */
  readonly mayNotListZones: boolean;
}

/** Sorts whatever an SDK call rejected with. `signal` is the one the call was given. */
export function failureOf(thrown: unknown, errand: Errand, signal: AbortSignal): CloudflareFailure {
  if (thrown instanceof DdnsError) return plain(thrown);
  if (thrown instanceof APIError && thrown.status !== undefined)
    return refusal(thrown, thrown.status, errand);
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  const origin = thrown instanceof HttpFailure || thrown instanceof MalformedAnswer ? thrown : cause;
  return plain(withoutAnswer(origin, errand, signal));
}

function plain(error: DdnsError): CloudflareFailure {
  return { error, stale: false, mayNotListZones: false };
}

function withoutAnswer(origin: unknown, errand: Errand, signal: AbortSignal): DdnsError {
  const lost = errand.kind === "write" && !(origin instanceof HttpFailure && !origin.sent);
  if (lost) {
    return new DdnsError(
      "WRITE_UNCONFIRMED",
      `Could not confirm that Cloudflare did ${errand.task}: ${reasonOf(origin, signal)}. It will be read again.`,
    );
  }
  if (signal.aborted) return abortError(signal, errand);
  if (origin instanceof MalformedAnswer || (origin instanceof HttpFailure && origin.kind === "too-large")) {
    return new DdnsError(
      "RESPONSE_MALFORMED",
      `The answer to "${errand.task}" did not come from Cloudflare's API (${origin.message}): a captive portal or a proxy may be in between. Check the connection; it will be tried again.`,
    );
  }
  return new DdnsError(
    "UNAVAILABLE",
    `Cloudflare could not be reached to ${errand.task}: ${reasonOf(origin, signal)}. Check the internet connection; it will be tried again.`,
  );
}

/** TIMEOUT where our deadline ended it, ABORTED where somebody asked us to stop. */
export function abortError(signal: AbortSignal, errand: Errand): DdnsError {
  return signal.reason instanceof DdnsError
    ? new DdnsError(signal.reason.code, `Cloudflare did not ${errand.task} in time: ${signal.reason.message}`)
    : new DdnsError("ABORTED", `Stopped before Cloudflare could ${errand.task}.`);
}

function reasonOf(origin: unknown, signal: AbortSignal): string {
  if (signal.aborted)
    return signal.reason instanceof DdnsError ? signal.reason.message : "we were asked to stop";
  if (origin instanceof HttpFailure)
    return origin.systemCode === "" ? "the connection broke" : origin.systemCode;
  if (origin instanceof MalformedAnswer) return origin.message;
  return "the connection broke";
}

function refusal(thrown: InstanceType<typeof APIError>, status: number, errand: Errand): CloudflareFailure {
  const fault = faultOf(thrown.errors);
  const foreign = fault === undefined && typeof thrown.error !== "object";
  if ((status >= 500 || (foreign && status !== 429 && status !== 401)) && errand.kind === "write") {
    const error = new DdnsError(
      "WRITE_UNCONFIRMED",
      `Could not confirm that Cloudflare did ${errand.task}: it answered HTTP ${status}. It will be read again.`,
    );
    return plain(error);
  }
  const code = codeOf(status, fault, thrown);
  const retryAfterMs = retryAfter(thrown.headers?.get("retry-after") ?? undefined);
  return {
    error: new DdnsError(code, messageOf(code, status, fault, errand), {
      retryAfterMs,
      answer: answerOf(status, thrown),
    }),
    stale: fault !== undefined && STALE_CODES.includes(fault.code),
    mayNotListZones: fault?.code === 0 && fault.message.includes("zone.list"),
  };
}

/** The ray is hex digits and a place; anything else did not come from Cloudflare. */
function answerOf(status: number, { headers }: InstanceType<typeof APIError>): RefusingAnswer {
  const ray = headers?.get("cf-ray") ?? "";
  return /^[0-9a-f]+(-[A-Z]+)?$/.test(ray) ? { status, ray } : { status };
}

function faultOf(errors: unknown): ApiFault | undefined {
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
  const message = "message" in value && typeof value.message === "string" ? value.message : "";
  return { code: Number(value.code), message: foreignText(message) };
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
  81057: "RECORD_CONFLICT",
  81058: "RECORD_CONFLICT",
  81045: "QUOTA_EXCEEDED",
  9300: "QUOTA_EXCEEDED",
};

function codeOf(
  status: number,
  fault: ApiFault | undefined,
  thrown: InstanceType<typeof APIError>,
): ErrorCode {
  if (status === 429) return "RATE_LIMITED";
  if (status >= 500) return "UNAVAILABLE";
  if (fault === undefined && typeof thrown.error !== "object" && status !== 401) return "RESPONSE_MALFORMED";
  const known = fault === undefined ? undefined : CODES[fault.code];
  if (known !== undefined) return known;
  if (status === 401) return "AUTH_REJECTED";
  if (status === 403)
    return /invalid access token|cannot use the access token/i.test(fault?.message ?? "")
      ? "AUTH_REJECTED"
      : "PERMISSION_DENIED";
  // Numbers 9109 and 10000 serve both "unknown token" and "not permitted" (with `success: false` also under 200).
  if (fault?.code === 10000 || fault?.code === 9109) return "PERMISSION_DENIED";
  if (status === 404) return "ZONE_NOT_FOUND";
  if (/quota|maximum number|limit of|exceeded/i.test(fault?.message ?? "")) return "QUOTA_EXCEEDED";
  return "BAD_INPUT";
}

function messageOf(code: ErrorCode, status: number, fault: ApiFault | undefined, errand: Errand): string {
  const said =
    fault === undefined || fault.message === "" ? `HTTP ${status}` : `"${fault.message}" (${fault.code})`;
  return `Cloudflare refused to ${errand.task}: ${said}. ${nextStep(code, fault)}`;
}

function nextStep(code: ErrorCode, fault: ApiFault | undefined): string {
  switch (code) {
    case "AUTH_REJECTED":
      return /from location/i.test(fault?.message ?? "")
        ? "The token has a filter on client addresses: add this address to it, or remove the filter, under My Profile > API Tokens."
        : "The token is unknown, expired or mistyped: make one under My Profile > API Tokens and set it again.";
    case "PERMISSION_DENIED":
      return "Give the token Zone > DNS > Edit and Zone > Zone > Read for the zone, and Account > Account Filter Lists > Edit for WAF lists.";
    case "ZONE_NOT_FOUND":
      return "The zone or list may have been deleted; it will be looked up again.";
    case "RECORD_CONFLICT":
      return "Another record is in the way: remove it at Cloudflare, or take the name out of the settings.";
    case "QUOTA_EXCEEDED":
      return "A limit of the Cloudflare plan is reached: remove what is not needed, or change the plan.";
    case "RATE_LIMITED":
      return "Too many requests were made with this token; it will be tried again later.";
    case "UNAVAILABLE":
    case "RESPONSE_MALFORMED":
      return "It will be tried again.";
    default:
      return "Correct the setting that this value comes from.";
  }
}

/** In seconds, as Cloudflare has it; undefined where unreadable, which a date is too. */
function retryAfter(header: string | undefined): number | undefined {
  const seconds = Number(header);
  return header === undefined || !Number.isFinite(seconds) ? undefined : Math.max(0, seconds) * 1000;
}
