/** Answers for looking in: everything the sandbox holds, copied, in shapes that tests compare. */

import { sortedItems } from "./lists/items.ts";
import type { SandboxRecord } from "./records/zone-records.ts";
import type { Location, State } from "./state.ts";
import type { Switches } from "./switches.ts";

/** A list as tests compare it: items in Cloudflare's order, an absent comment or description is "". */
export interface SandboxList {
  account: string;
  name: string;
  description: string;
  items: { ip: string; comment: string }[];
}

export interface SandboxZeroTrustList {
  account: string;
  name: string;
  type: string;
  description: string;
  items: { value: string; description: string }[];
}

/** Every field as the API tells it, and the account. */
export type SandboxLocation = Readonly<Location>;

/** What `GET /__sandbox/state` tells; token values are not in it. */
export interface SandboxState {
  zones: {
    id: string;
    name: string;
    plan: string;
    status: string;
    account: string;
    records: SandboxRecord[];
  }[];
  lists: (SandboxList & { id: string })[];
  zeroTrustLists: (SandboxZeroTrustList & { id: string })[];
  locations: SandboxLocation[];
  operations: { id: string; account: string; status: string }[];
  tokens: number;
  addresses: Record<4 | 6, string>;
  switches: Switches;
}

export function snapshotOf(state: State): SandboxState {
  return {
    zones: [...state.zones.values()].map(({ createdOn, records, ...zone }) => ({
      ...zone,
      records: records.all(),
    })),
    lists: [...state.lists.values()].map((list) => ({
      id: list.id,
      account: list.account,
      name: list.name,
      description: list.description ?? "",
      items: sortedItems(list).map(({ ip, comment }) => ({ ip, comment: comment ?? "" })),
    })),
    zeroTrustLists: [...state.zeroTrustLists.values()].map((list) => ({
      id: list.id,
      account: list.account,
      name: list.name,
      type: list.type,
      description: list.description,
      items: [...list.items.values()].map(({ value, description }) => ({
        value,
        description: description ?? "",
      })),
    })),
    locations: structuredClone([...state.locations.values()]),
    operations: [...state.operations.values()].map(({ id, account, status }) => ({ id, account, status })),
    tokens: state.tokens.size,
    addresses: state.addresses,
    switches: state.switches,
  };
}
