/** What can go wrong, as one error class with a closed list of codes. */

/** Every code an error of this product can carry; callers branch on these and never on a message. */
export type ErrorCode =
  /** The settings were refused. */
  | "CONFIG_INVALID"
  /** A setting names an environment variable that is not set. */
  | "ENV_UNSET"
  /** No account is chosen, or the chosen one does not exist. */
  | "NO_ACCOUNT"
  /** Cloudflare does not accept the token at all. */
  | "AUTH_REJECTED"
  /** The token is good, but not for this. */
  | "PERMISSION_DENIED"
  /** No zone that the token sees holds the name, or a zone has gone. */
  | "ZONE_NOT_FOUND"
  /** Another record is in the way. */
  | "RECORD_CONFLICT"
  /** A limit of the plan is reached: records, lists, items, tags. */
  | "QUOTA_EXCEEDED"
  /** Too many requests; `retryAfterMs` says when to come back, where known. */
  | "RATE_LIMITED"
  /** The other side cannot be reached or is out of order. */
  | "UNAVAILABLE"
  /** The deadline passed. */
  | "TIMEOUT"
  /** We were asked to stop. */
  | "ABORTED"
  /** The answer has not the shape that was agreed: HTML, truncated, too large. */
  | "RESPONSE_MALFORMED"
  /** A write was sent and its answer lost: it may or may not have been applied. */
  | "WRITE_UNCONFIRMED"
  /** No address could be observed. */
  | "DETECTION_FAILED"
  /** The sources do not agree on an address. */
  | "NO_AGREEMENT"
  /** The input makes no sense, or Cloudflare refuses its content. */
  | "BAD_INPUT"
  /** Another operation on the lists of this account is still under way. */
  | "LIST_BUSY"
  /** Some of several things succeeded and some failed. */
  | "PARTIAL"
  /** The world sees something else than what was published. */
  | "NOT_PUBLISHED";

/** What identifies an answer of Cloudflare: its HTTP status, and the id of the request in its logs. */
export interface RefusingAnswer {
  readonly status: number;
  readonly ray?: string;
}

/** The one error class of the product. Its message says what happened, to what, and the next step; it never holds a secret. */
export class DdnsError extends Error {
  override readonly name = "DdnsError";
  readonly code: ErrorCode;
  /** Milliseconds to wait before trying again, where the other side said so. */
  readonly retryAfterMs: number | undefined;
  /** The answer that refused, for whoever asks Cloudflare about it; undefined where none came. */
  readonly answer: RefusingAnswer | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      readonly retryAfterMs?: number | undefined;
      readonly answer?: RefusingAnswer | undefined;
    } = {},
  ) {
    super(message);
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
    this.answer = options.answer;
  }
}

/** Can the same request succeed later with nobody doing anything? */
export function isTransient(error: DdnsError): boolean {
  return (
    error.code === "RATE_LIMITED" ||
    error.code === "UNAVAILABLE" ||
    error.code === "TIMEOUT" ||
    error.code === "RESPONSE_MALFORMED" ||
    error.code === "LIST_BUSY"
  );
}

/** Is it the token, so that asking again only hammers? */
export function isCredentialError(error: DdnsError): boolean {
  return error.code === "AUTH_REJECTED" || error.code === "PERMISSION_DENIED";
}

/** `value` as a DdnsError; anything foreign becomes `fallback` with its message left out, since foreign messages may hold secrets. */
export function asDdnsError(value: unknown, fallback: DdnsError): DdnsError {
  return value instanceof DdnsError ? value : fallback;
}
