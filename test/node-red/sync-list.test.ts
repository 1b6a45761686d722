/** `sync-waf-list` in real Node-RED, against the at.sandbox. */

import { describe, expect, test } from "vitest";
import { around, describePalette, HOME, OFFICE, OTHER_TOKEN, TOKEN, V4, V6 } from "./palette-stage.ts";
import { syncEntry } from "./world/index.ts";

describePalette((at) => {
  const { account, flow } = at;

  describe("sync-waf-list", () => {
    const items = () => at.sandbox.lists().find(({ name }) => name === "home_ips")?.items;

    test("own items / others' stay, an IPv6 address becomes its /64", async () => {
      await at.red.deploy(flow(syncEntry()));
      const told = await at.red.tell("s", { payload: { ipv4: V4, ipv6: V6 }, topic: "t" });
      expect(told).toMatchObject({
        port: 0,
        dones: 1,
        message: {
          topic: "t",
          payload: {
            changed: true,
            dryRun: false,
            list: { id: expect.any(String), name: "home_ips" },
            added: [`${V4}/32`, "2606:2800:220:1::/64"],
            removed: ["192.0.2.2/32"],
            kept: [],
          },
        },
      });
      expect(items()).toEqual(
        expect.arrayContaining([
          { ip: "192.0.2.1", comment: "theirs" },
          { ip: V4, comment: "mine" },
          { ip: "2606:2800:220:1::/64", comment: "mine" },
        ]),
      );
      expect(items()).toHaveLength(3);
      expect(at.red.lastStatus("s")).toMatchObject({ fill: "green", text: "+2 −1" });
      const before = at.sandbox.requests.length;
      expect(await at.red.tell("s", { payload: { ipv4: V4, ipv6: V6 } })).toMatchObject({ port: 1 });
      expect(at.sandbox.requests.length).toBe(before);
    });

    test("whole list / everything else goes, at once", async () => {
      await at.red.deploy(flow(syncEntry({ mode: "whole", comment: "", list: `${HOME}/home_ips` })));
      expect(await at.red.tell("s", { payload: "203.0.113.0/24 # block\n198.51.100.7" })).toMatchObject({
        port: 0,
      });
      expect(
        items()
          ?.map(({ ip }) => ip)
          .sort(),
      ).toEqual(["198.51.100.7", "203.0.113.0/24"]);
      expect(at.sandbox.requests.filter(({ method }) => method !== "GET")).toHaveLength(1);
    });

    test("nothing at all / refused, and allowed where it is meant", async () => {
      await at.red.deploy(flow(syncEntry({ mode: "whole" })));
      expect(await at.red.tell("s", { payload: [] })).toMatchObject({ error: { code: "BAD_INPUT" } });
      expect(items()).toHaveLength(2);
      await at.red.deploy(flow(syncEntry({ mode: "whole", allowEmpty: true })));
      expect(await at.red.tell("s", { payload: [] })).toMatchObject({ port: 0 });
      expect(items()).toEqual([]);
    });

    test("{ ip, comment } and a list that is missing / created", async () => {
      at.sandbox.seed({ zones: [{ name: "office.example", account: OFFICE }] });
      await at.red.deploy([
        ...around,
        account({ credentials: { token: OTHER_TOKEN } }),
        syncEntry({ list: "fresh_list", mode: "whole" }),
      ]);
      expect(await at.red.tell("s", { payload: [{ ip: "203.0.113.7", comment: "office" }] })).toMatchObject({
        port: 0,
      });
      expect(at.sandbox.lists().find(({ name }) => name === "fresh_list")).toMatchObject({
        items: [{ ip: "203.0.113.7", comment: "office" }],
      });
    });

    test("a Zero Trust list / exchanged in one request, others' entries stay", async () => {
      at.sandbox.seed({
        zeroTrustLists: [
          {
            account: HOME,
            name: "Home IPs",
            items: [{ value: "192.0.2.2", description: "mine" }, { value: "192.0.2.1" }],
          },
        ],
      });
      await at.red.deploy(flow(syncEntry({ kind: "zero-trust", list: "Home IPs" })));
      expect(await at.red.tell("s", { payload: V4 })).toMatchObject({
        port: 0,
        message: { payload: { added: [`${V4}/32`], removed: ["192.0.2.2/32"] } },
      });
      expect(
        at.sandbox
          .zeroTrustLists()[0]
          ?.items.map(({ value }) => value)
          .sort(),
      ).toEqual([V4, "192.0.2.1"].sort());
      expect(at.sandbox.requests.filter(({ method }) => method !== "GET")).toHaveLength(1);
    });

    test("a DNS location / follows over a redeploy, networks of others and every field stay", async () => {
      at.sandbox.seed({
        locations: [
          { account: HOME, name: "Home", networks: [{ network: "192.0.2.0/24" }], ecs_support: true },
        ],
      });
      const networks = () =>
        at.sandbox
          .locations()[0]
          ?.networks?.map(({ network }) => network)
          .sort();
      const entry = syncEntry({ kind: "location", list: "Home" });
      await at.red.deploy(flow(entry));
      expect(await at.red.tell("s", { payload: { ipv4: V4, ipv6: V6 } })).toMatchObject({ port: 0 });
      expect(networks()).toEqual(["192.0.2.0/24", `${V4}/32`].sort());
      await at.red.deploy(flow({ ...entry, name: "deployed anew" }));
      expect(await at.red.tell("s", { payload: "8.8.4.4" })).toMatchObject({ port: 0 });
      expect(networks()).toEqual(["192.0.2.0/24", "8.8.4.4/32"]);
      expect(at.sandbox.locations()[0]).toMatchObject({ ecs_support: true });
    });

    test("a comment that was given later / the home of before goes too", async () => {
      const entry = syncEntry({ comment: "" });
      await at.red.deploy(flow(entry));
      expect(await at.red.tell("s", { payload: V4 })).toMatchObject({ port: 0 });
      await at.red.deploy(flow({ ...entry, comment: "office" }));
      expect(await at.red.tell("s", { payload: "8.8.4.4" })).toMatchObject({
        port: 0,
        message: { payload: { removed: [`${V4}/32`] } },
      });
    });

    test("dry run / writes nothing", async () => {
      await at.red.deploy(flow(syncEntry({ dryRun: true })));
      expect(await at.red.tell("s", { payload: V4 })).toMatchObject({
        port: 0,
        message: { payload: { dryRun: true, added: [`${V4}/32`] } },
      });
      expect(at.sandbox.requests.every(({ method }) => method === "GET")).toBe(true);
    });

    test("token of two accounts, name alone / refused with what to write", async () => {
      at.sandbox.seed({
        zones: [{ name: "office.example", account: OFFICE }],
        tokens: [{ value: TOKEN, accounts: [HOME, OFFICE] }],
      });
      await at.red.deploy(flow(syncEntry()));
      const told = await at.red.tell("s", { payload: V4 });
      expect(told.error).toMatchObject({
        code: "BAD_INPUT",
        message: expect.stringContaining("<account id>/home_ips"),
      });
    });

    test("an operation under way / blue meanwhile", async () => {
      await at.red.deploy(flow(syncEntry()));
      at.sandbox.fault({ kind: "operation-never-ends" });
      const from = at.red.happenings.length;
      const told = at.red.tell("s", { payload: V4 }, 40_000);
      await at.red.until(
        () =>
          at.red.happenings
            .slice(from)
            .find((event) => event.kind === "status" && event.status.fill === "blue"),
        "blue",
      );
      await new Promise((resolve) => setTimeout(resolve, 400));
      expect(at.red.lastStatus("s")).toMatchObject({ fill: "blue", text: "status.syncing" });
      at.sandbox.clearFaults();
      expect(await told).toMatchObject({ port: 0 });
    });
  });
});
