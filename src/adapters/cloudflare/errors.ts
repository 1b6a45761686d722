/** From an answer of Cloudflare, or the lack of one, to our error codes (facts of 2026-11; docs/decisions names the sources). */

import { APIError } from "cloudflare/core/error";
import { DdnsError } from "../../core/errors.ts";
import { connectionTrouble } from "../connection-trouble.ts";
import { HttpFailure } from "../http.ts";
import { MalformedAnswer } from "./guard.ts";
import type { CloudflareFailure, Errand } from "./refusal/failure.ts";
import { readRefusal } from "./refusal/refusal.ts";

/** Sorts whatever an SDK call rejected with. `signal` is the one the call was given. */
export function failureOf(thrown: unknown, errand: Errand, signal: AbortSignal): CloudflareFailure {
  if (thrown instanceof DdnsError) return plain(thrown);
  if (thrown instanceof APIError && thrown.status !== undefined) {
    const { status, errors, error, headers } = thrown;
    const ray = headers?.get("cf-ray") ?? undefined;
    const retryAfter = headers?.get("retry-after") ?? undefined;
    return readRefusal({ status, errors, body: error, ray, retryAfter }, errand);
  }
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
      `Could not confirm that Cloudflare did ${errand.task}: ${whatBroke(origin, signal)}. It will be read again.`,
    );
  }
  if (signal.aborted) return abortError(signal, errand);
  if (origin instanceof MalformedAnswer) return notTheApi(errand, origin.message);
  if (origin instanceof HttpFailure && origin.kind === "too-large")
    return notTheApi(errand, "longer than any listing");
  const { what, step } =
    origin instanceof HttpFailure
      ? connectionTrouble(origin)
      : { what: "broke the connection", step: "check the internet connection" };
  return new DdnsError(
    "UNAVAILABLE",
    `Cloudflare could not be asked to ${errand.task}: its API ${what}, so ${step}. It will be tried again.`,
  );
}

function notTheApi({ task }: Errand, what: string): DdnsError {
  return new DdnsError(
    "RESPONSE_MALFORMED",
    `The answer to "${task}" did not come from Cloudflare's API (${what}): a captive portal or a proxy may be in between. Check the connection; it will be tried again.`,
  );
}

/** TIMEOUT where our deadline ended it, ABORTED where somebody asked us to stop. */
export function abortError(signal: AbortSignal, errand: Errand): DdnsError {
  return signal.reason instanceof DdnsError
    ? new DdnsError(signal.reason.code, `Cloudflare did not ${errand.task} in time: ${signal.reason.message}`)
    : new DdnsError("ABORTED", `Stopped before Cloudflare could ${errand.task}.`);
}

function whatBroke(origin: unknown, signal: AbortSignal): string {
  if (signal.aborted)
    return signal.reason instanceof DdnsError ? signal.reason.message : "we were asked to stop";
  if (origin instanceof HttpFailure)
    return origin.systemCode === "" ? "the connection broke" : `the connection broke (${origin.systemCode})`;
  return origin instanceof MalformedAnswer ? origin.message : "the connection broke";
}
