/** One suite, two providers of lists. */

import { openCloudflare } from "../../src/adapters/cloudflare/index.ts";
import { parsePrefix } from "../../src/core/address/prefix.ts";
import { Secret } from "../../src/core/secret.ts";
import { startSandbox } from "../sandbox/index.ts";
import { ACCOUNT, listContract } from "./list-provider.ts";
import { MemoryLists } from "./memory-lists.ts";
import { quickClock } from "./quick-clock.ts";

listContract("in memory", async () => {
  const lists = new MemoryLists();
  return {
    lists,
    plant: (name, items, kind) => {
      lists.plant(ACCOUNT, name, items, kind === undefined ? {} : { kind });
    },
    held: (name) =>
      (lists.held(ACCOUNT, name) ?? []).map(({ prefix, comment }) => `${prefix} ${comment}`).sort(),
    loseNextAnswer: () => lists.spoil("append", "lost"),
    close: async () => {},
  };
});

listContract("Cloudflare over the sandbox", async () => {
  // A paid zone, since a free account has room for one list.
  const sandbox = await startSandbox({
    seed: { zones: [{ name: "example.org", plan: "pro" }] },
    listOperationPolls: 2,
  });
  const { lists, close } = openCloudflare({
    token: new Secret("cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD"),
    baseUrl: sandbox.url,
    clock: quickClock(50),
    requestTimeoutMs: 20_000,
  });
  return {
    lists: lists.waf,
    plant: (name, items, kind) => {
      sandbox.seed({
        lists: [{ account: ACCOUNT, name, items: [...items], ...(kind === undefined ? {} : { kind }) }],
      });
    },
    held: (name) =>
      (sandbox.lists().find((list) => list.name === name)?.items ?? [])
        .map(({ ip, comment }) => `${parsePrefix(ip)} ${comment}`)
        .sort(),
    loseNextAnswer: () => sandbox.fault({ kind: "lose-answer", match: { method: "POST" } }),
    close: async () => {
      close();
      await sandbox.close();
    },
  };
});
