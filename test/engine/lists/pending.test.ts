/** A list whose operation an earlier run left pending: whatever settles meanwhile, the next run ends right, and nobody's item is lost. */

import { describe, expect, test } from "vitest";
import type { SeedPending } from "../../sandbox/index.ts";
import { ACCOUNT, LIST_ENVIRONMENT, LISTS, NEW, OLD, openSandboxStage } from "../sandbox/stage.ts";

const ENVIRONMENT = { ...LIST_ENVIRONMENT, IP4_DOMAINS: "" };
const RIGHT = ["192.0.2.9 by hand", `${NEW} ddns`];
const ours = (ip: string) => ({ ip, comment: "ddns" });

/** What the run before had sent when it was stopped. */
const LEFT: readonly (readonly [string, Omit<SeedPending, "settlesAfter">, readonly string[]])[] = [
  ["the removal that the next run plans too", { remove: [OLD] }, RIGHT],
  ["the addition that the next run plans too", { append: [ours(NEW)] }, RIGHT],
  ["the whole exchange", { append: [ours(NEW)], remove: [OLD] }, RIGHT],
  ["an addition that is out of date", { append: [ours("198.51.100.77")] }, RIGHT],
  [
    "an item of somebody else",
    { append: [{ ip: "192.0.2.55", comment: "guest" }] },
    ["192.0.2.55 guest", ...RIGHT],
  ],
  ["the removal of somebody else's item", { remove: ["192.0.2.9"] }, [`${NEW} ddns`]],
];

describe.each(LEFT)("%s", (_title, left, right) => {
  test.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])(
    "settles after %i requests / once, and once more / exit 0 both times, then right, then at rest",
    async (settlesAfter) => {
      await using stage = await openSandboxStage({ lists: LISTS }, ENVIRONMENT);
      stage.sandbox.seed({
        lists: [{ account: ACCOUNT, name: "home_ips", pending: { settlesAfter, ...left } }],
      });
      const first = await stage.once();
      expect([first.status, first.report.wafLists[0]?.error], first.err).toEqual([0, null]);
      expect(stage.items()).toContain(`${NEW} ddns`);
      expect(stage.items()).not.toContain(`${OLD} ddns`);
      // What settles between the reading and the write of one run is seen by the next one.
      expect((await stage.once()).status).toBe(0);
      expect(stage.items()).toEqual([...right].sort());
      stage.sandbox.clearRequests();
      expect((await stage.once()).report.wafLists[0]?.outcome).toBe("unchanged");
      expect(stage.sandbox.requests.every(({ method }) => method === "GET")).toBe(true);
    },
  );
});

test("an operation that outlasts the run / once / LIST_BUSY, and the list is as it was", async () => {
  await using stage = await openSandboxStage({ lists: LISTS }, ENVIRONMENT);
  const pending = { settlesAfter: 1000, remove: [OLD] };
  stage.sandbox.seed({ lists: [{ account: ACCOUNT, name: "home_ips", pending }] });
  const { status, report } = await stage.once();
  expect([status, report.wafLists[0]?.error?.code]).toEqual([1, "LIST_BUSY"]);
  expect(stage.items()).toEqual(["192.0.2.9 by hand", `${OLD} ddns`]);
});

test("an item that Cloudflare never takes / once / refused once, told after another reading, not sent again", async () => {
  await using stage = await openSandboxStage({ lists: LISTS }, ENVIRONMENT);
  const error = { kind: "status", status: 400, code: 10035, message: "filters.api.no_such_thing" } as const;
  stage.sandbox.fault({ ...error, match: { method: "POST" }, times: Number.POSITIVE_INFINITY });
  const { status, report } = await stage.once();
  expect([status, report.wafLists[0]?.error?.code]).toEqual([1, "BAD_INPUT"]);
  expect(stage.sandbox.requests.filter(({ method }) => method !== "GET")).toHaveLength(1);
});
