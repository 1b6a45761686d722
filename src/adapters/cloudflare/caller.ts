/** How one request to Cloudflare is made: its deadline, its retries, and the pause that a 429 asks for. */

import { DdnsError, isTransient } from "../../core/errors.ts";
import type { Clock } from "../../ports.ts";
import { abortError, failureOf } from "./errors.ts";
import type { CloudflareFailure, Errand } from "./refusal/failure.ts";

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
/** Cloudflare's own blocks last five minutes; whoever answers with a longer Retry-After must not silence us for days. */
const LONGEST_BLOCK_MS = 15 * 60_000;
/** After a storm of 429 that names no time: long enough that other zones and the next cycle do not join in. */
const BLOCK_AFTER_STORM_MS = 2 * 60_000;

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
      if (signal.aborted)
        throw new CloudflareRejection(failureOf(abortError(signal, errand), errand, signal));
      const failure = await respectBlock(errand, signal).then(
        () => attemptOnce(errand, signal, send),
        (error: DdnsError) => failureOf(error, errand, signal),
      );
      if ("value" in failure) return failure.value;
      const { error } = failure;
      if (error.code === "RATE_LIMITED") noteBlock(error, attempt);
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
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    const finished = new AbortController();
    clock.sleep(requestTimeoutMs, finished.signal).then(
      () => deadline.abort(new DdnsError("TIMEOUT", `no answer within ${requestTimeoutMs / 1000} s`)),
      () => {},
    );
    try {
      return { value: await send(deadline.signal) };
    } catch (thrown) {
      return failureOf(thrown, errand, deadline.signal);
    } finally {
      finished.abort();
      signal.removeEventListener("abort", stop);
    }
  }

  function noteBlock({ retryAfterMs }: DdnsError, attempt: number): void {
    const pauseMs = retryAfterMs ?? (attempt >= MAX_ATTEMPTS ? BLOCK_AFTER_STORM_MS : 0);
    blockedUntil = Math.max(blockedUntil, clock.monotonic() + Math.min(pauseMs, LONGEST_BLOCK_MS));
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
