/** One suite, two providers: the suite proves the one in memory, which proves the suite. */

import { openCloudflare } from "../../src/adapters/cloudflare/index.ts";
import { Secret } from "../../src/core/secret.ts";
import { startSandbox } from "../sandbox/index.ts";
import { dnsProviderContract } from "./dns-provider.ts";
import { MemoryDns, type NewRecord } from "./memory-dns.ts";
import { quickClock } from "./quick-clock.ts";

dnsProviderContract("in memory", async () => {
  const dns = new MemoryDns();
  return {
    dns,
    plant: (zone, records, room) => {
      dns.plant(zone, records, room === undefined ? {} : { quota: records.length + room });
    },
    held: (zone) => dns.held(zone),
    loseNextAnswer: () => dns.spoil("apply", "lost"),
    close: async () => {},
  };
});

/** Of a free zone; the sandbox has no other quota that a seed could ask for. */
const FREE_QUOTA = 200;

dnsProviderContract("Cloudflare over the sandbox", async () => {
  const sandbox = await startSandbox();
  const { dns, close } = openCloudflare({
    token: new Secret("cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD"),
    baseUrl: sandbox.url,
    clock: quickClock(50),
    requestTimeoutMs: 20_000,
  });
  return {
    dns,
    plant: (zone, records, room) => {
      const padding = room === undefined ? 0 : FREE_QUOTA - records.length - room;
      const filler: readonly NewRecord[] = Array.from({ length: padding }, (_, index) => ({
        name: `f${index}.${zone}`,
        type: "TXT",
        content: "x",
      }));
      sandbox.seed({
        zones: [
          {
            name: zone,
            records: [...records, ...filler].map(({ tags, ...record }) => ({
              ...record,
              ...(tags === undefined ? {} : { tags: [...tags] }),
            })),
          },
        ],
      });
    },
    held: (zone) =>
      sandbox
        .records(zone)
        .flatMap(({ type, name, comment, ...record }) =>
          type === "TXT" ? [] : [{ ...record, type, name: name as never, comment: comment ?? "" }],
        ),
    loseNextAnswer: () => sandbox.fault({ kind: "lose-answer", match: { method: "POST" } }),
    close: async () => {
      close();
      await sandbox.close();
    },
  };
});
