/** Bulk operations on WAF lists: one at a time for each account, awaited until Cloudflare says that they are complete (W3). */

import { DdnsError } from "../../../../core/errors.ts";
import { foreignText } from "../../../../core/foreign-text.ts";
import { traitsOf } from "../../../../core/list/kinds.ts";
import type { CloudflareList } from "../../../../core/list/list.ts";
import type { Clock } from "../../../../ports.ts";
import type { Caller } from "../../caller.ts";
import type { CloudflareClient } from "../../client.ts";
import type { Errand } from "../../refusal/failure.ts";

const needs = traitsOf("waf").permission;

const POLL_WAITS_MS: readonly number[] = [250, 500, 1000, 2000, 4000];

type Send<T> = (signal: AbortSignal) => Promise<T>;

/** Rejects with LIST_BUSY where another operation of the account is under way; the caller waits and reads again. */
export function bulkOperations(client: CloudflareClient, caller: Caller, clock: Clock) {
  const queues = new Map<string, Promise<unknown>>();

  /** One list write per account at a time, from sending it to the end of its operation. */
  function inTurn<T>(accountId: string, write: () => Promise<T>): Promise<T> {
    const turn = (queues.get(accountId) ?? Promise.resolve()).then(write, write);
    queues.set(
      accountId,
      turn.catch(() => undefined),
    );
    return turn;
  }

  function send<T>(task: string, signal: AbortSignal, request: Send<T>): Promise<T> {
    return caller.call({ task, kind: "write", needs }, signal, (inner) =>
      request(inner).catch(busyAsOwnCode),
    );
  }

  /** A 2xx to the write proves nothing: only `completed` does. */
  async function completion(
    accountId: string,
    operationId: string,
    task: string,
    signal: AbortSignal,
  ): Promise<void> {
    const errand: Errand = { task: `follow the operation that should ${task}`, kind: "read", needs };
    for (let poll = 0; ; poll++) {
      const state = await caller
        .call(errand, signal, (inner) =>
          client.rules.lists.bulkOperations.get(operationId, { account_id: accountId }, { signal: inner }),
        )
        .catch((thrown: unknown) => {
          throw unconfirmed(task, thrown);
        });
      if (state?.status === "completed") return;
      if (state?.status === "failed") throw operationFailed(task, "error" in state ? state.error : undefined);
      if (typeof state?.status !== "string")
        throw unconfirmed(
          task,
          new Error("what became of its operation cannot be read. It will be read again."),
        );
      const waitMs = POLL_WAITS_MS[Math.min(poll, POLL_WAITS_MS.length - 1)] ?? 4000;
      await clock.sleep(waitMs, signal).catch((thrown: unknown) => {
        throw unconfirmed(task, thrown);
      });
    }
  }

  return {
    /** A write that is done when it is answered. */
    simple: <T>(accountId: string, task: string, signal: AbortSignal, request: Send<T>): Promise<T> =>
      inTurn(accountId, () => send(task, signal, request)),

    /** A write that starts an operation, to the end of it. */
    bulk: (
      { accountId }: CloudflareList,
      task: string,
      signal: AbortSignal,
      request: Send<{ readonly operation_id?: string } | null>,
    ): Promise<void> =>
      inTurn(accountId, async () => {
        const answer = await send(task, signal, request);
        if (typeof answer?.operation_id !== "string" || answer.operation_id === "")
          throw unconfirmed(task, new Error("its answer names no operation. It will be read again."));
        await completion(accountId, answer.operation_id, task, signal);
      }),
  };
}

/** A 429 to a list write means either too many requests or a pending operation; only the text tells (2026-11). */
function busyAsOwnCode(thrown: unknown): never {
  const isLimit = thrown instanceof Error && "status" in thrown && thrown.status === 429;
  const text = thrown instanceof Error ? thrown.message : "";
  if (isLimit && !/requests? per|throttl|more than \d+ requests/i.test(text)) {
    throw new DdnsError(
      "LIST_BUSY",
      "Another operation on the lists of this account is under way. It will be tried again.",
    );
  }
  throw thrown;
}

function unconfirmed(task: string, thrown: unknown): DdnsError {
  const reason = thrown instanceof Error ? thrown.message : "the connection broke";
  return new DdnsError("WRITE_UNCONFIRMED", `Could not confirm that Cloudflare did ${task}: ${reason}`);
}

function operationFailed(task: string, text: unknown): DdnsError {
  const said = typeof text === "string" ? `: "${foreignText(text)}"` : "";
  const full = typeof text === "string" && /maximum number/i.test(text);
  return new DdnsError(
    full ? "QUOTA_EXCEEDED" : "BAD_INPUT",
    `Cloudflare began to ${task} and gave up${said}. ${full ? "Remove items that are not needed, or change the plan." : "It will be tried again."}`,
  );
}
