/** Turns refusals and errors into answers that a page can show. */

import { DdnsError, type ErrorCode } from "../../../src/index.ts";
import type { Refusal } from "../wire.ts";

/** A JSON refusal. */
export function refusal(
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): Response {
  const body: Refusal = { error: { code, message } };
  return Response.json(body, { status, headers });
}

/** The answer to an error of the service; a foreign error's text stays inside, since it may hold a secret. */
export function errorAnswer(error: unknown): Response {
  if (!(error instanceof DdnsError))
    return refusal(500, "INTERNAL", "Something went wrong inside the service; its log may say more.");
  const headers: Record<string, string> =
    error.retryAfterMs === undefined ? {} : { "Retry-After": String(Math.ceil(error.retryAfterMs / 1000)) };
  return refusal(STATUS[error.code] ?? 502, error.code, error.message, headers);
}

/** Codes that are not the other side's doing; every other one is 502. */
const STATUS: Partial<Record<ErrorCode, number>> = {
  BAD_INPUT: 400,
  CONFIG_INVALID: 409,
  ENV_UNSET: 409,
  NO_ACCOUNT: 409,
  RECORD_CONFLICT: 409,
  LIST_BUSY: 409,
  RATE_LIMITED: 429,
  ABORTED: 503,
  TIMEOUT: 504,
};
