/** One account as its nodes share it: one client, one rate budget, one cache, and a queue for records and one for lists. */

import { DdnsError, type OpenedAccount } from "../engine.ts";
import type { RuntimeNode } from "../node-red.ts";
import { createQueue, linkSignals, stopped } from "./queue.ts";

/** Records and lists do not wait for each other; two changes of one kind do. */
export type Lane = "records" | "lists";

export interface AccountSession {
  /** Why the account cannot be used: no token, a variable that is not set. */
  readonly problem: DdnsError | undefined;
  /** Would work of this lane have to wait? */
  busy(lane: Lane): boolean;
  /** Runs `work` when its turn comes; its signal aborts with `signal` and with the end of the account. */
  run<T>(
    lane: Lane,
    signal: AbortSignal,
    work: (account: OpenedAccount, signal: AbortSignal) => Promise<T>,
  ): Promise<T>;
  /** As `run`, without waiting for others: for reading alone. */
  read<T>(signal: AbortSignal, work: (account: OpenedAccount, signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Ids of the Cloudflare accounts that the token sees, remembered for an hour. */
  accountIds(signal: AbortSignal): Promise<readonly string[]>;
  /** Ends what is under way and refuses what comes later. */
  close(): void;
}

/** A `cloudflare-account` as other nodes find it. */
export interface AccountNode extends RuntimeNode {
  readonly session: AccountSession;
}

const REMEMBERED_MS = 3_600_000;

/** `open` is called once, at the first use; a problem takes its place. */
export function createAccountSession(open: (() => OpenedAccount) | DdnsError): AccountSession {
  const closing = new AbortController();
  const lanes = { records: createQueue(), lists: createQueue() };
  let opened: OpenedAccount | undefined;
  let ids: { readonly value: readonly string[]; readonly at: number } | undefined;

  function account(): OpenedAccount {
    if (closing.signal.aborted) throw stopped();
    if (open instanceof DdnsError) throw open;
    opened ??= open();
    return opened;
  }

  async function read<T>(
    signal: AbortSignal,
    work: (account: OpenedAccount, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const link = linkSignals([signal, closing.signal]);
    try {
      return await work(account(), link.signal);
    } finally {
      link.release();
    }
  }

  return {
    problem: open instanceof DdnsError ? open : undefined,
    busy: (lane) => lanes[lane].busy,
    read,
    run: (lane, signal, work) =>
      read(signal, (opened, linked) => lanes[lane].run(linked, () => work(opened, linked))),
    accountIds: (signal) =>
      read(signal, async (account, linked) => {
        if (ids !== undefined && performance.now() - ids.at < REMEMBERED_MS) return ids.value;
        const value = await account.accountIds(linked);
        if (value.length > 0) ids = { value, at: performance.now() };
        return value;
      }),
    close: () => {
      closing.abort();
      opened?.close();
    },
  };
}

/** The account that a node names, or NO_ACCOUNT where it is not chosen, not deployed, disabled or deleted. */
export function findAccount(
  getNode: (id: string) => RuntimeNode | null | undefined,
  id: string,
): AccountSession | DdnsError {
  const node = id === "" ? undefined : getNode(id);
  if (isAccountNode(node)) return node.session;
  return new DdnsError(
    "NO_ACCOUNT",
    id === ""
      ? "No Cloudflare account is chosen. Open the node and choose one."
      : "The Cloudflare account of this node is deleted, disabled or not deployed. Choose another one, or enable it.",
  );
}

/** Is it a deployed `cloudflare-account`? */
export function isAccountNode(node: RuntimeNode | null | undefined): node is AccountNode {
  return node?.type === "cloudflare-account" && "session" in node;
}
