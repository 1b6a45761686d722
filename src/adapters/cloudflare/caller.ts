/** How one request to Cloudflare is made: its deadline, its retries, and the pause that a 429 asks for. */

import { DdnsError, isTransient } from "../../core/errors.ts";
import type { Clock } from "../../ports.ts";
import { abortError, type CloudflareFailure, type Errand, failureOf } from "./errors.ts";

/** A refused or lost request, with what the adapter needs to know beyond the code. */
export class CloudflareRejection extends Error {
  readonly failure: CloudflareFailure;

  constructor(failure: CloudflareFailure) {
    super(failure.error.message);
    this.failure = failure;
  }
}

export interface CallerOptions {
  readonly clock: Clock;
  /** Milliseconds one request may take, body included. */
  readonly requestTimeoutMs: number;
}

const MAX_ATTEMPTS = 4;
const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 8000;
/** A longer Retry-After is not waited for: the task fails now and is not sent again before then. */
const MAX_WAIT_MS = 60_000;

export type Caller = ReturnType<typeof createCaller>;

/** "Busy" has waits of its own, longer than these. */
function repeatable(error: DdnsError): boolean {
  return isTransient(error) && error.code !== "LIST_BUSY";
}

/** One for each token, since limits are counted by token. */
export function createCaller({ clock, requestTimeoutMs }: CallerOptions) {
  let blockedUntil = Number.NEGATIVE_INFINITY;

  /**
   * Runs `send` until it succeeds, fails for good, or time is up. A write is repeated only where it certainly was not
   * applied: refused with 429, or never sent. Rejects with CloudflareRejection only.
   */
  async function call<T>(
    errand: Errand,
    signal: AbortSignal,
    send: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const failure = await respectBlock(errand, signal).then(
        () => attemptOnce(errand, signal, send),
        (error: DdnsError) => failureOf(error, errand, signal),
      );
      if ("value" in failure) return failure.value;
      const { error } = failure;
      if (error.code === "RATE_LIMITED") noteBlock(error);
      if (
        !repeatable(error) ||
        signal.aborted ||
        attempt >= MAX_ATTEMPTS ||
        waitFor(error, attempt) > MAX_WAIT_MS
      ) {
        throw new CloudflareRejection(failure);
      }
      await clock.sleep(waitFor(error, attempt), signal).catch(() => {
        throw new CloudflareRejection(
          signal.reason instanceof DdnsError
            ? failure
            : failureOf(abortError(signal, errand), errand, signal),
        );
      });
    }
  }

  async function attemptOnce<T>(
    errand: Errand,
    signal: AbortSignal,
    send: (signal: AbortSignal) => Promise<T>,
  ): Promise<{ readonly value: T } | CloudflareFailure> {
    const deadline = new AbortController();
    const stop = (): void => deadline.abort(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    const timer = setTimeout(() => {
      deadline.abort(new DdnsError("TIMEOUT", `no answer within ${requestTimeoutMs / 1000} s`));
    }, requestTimeoutMs);
    try {
      return { value: await send(deadline.signal) };
    } catch (thrown) {
      return failureOf(thrown, errand, deadline.signal);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    }
  }

  function noteBlock(error: DdnsError): void {
    if (error.retryAfterMs !== undefined)
      blockedUntil = Math.max(blockedUntil, clock.monotonic() + error.retryAfterMs);
  }

  /** A pause that Cloudflare asked for holds for every request of this token. */
  async function respectBlock(errand: Errand, signal: AbortSignal): Promise<void> {
    const waitMs = blockedUntil - clock.monotonic();
    if (waitMs <= 0) return;
    if (waitMs > MAX_WAIT_MS) {
      throw new DdnsError(
        "RATE_LIMITED",
        `Did not ${errand.task}: Cloudflare asked for a pause of ${Math.ceil(waitMs / 1000)} s after too many requests. It will be tried again after that.`,
        { retryAfterMs: waitMs },
      );
    }
    await clock.sleep(waitMs, signal).catch(() => {
      throw signal.reason instanceof DdnsError
        ? new DdnsError(
            "RATE_LIMITED",
            `Did not ${errand.task}: Cloudflare asked for a pause after too many requests. It will be tried again.`,
          )
        : abortError(signal, errand);
    });
  }

  function waitFor(error: DdnsError, attempt: number): number {
    const backoff = Math.min(FIRST_BACKOFF_MS * 2 ** (attempt - 1), MAX_BACKOFF_MS);
    const jittered = backoff * (0.75 + clock.random() / 2);
    return Math.max(error.retryAfterMs ?? 0, jittered);
  }

  return { call };
}
