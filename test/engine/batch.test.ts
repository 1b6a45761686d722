/** What the adapter does when trouble meets a batch that is already being taken apart. */

import { expect, test } from "vitest";
import { openCloudflare } from "../../src/adapters/cloudflare/index.ts";
import { Secret } from "../../src/core/secret.ts";
import type { Change } from "../../src/core/types.ts";
import { quickClock } from "../contract/quick-clock.ts";
import { startSandbox } from "../sandbox/index.ts";
import { addressOf, nameOf } from "../unit/core/values.ts";
import { PLAIN } from "./kit.ts";
import { NEW, OLD, TOKEN } from "./sandbox/stage.ts";

const KEY = { name: nameOf("home.example.org"), type: "A" } as const;
const ID = "1".padStart(32, "0");
const CHANGES: readonly Change[] = [
  { action: "update", key: KEY, id: ID, from: addressOf(OLD), content: addressOf(NEW) },
  { action: "create", key: KEY, content: addressOf("203.0.113.8"), attributes: PLAIN },
];

test("a full zone, one set taken apart, the first answer lost / apply / the second change waits for a reading (was: sent)", async () => {
  const filler = Array.from({ length: 199 }, (_, index) => ({
    name: `f${index}.example.org`,
    type: "TXT",
    content: "x",
  }));
  const sandbox = await startSandbox({
    seed: { zones: [{ name: "example.org", records: [{ id: ID, ...KEY, content: OLD }, ...filler] }] },
  });
  const { dns, close } = openCloudflare({
    token: new Secret(TOKEN),
    baseUrl: sandbox.url,
    clock: quickClock(20),
    requestTimeoutMs: 20_000,
  });
  try {
    const signal = new AbortController().signal;
    const [zone] = await dns.zones([], signal);
    if (zone === undefined) throw new Error("no zone");
    sandbox.clearRequests();
    sandbox.fault({ kind: "lose-answer", nth: 2, match: { method: "POST" } });
    const results = await dns.apply(zone, CHANGES, signal);
    expect(results.map(({ status }) => status)).toEqual(["unconfirmed", "stale"]);
    expect(sandbox.requests).toHaveLength(2);
  } finally {
    close();
    await sandbox.close();
  }
});
