/** Zero Trust lists of type IP: items have no ids, and one PATCH adds and removes (W4). */

import { formatListIp, parsePrefix } from "../../../../core/address/prefix.ts";
import { foreignText } from "../../../../core/foreign-text.ts";
import { traitsOf } from "../../../../core/list/kinds.ts";
import type { CloudflareList, ListItem, NewListItem } from "../../../../core/list/list.ts";
import type { ListProvider } from "../../../../ports.ts";
import type { Caller } from "../../caller.ts";
import type { CloudflareClient } from "../../client.ts";
import { type Entry, everyEntry, everyPage, malformed, textOf } from "../../listing.ts";
import { isAboutContents, outcomeOf } from "../answers.ts";

const needs = traitsOf("zero-trust").permission;

const ITEMS_A_PAGE = 1000;

export function zeroTrustProvider(client: CloudflareClient, caller: Caller): ListProvider {
  const { lists } = client.zeroTrust.gateway;

  return {
    async lists(accountId, signal) {
      const task = `list the Zero Trust lists of account ${accountId}`;
      const answer = await caller.call({ task, kind: "read", needs }, signal, (inner) =>
        lists.list({ account_id: accountId }, { signal: inner }),
      );
      return everyEntry({ task, key: "id" }, answer).map((list) => readList(accountId, list, task));
    },

    async create(accountId, { name, description }, signal) {
      const body = {
        account_id: accountId,
        name,
        type: "IP",
        ...(description === "" ? {} : { description }),
      } as const;
      const task = `create the Zero Trust list ${name}`;
      const created = await caller.call({ task, kind: "write", needs }, signal, (inner) =>
        lists.create(body, { signal: inner }),
      );
      return readList(accountId, Object(created) as Entry, task);
    },

    async items({ id, name, accountId }, signal) {
      const task = `read the Zero Trust list ${name}`;
      const all = await everyPage({ task, key: "value", mayNest: true }, ITEMS_A_PAGE, (page) =>
        caller.call({ task, kind: "read", needs }, signal, (inner) =>
          lists.items.list(id, { account_id: accountId, page, per_page: ITEMS_A_PAGE }, { signal: inner }),
        ),
      );
      return all.map((item) => readItem(item, task));
    },

    write: ({ id, name, accountId }, { add, remove }, signal) => {
      const task = `change the Zero Trust list ${name} (add ${wordsOf(add)}, remove ${wordsOf(remove)})`;
      const change = {
        account_id: accountId,
        append: add.map(({ prefix, comment }) => ({
          value: formatListIp(prefix),
          ...(comment === "" ? {} : { description: comment }),
        })),
        remove: remove.map((item) => item.id),
      };
      return outcomeOf(
        caller.call({ task, kind: "write", needs }, signal, (inner) =>
          lists.edit(id, change, { signal: inner }),
        ),
        isAboutContents,
      );
    },
  };
}

function wordsOf(items: readonly Pick<NewListItem, "prefix">[]): string {
  return items.length === 0 ? "nothing" : items.map(({ prefix }) => prefix).join(" and ");
}

function readList(accountId: string, list: Entry, task: string): CloudflareList {
  const type = textOf(list, "type", task);
  const { description } = list;
  return {
    kind: "zero-trust",
    id: textOf(list, "id", task),
    accountId,
    name: textOf(list, "name", task),
    description: typeof description === "string" ? description : "",
    holdsOther: type === "IP" ? undefined : `entries of type ${foreignText(type)}`,
  };
}

/** Removal is by value, as it was read: the value serves as the item's id. */
function readItem(item: Entry, task: string): ListItem {
  const id = textOf(item, "value", task);
  const prefix = parsePrefix(id);
  if (prefix === undefined) throw malformed(task, `the entry "${foreignText(id)}" is no address`);
  const { description } = item;
  return { id, prefix, comment: typeof description === "string" ? description : "" };
}
