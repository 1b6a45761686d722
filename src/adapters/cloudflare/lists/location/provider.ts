/** DNS locations: only their IPv4 source networks are ours, and a PUT writes every other field back as it was read (W5). */

import { parsePrefix } from "../../../../core/address/prefix.ts";
import { foreignText } from "../../../../core/foreign-text.ts";
import { traitsOf } from "../../../../core/list/kinds.ts";
import type { CloudflareList, ListItem } from "../../../../core/list/list.ts";
import type { ListProvider } from "../../../../ports.ts";
import type { Caller } from "../../caller.ts";
import type { CloudflareClient } from "../../client.ts";
import { type Entry, everyEntry, malformed, textOf } from "../../listing.ts";
import { outcomeOf } from "../answers.ts";
import { writableFields } from "./fields.ts";

const needs = traitsOf("location").permission;

/** A location as it was listed, kept beside what the engine knows of it. */
interface Listed {
  readonly list: CloudflareList;
  readonly items: readonly ListItem[];
  readonly fields: Readonly<Record<string, unknown>>;
}

export function locationProvider(client: CloudflareClient, caller: Caller): ListProvider {
  const { locations } = client.zeroTrust.gateway;
  /** What the newest listing said of each location; a write needs all of it. */
  const listed = new WeakMap<CloudflareList, Listed>();

  return {
    async lists(accountId, signal) {
      const task = `list the DNS locations of account ${accountId}`;
      const answer = await caller.call({ task, kind: "read", needs }, signal, (inner) =>
        locations.list({ account_id: accountId }, { signal: inner }),
      );
      return everyEntry({ task, key: "id" }, answer).map((location) => {
        const read = readLocation(accountId, location, task);
        listed.set(read.list, read);
        return read.list;
      });
    },

    items: async (list) => knownOf(list).items,

    write: (list, { add, after }, signal) => {
      const { id, name, accountId } = list;
      const said = add.length === 0 ? "" : ` (adding ${add.map(({ prefix }) => prefix).join(" and ")})`;
      const task = `set the source networks of the DNS location ${name}${said}`;
      const networks = after.map(({ prefix }) => ({ network: prefix }));
      const body = { ...knownOf(list).fields, name, account_id: accountId, networks };
      return outcomeOf(
        caller.call({ task, kind: "write", needs }, signal, (inner) =>
          locations.update(id, body, { signal: inner }),
        ),
        () => false,
      );
    },
  };

  function knownOf(list: CloudflareList): Listed {
    const known = listed.get(list);
    if (known === undefined)
      throw malformed(`list the DNS locations of account ${list.accountId}`, `it has no ${list.name}`);
    return known;
  }
}

function readLocation(accountId: string, location: Entry, task: string): Listed {
  const name = textOf(location, "name", task);
  return {
    list: {
      kind: "location",
      id: textOf(location, "id", task),
      accountId,
      name,
      description: "",
      holdsOther: undefined,
      ...(isIpv4Off(location["endpoints"])
        ? {
            caution: `The IPv4 endpoint of the DNS location ${name} is off, so its source networks count for nothing: turn it on under Zero Trust > Gateway > DNS locations.`,
          }
        : {}),
    },
    items: readNetworks(location["networks"], task),
    fields: writableFields(location),
  };
}

function readNetworks(networks: unknown, task: string): readonly ListItem[] {
  if (networks === null || networks === undefined) return [];
  if (!Array.isArray(networks)) throw malformed(task, "the networks of a location are no listing");
  return networks.map((entry: unknown) => {
    const id = textOf(Object(entry) as Entry, "network", task);
    const prefix = parsePrefix(id);
    if (prefix === undefined) throw malformed(task, `the network "${foreignText(id)}" is no prefix`);
    return { id, prefix, comment: "" };
  });
}

function isIpv4Off(endpoints: unknown): boolean {
  const { ipv4 } = Object(endpoints) as { readonly ipv4?: { readonly enabled?: unknown } | null };
  return ipv4?.enabled === false;
}
