/** One suite over every kind of list, in memory and at Cloudflare as the sandbox plays it. */

import { openCloudflare } from "../../src/adapters/cloudflare/index.ts";
import { parsePrefix } from "../../src/core/address/prefix.ts";
import type { ListKind } from "../../src/core/list/kinds.ts";
import { Secret } from "../../src/core/secret.ts";
import { type Sandbox, startSandbox } from "../sandbox/index.ts";
import { listContract } from "./list-contract.ts";
import { ACCOUNT, type ListStage, newItem } from "./list-provider.ts";
import { MemoryLists } from "./memory-lists.ts";
import { quickClock } from "./quick-clock.ts";

/** How each kind stands in the sandbox. */
interface Place {
  plant(
    sandbox: Sandbox,
    account: string,
    name: string,
    items: readonly { ip: string; comment: string }[],
  ): void;
  plantOther(sandbox: Sandbox, name: string): boolean;
  /** `prefix comment` of each item, and everything else of the list. */
  read(sandbox: Sandbox, name: string): { readonly items: readonly string[]; readonly rest: unknown };
  readonly writes: string;
}

const PLACES: Readonly<Record<ListKind, Place>> = {
  waf: {
    plant: (sandbox, account, name, items) =>
      sandbox.seed({ lists: [{ account, name, description: "kept", items: [...items] }] }),
    plantOther(sandbox, name) {
      sandbox.seed({ lists: [{ account: ACCOUNT, name, kind: "redirect" }] });
      return true;
    },
    read(sandbox, name) {
      const { items, ...rest } = named(sandbox.lists(), name);
      return { items: items.map(({ ip, comment }) => `${ip} ${comment}`), rest };
    },
    writes: "POST",
  },
  "zero-trust": {
    plant: (sandbox, account, name, items) => {
      const values = items.map(({ ip, comment }) => ({ value: ip, description: comment }));
      sandbox.seed({ zeroTrustLists: [{ account, name, description: "kept", items: values }] });
    },
    plantOther(sandbox, name) {
      sandbox.seed({ zeroTrustLists: [{ account: ACCOUNT, name, type: "DEVICE" }] });
      return true;
    },
    read(sandbox, name) {
      const { items, ...rest } = named(sandbox.zeroTrustLists(), name);
      return { items: items.map(({ value, description }) => `${value} ${description}`), rest };
    },
    writes: "PATCH",
  },
  location: {
    plant: (sandbox, account, name, items) =>
      sandbox.seed({
        locations: [
          {
            account,
            name,
            client_default: name === "home",
            ecs_support: true,
            max_ttl: { mode: "override", ttl_secs: 300 },
            dns_destination_ips_id: "11111111-1111-4111-8111-111111111111",
            endpoints: {
              doh: { enabled: true, networks: [{ network: "2001:db8:5::/48" }], require_token: true },
              dot: { enabled: false, networks: [] },
              ipv4: { enabled: true },
              ipv6: { enabled: true, networks: [] },
            },
            networks: items.length === 0 ? null : items.map(({ ip }) => ({ network: ip })),
          },
        ],
      }),
    plantOther: () => false,
    read(sandbox, name) {
      const { networks, updated_at, ...rest } = named(sandbox.locations(), name);
      return { items: (networks ?? []).map(({ network }) => network), rest };
    },
    writes: "PUT",
  },
};

for (const kind of ["waf", "zero-trust", "location"] as const) {
  listContract(kind, "in memory", () => inMemory(kind));
  listContract(kind, "Cloudflare over the sandbox", () => overSandbox(kind));
}

async function inMemory(kind: ListKind): Promise<ListStage> {
  const lists = new MemoryLists({ kind });
  return {
    lists,
    others: lists,
    plant: (name, items, accountId = ACCOUNT) => {
      lists.plant(accountId, name, items.map(asIp));
    },
    plantOther(name) {
      if (kind === "location") return false;
      lists.plant(ACCOUNT, name, [], { holds: "something else" });
      return true;
    },
    held: (name) =>
      (lists.held(ACCOUNT, name) ?? []).map(({ prefix, comment }) => `${prefix} ${comment}`.trim()).sort(),
    rest: (name) => lists.named(ACCOUNT, name),
    loseNextAnswer: () => lists.spoil("append", "lost"),
    close: async () => {},
  };
}

async function overSandbox(kind: ListKind): Promise<ListStage> {
  // A paid zone, since a free account has room for one WAF list.
  const sandbox = await startSandbox({
    seed: { zones: [{ name: "example.org", plan: "pro" }] },
    listOperationPolls: 2,
    listOperationMs: 100,
  });
  sandbox.switches.zeroTrustItemsPerPage = 100;
  const place = PLACES[kind];
  const open = () =>
    openCloudflare({
      token: new Secret("cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD"),
      baseUrl: sandbox.url,
      clock: quickClock(50),
      requestTimeoutMs: 20_000,
    });
  const [ours, theirs] = [open(), open()];
  return {
    lists: ours.lists[kind],
    others: theirs.lists[kind],
    plant: (name, items, accountId = ACCOUNT) => place.plant(sandbox, accountId, name, items.map(asIp)),
    plantOther: (name) => place.plantOther(sandbox, name),
    held: (name) => place.read(sandbox, name).items.map(canonical).sort(),
    rest: (name) => place.read(sandbox, name).rest,
    loseNextAnswer: () => sandbox.fault({ kind: "lose-answer", match: { method: place.writes } }),
    close: async () => {
      ours.close();
      theirs.close();
      await sandbox.close();
    },
  };
}

function named<T extends { account: string; name: string }>(lists: readonly T[], name: string): T {
  const found = lists.find((list) => list.account === ACCOUNT && list.name === name);
  if (found === undefined) throw new Error(`there is no list ${name}`);
  return found;
}

function asIp(written: string): { ip: string; comment: string } {
  const { prefix, comment } = newItem(written);
  return { ip: prefix, comment };
}

function canonical(item: string): string {
  const [prefix = "", ...comment] = item.split(" ");
  return [parsePrefix(prefix) ?? prefix, ...comment].join(" ").trim();
}
