/** Reads and changes the IP lists of an account; each write is awaited until Cloudflare says that it is complete (W3). */

import { formatListIp, parsePrefix } from "../../core/address/prefix.ts";
import { DdnsError } from "../../core/errors.ts";
import { foreignText } from "../../core/foreign-text.ts";
import type { ListItem, Prefix, WafList } from "../../core/types.ts";
import type { Clock, WafListProvider } from "../../ports.ts";
import { type Caller, CloudflareRejection } from "./caller.ts";
import type { CloudflareClient } from "./client.ts";
import type { Errand } from "./errors.ts";

const ITEMS_A_PAGE = 500;
/** The operation of another program may hold the account's one slot for a while. */
const BUSY_WAITS_MS: readonly number[] = [1000, 2000, 4000, 8000, 16_000, 30_000];
const POLL_WAITS_MS: readonly number[] = [250, 500, 1000, 2000, 4000];

interface ApiList {
  readonly id?: unknown;
  readonly name?: unknown;
  readonly kind?: unknown;
  readonly description?: unknown;
}

type NewItems = readonly { readonly prefix: Prefix; readonly comment: string }[];

export function wafListsOf(client: CloudflareClient, caller: Caller, clock: Clock): WafListProvider {
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

  /** Sends a write, waiting while another operation of the account is under way. */
  async function write<T>(
    task: string,
    signal: AbortSignal,
    send: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    for (const waitMs of [...BUSY_WAITS_MS, undefined]) {
      try {
        return await caller.call({ task, kind: "write" }, signal, (inner) =>
          send(inner).catch(busyAsOwnCode),
        );
      } catch (thrown) {
        if (!isBusy(thrown) || waitMs === undefined) throw thrown;
        await clock.sleep(waitMs * (0.75 + clock.random() / 2), signal).catch(() => {
          throw thrown;
        });
      }
    }
    throw new DdnsError("LIST_BUSY", `Could not ${task}: the lists of the account stayed busy.`);
  }

  async function operation(
    list: WafList,
    task: string,
    signal: AbortSignal,
    send: (signal: AbortSignal) => Promise<{ readonly operation_id?: string } | null>,
  ): Promise<void> {
    await inTurn(list.accountId, async () => {
      const answer = await write(task, signal, send);
      if (typeof answer?.operation_id === "string") await completion(list, answer.operation_id, task, signal);
    });
  }

  /** A 2xx to the write proves nothing: only `completed` does. */
  async function completion(
    list: WafList,
    operationId: string,
    task: string,
    signal: AbortSignal,
  ): Promise<void> {
    const errand: Errand = { task: `follow the operation that should ${task}`, kind: "read" };
    for (let poll = 0; ; poll++) {
      const state = await caller
        .call(errand, signal, (inner) =>
          client.rules.lists.bulkOperations.get(
            operationId,
            { account_id: list.accountId },
            { signal: inner },
          ),
        )
        .catch((thrown: unknown) => {
          throw unconfirmed(task, thrown);
        });
      if (state.status === "completed") return;
      if (state.status === "failed") throw operationFailed(task, "error" in state ? state.error : undefined);
      const waitMs = POLL_WAITS_MS[Math.min(poll, POLL_WAITS_MS.length - 1)] ?? 4000;
      await clock.sleep(waitMs, signal).catch((thrown: unknown) => {
        throw unconfirmed(task, thrown);
      });
    }
  }

  return {
    async lists(accountId, signal) {
      const errand: Errand = { task: `list the WAF lists of account ${accountId}`, kind: "read" };
      const page = await caller.call(errand, signal, (inner) =>
        client.rules.lists.list({ account_id: accountId }, { signal: inner }),
      );
      return page.result.flatMap((list: ApiList) => readList(accountId, list));
    },

    async createList(accountId, { name, description }, signal) {
      const body = {
        account_id: accountId,
        kind: "ip",
        name,
        ...(description === "" ? {} : { description }),
      } as const;
      const created = await inTurn(accountId, () =>
        write(`create the WAF list ${name}`, signal, (inner) =>
          client.rules.lists.create(body, { signal: inner }),
        ),
      );
      const [list] = readList(accountId, created);
      if (list !== undefined) return list;
      throw new DdnsError(
        "WRITE_UNCONFIRMED",
        `Could not confirm that Cloudflare created the WAF list ${name}. It will be read again.`,
      );
    },

    async items(list, signal) {
      const all: ListItem[] = [];
      let cursor: string | undefined;
      do {
        const query = {
          account_id: list.accountId,
          per_page: ITEMS_A_PAGE,
          ...(cursor === undefined ? {} : { cursor }),
        };
        const page = await caller.call(
          { task: `read the WAF list ${list.name}`, kind: "read" },
          signal,
          (inner) => client.rules.lists.items.list(list.id, query, { signal: inner }),
        );
        all.push(...page.result.flatMap(readItem));
        cursor = page.result_info?.cursors?.after || undefined;
      } while (cursor !== undefined);
      return all;
    },

    append: (list, items, signal) =>
      operation(list, `add ${items.length} to the WAF list ${list.name}`, signal, (inner) =>
        client.rules.lists.items.create(
          list.id,
          { account_id: list.accountId, body: itemsBody(items) },
          { signal: inner },
        ),
      ),

    replace: (list, items, signal) =>
      operation(list, `replace the items of the WAF list ${list.name}`, signal, (inner) =>
        client.rules.lists.items.update(
          list.id,
          { account_id: list.accountId, body: itemsBody(items) },
          { signal: inner },
        ),
      ),

    remove: (list, ids, signal) =>
      operation(list, `remove ${ids.length} from the WAF list ${list.name}`, signal, (inner) =>
        client.rules.lists.items.delete(
          list.id,
          { account_id: list.accountId, items: ids.map((id) => ({ id })) } as Parameters<
            typeof client.rules.lists.items.delete
          >[1],
          { signal: inner },
        ),
      ),
  };
}

function itemsBody(items: NewItems): { ip: string; comment?: string }[] {
  return items.map(({ prefix, comment }) => ({
    ip: formatListIp(prefix),
    ...(comment === "" ? {} : { comment }),
  }));
}

function readList(accountId: string, list: ApiList | null): readonly WafList[] {
  if (typeof list?.id !== "string" || typeof list.name !== "string") return [];
  const { id, name, kind, description } = list;
  return [
    {
      id,
      accountId,
      name,
      kind: String(kind),
      description: typeof description === "string" ? description : "",
    },
  ];
}

/** Items of other kinds of lists have no `ip` and are left out. */
function readItem(item: object): readonly ListItem[] {
  const { id, ip, comment } = item as { id?: unknown; ip?: unknown; comment?: unknown };
  const prefix = typeof ip === "string" ? parsePrefix(ip) : undefined;
  if (typeof id !== "string" || prefix === undefined) return [];
  return [{ id, prefix, comment: typeof comment === "string" ? comment : "" }];
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

function isBusy(thrown: unknown): boolean {
  return thrown instanceof CloudflareRejection && thrown.failure.error.code === "LIST_BUSY";
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
