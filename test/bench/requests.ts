/** How many requests a cycle sends: the first number users of other updaters look at. */

import type { SandboxSeed } from "../sandbox/index.ts";
import type { Figure } from "./figure.ts";
import { ACCOUNT, hostNames, NEVER, openBench, zoneSeed } from "./setup.ts";

export async function benchRequests(): Promise<readonly Figure[]> {
  return [
    await firstCycle("1 dual-stack host, stale", 1, 2, "free", 3),
    await firstCycle("100 dual-stack hosts, stale", 100, 200, "free", 3),
    await firstCycle("500 dual-stack hosts of a 3,500-record zone", 500, 3500, "pro", 6),
    await unchanged(),
    await list("WAF list: one item added", "", [], 4),
    await list("WAF list wholly ours: one item exchanged", "", ["198.51.100.1"], 4),
    await list("WAF list shared: one item exchanged", "ours", ["198.51.100.1", "192.0.2.9"], 6),
    await changed("Zero Trust list shared: one item exchanged", 3, {
      environment: {
        ZERO_TRUST_LISTS: `${ACCOUNT}/home`,
        WAF_LIST_ITEM_COMMENT: "ours",
        MANAGED_WAF_LIST_ITEMS_COMMENT_REGEX: "^ours$",
      },
      seed: {
        zeroTrustLists: [
          {
            account: ACCOUNT,
            name: "home",
            items: [{ value: "198.51.100.1", description: "ours" }, { value: "192.0.2.9" }],
          },
        ],
      },
    }),
    await changed("DNS location: one network added", 3, {
      environment: { ZERO_TRUST_LOCATIONS: `${ACCOUNT}/home` },
      seed: { locations: [{ account: ACCOUNT, name: "home", networks: [{ network: "192.0.2.0/24" }] }] },
    }),
  ];
}

async function firstCycle(
  what: string,
  hosts: number,
  size: number,
  plan: "free" | "pro",
  promised: number,
): Promise<Figure> {
  const bench = await openBench({ DOMAINS: hostNames(hosts).join(",") }, zoneSeed(hosts, size, plan));
  const report = await bench.engine.cycle({ signal: NEVER });
  if (!report.ok) throw new Error(`${what}: the cycle failed`);
  await bench.close();
  return { what, value: bench.sandbox.requests.length, unit: "requests", promised };
}

async function unchanged(): Promise<Figure> {
  const bench = await openBench({ DOMAINS: hostNames(100).join(",") }, zoneSeed(100, 200, "free"));
  await bench.engine.cycle({ signal: NEVER });
  bench.sandbox.clearRequests();
  await bench.engine.cycle({ signal: NEVER });
  const value = bench.sandbox.requests.length;
  await bench.close();
  return { what: "unchanged cycle, 100 hosts", value, unit: "requests", promised: 0 };
}

async function list(
  what: string,
  comment: string,
  items: readonly string[],
  promised: number,
): Promise<Figure> {
  const [ours, foreign] = items;
  const seed: SandboxSeed = {
    lists: [
      {
        account: ACCOUNT,
        name: "home_ips",
        items: [
          ...(ours === undefined ? [] : [{ ip: ours, comment }]),
          ...(foreign === undefined ? [] : [{ ip: foreign, comment: "office" }]),
        ],
      },
    ],
  };
  const selector =
    comment === ""
      ? {}
      : { WAF_LIST_ITEM_COMMENT: comment, MANAGED_WAF_LIST_ITEMS_COMMENT_REGEX: `^${comment}$` };
  const environment = { WAF_LISTS: `${ACCOUNT}/home_ips`, ...selector };
  return await changed(what, promised, { environment, seed });
}

async function changed(
  what: string,
  promised: number,
  home: { readonly environment: Readonly<Record<string, string>>; readonly seed: SandboxSeed },
): Promise<Figure> {
  const bench = await openBench({ IP6_PROVIDER: "none", ...home.environment }, home.seed);
  const report = await bench.engine.cycle({ signal: NEVER });
  if (!report.ok) throw new Error(`${what}: the cycle failed`);
  const value = bench.sandbox.requests.length;
  await bench.close();
  return { what, value, unit: "requests", promised };
}
