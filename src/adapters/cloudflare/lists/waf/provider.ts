/** WAF lists: read page by page, changed by bulk operations. */

import { formatListIp, parsePrefix } from "../../../../core/address/prefix.ts";
import { foreignText } from "../../../../core/foreign-text.ts";
import { traitsOf } from "../../../../core/list/kinds.ts";
import type { CloudflareList, ListItem, NewListItem } from "../../../../core/list/list.ts";
import type { Clock, ListProvider } from "../../../../ports.ts";
import type { Caller } from "../../caller.ts";
import type { CloudflareClient } from "../../client.ts";
import { type Entry, everyCursor, everyEntry, textOf } from "../../listing.ts";
import { isAboutContents, outcomeOf } from "../answers.ts";
import { bulkOperations } from "./operations.ts";

const needs = traitsOf("waf").permission;

const ITEMS_A_PAGE = 500;

export function wafProvider(client: CloudflareClient, caller: Caller, clock: Clock): ListProvider {
  const operations = bulkOperations(client, caller, clock);
  const { items } = client.rules.lists;

  return {
    async lists(accountId, signal) {
      const task = `list the WAF lists of account ${accountId}`;
      const answer = await caller.call({ task, kind: "read", needs }, signal, (inner) =>
        client.rules.lists.list({ account_id: accountId }, { signal: inner }),
      );
      return everyEntry({ task, key: "id" }, answer).map((list) => readList(accountId, list, task));
    },

    async create(accountId, { name, description }, signal) {
      const body = {
        account_id: accountId,
        kind: "ip",
        name,
        ...(description === "" ? {} : { description }),
      } as const;
      const task = `create the WAF list ${name}`;
      const created = await operations.simple(accountId, task, signal, (inner) =>
        client.rules.lists.create(body, { signal: inner }),
      );
      return readList(accountId, Object(created) as Entry, task);
    },

    async items(list, signal) {
      const task = `read the WAF list ${list.name}`;
      const all = await everyCursor({ task, key: "id" }, (cursor) =>
        caller.call({ task, kind: "read", needs }, signal, (inner) =>
          items.list(
            list.id,
            {
              account_id: list.accountId,
              per_page: ITEMS_A_PAGE,
              ...(cursor === undefined ? {} : { cursor }),
            },
            { signal: inner },
          ),
        ),
      );
      return all.flatMap((item) => readItem(item, task));
    },

    /** Both parts at once replace all items, which is atomic; there is no other request that does both. */
    write: (list, { add, remove, after }, signal) => {
      const { name, id, accountId } = list;
      const work =
        add.length > 0 && remove.length > 0
          ? operations.bulk(list, `replace the items of the WAF list ${name}`, signal, (inner) =>
              items.update(id, { account_id: accountId, body: bodyOf(after) }, { signal: inner }),
            )
          : add.length > 0
            ? operations.bulk(list, `add ${add.length} to the WAF list ${name}`, signal, (inner) =>
                items.create(id, { account_id: accountId, body: bodyOf(add) }, { signal: inner }),
              )
            : operations.bulk(list, `remove ${remove.length} from the WAF list ${name}`, signal, (inner) =>
                items.delete(id, idsOf(accountId, remove) as Parameters<typeof items.delete>[1], {
                  signal: inner,
                }),
              );
      return outcomeOf(work, isAboutContents);
    },
  };
}

/** The SDK's type leaves the items out, which the API asks for. */
function idsOf(accountId: string, items: readonly ListItem[]) {
  return { account_id: accountId, items: items.map(({ id }) => ({ id })) };
}

function bodyOf(items: readonly NewListItem[]): { ip: string; comment?: string }[] {
  return items.map(({ prefix, comment }) => ({
    ip: formatListIp(prefix),
    ...(comment === "" ? {} : { comment }),
  }));
}

function readList(accountId: string, list: Entry, task: string): CloudflareList {
  const { kind, description } = list;
  return {
    kind: "waf",
    id: textOf(list, "id", task),
    accountId,
    name: textOf(list, "name", task),
    description: typeof description === "string" ? description : "",
    holdsOther: kind === "ip" ? undefined : `${foreignText(String(kind))}s`,
  };
}

/** Items of other kinds of lists have no `ip` and are left out. */
function readItem(item: Entry, task: string): readonly ListItem[] {
  const { ip, comment } = item;
  const prefix = typeof ip === "string" ? parsePrefix(ip) : undefined;
  if (prefix === undefined) return [];
  return [{ id: textOf(item, "id", task), prefix, comment: typeof comment === "string" ? comment : "" }];
}
