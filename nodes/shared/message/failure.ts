/** A failed message as the flow sees it: `msg.cloudflare`, written before `done(err)`. */

import { asDdnsError, DdnsError, type ErrorCode } from "../engine.ts";
import type { NodeStatus } from "../node-red.ts";
import { failed } from "./status.ts";

/** `code` repeats `err.code`, which the Catch node of Node-RED 4.0 leaves out. Holds no secret. */
export interface FailureDetail {
  readonly code: ErrorCode;
  readonly message: string;
  readonly errors: readonly {
    readonly code: ErrorCode;
    readonly message: string;
    readonly [extra: string]: unknown;
  }[];
  /** HTTP status of the answer that refused, and the id of the request in Cloudflare's logs. */
  readonly status?: number;
  readonly ray?: string;
  /** Seconds after which it is worth trying again, where Cloudflare said so. */
  readonly retryAfter?: number;
  readonly [extra: string]: unknown;
}

/** An error with what else is known about it: outcomes of the parts that went right, a status of its own. */
export class Failure extends Error {
  readonly error: DdnsError;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly status: NodeStatus | undefined;

  constructor(error: DdnsError, detail: Readonly<Record<string, unknown>> = {}, status?: NodeStatus) {
    super(error.message);
    this.error = error;
    this.detail = detail;
    this.status = status;
  }
}

/** Whatever was thrown, as error, detail and status. The message of a foreign error may hold anything, so it is left out. */
export function explainFailure(thrown: unknown): {
  readonly error: DdnsError;
  readonly detail: FailureDetail;
  readonly status: NodeStatus;
} {
  const kind = thrown instanceof Error ? thrown.name : typeof thrown;
  const unforeseen = new DdnsError(
    "UNAVAILABLE",
    `The node failed in a way nobody foresaw (${kind}). Please report it.`,
  );
  const failure = thrown instanceof Failure ? thrown : new Failure(asDdnsError(thrown, unforeseen));
  const { error, detail, status } = failure;
  const { code, message, retryAfterMs, answer } = error;
  return {
    error,
    detail: {
      code,
      message,
      errors: [{ code, message }],
      ...answer,
      ...(retryAfterMs === undefined ? {} : { retryAfter: Math.ceil(retryAfterMs / 1000) }),
      ...detail,
    },
    status: status ?? failed(code, retryAfterMs),
  };
}
