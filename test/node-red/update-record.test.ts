/** `update-record` in real Node-RED, against the at.sandbox. */

import { describe, expect, test } from "vitest";
import { describePalette, tab, V4, V6 } from "./palette-stage.ts";
import { updateEntry } from "./world/index.ts";

describePalette((at) => {
  const { flow, contents } = at;

  describe("update-record", () => {
    test("an address that differs / first output, attributes kept, other properties untouched, done once, Complete hears", async () => {
      await at.red.deploy(flow(updateEntry()));
      const from = at.red.happenings.length;
      const told = await at.red.tell("u", { payload: V4, topic: "t", parts: { id: 1 }, custom: { a: [1] } });
      expect(told).toMatchObject({ port: 0, dones: 1, sends: 1, error: undefined });
      expect(told.message).toMatchObject({
        topic: "t",
        parts: { id: 1 },
        custom: { a: [1] },
        payload: { changed: true, dryRun: false },
      });
      expect(told.message["payload"].records).toEqual([
        {
          name: "home.example.com",
          type: "A",
          zone: "example.com",
          outcome: "updated",
          error: null,
          changes: [{ action: "update", id: expect.any(String), from: "198.51.100.1", to: V4 }],
        },
      ]);
      expect(at.sandbox.records("example.com")[0]).toMatchObject({
        content: V4,
        ttl: 300,
        comment: "by hand",
      });
      expect(at.red.lastStatus("u")).toEqual({ fill: "green", shape: "dot", text: "1 updated" });
      await at.red.next("send", "watch-done", from);
      expect(
        at.red.happenings.slice(from).some((event) => event.kind === "send" && event.id === "watch-errors"),
      ).toBe(false);
    });

    test("the same address again / second output, not one request", async () => {
      await at.red.deploy(flow(updateEntry()));
      await at.red.tell("u", { payload: V4 });
      const before = at.sandbox.requests.length;
      const told = await at.red.tell("u", { payload: V4 });
      expect(told).toMatchObject({ port: 1, dones: 1, message: { payload: { changed: false } } });
      expect(at.sandbox.requests.length).toBe(before);
      expect(at.red.lastStatus("u")).toMatchObject({ fill: "grey", text: "status.unchanged" });
      expect(await at.red.tell("u", { payload: V4, reset: true })).toMatchObject({ port: 1 });
      expect(at.sandbox.requests.length).toBeGreaterThan(before);
    });

    test("both families, several names over two zones / created where missing", async () => {
      await at.red.deploy(flow(updateEntry({ record: "home.example.com, nas.example.net" })));
      const told = await at.red.tell("u", { payload: { ipv4: V4, ipv6: V6 } });
      expect(told).toMatchObject({ port: 0 });
      expect(contents("example.com")).toContain(`home.example.com AAAA ${V6}`);
      expect(contents("example.net").sort()).toEqual([
        `nas.example.net A ${V4}`,
        `nas.example.net AAAA ${V6}`,
      ]);
    });

    test("a family that is null / its record stays", async () => {
      at.sandbox.seed({
        zones: [{ name: "example.com", records: [{ name: "home.example.com", type: "AAAA", content: V6 }] }],
      });
      await at.red.deploy(flow(updateEntry()));
      const told = await at.red.tell("u", { payload: { ipv4: V4, ipv6: null } });
      expect(told.message["payload"].records).toMatchObject([
        { type: "A", outcome: "updated" },
        { type: "AAAA", outcome: "skipped" },
      ]);
      expect(contents("example.com")).toContain(`home.example.com AAAA ${V6}`);
    });

    test("create is off / a missing record stays missing", async () => {
      await at.red.deploy(flow(updateEntry({ record: "new.example.com", create: false })));
      expect(await at.red.tell("u", { payload: V4 })).toMatchObject({
        port: 1,
        message: { payload: { changed: false } },
      });
    });

    test("given attributes / enforced though the address is right", async () => {
      await at.red.deploy(
        flow(
          updateEntry({
            proxied: "true",
            proxiedType: "bool",
            ttl: "ttl",
            ttlType: "msg",
            comment: "kept by flow",
            commentType: "str",
          }),
        ),
      );
      expect(await at.red.tell("u", { payload: V4, ttl: null })).toMatchObject({ port: 0 });
      expect(at.sandbox.records("example.com")[0]).toMatchObject({
        content: V4,
        proxied: true,
        comment: "kept by flow",
      });
      expect(await at.red.tell("u", { payload: V4, ttl: null })).toMatchObject({ port: 1 });
    });

    test("dry run / says what would change, writes nothing", async () => {
      await at.red.deploy(flow(updateEntry({ dryRun: true })));
      const told = await at.red.tell("u", { payload: V4 });
      expect(told).toMatchObject({
        port: 0,
        message: { payload: { changed: true, dryRun: true, records: [{ outcome: "updated" }] } },
      });
      expect(at.sandbox.requests.every(({ method }) => method === "GET")).toBe(true);
      expect(contents("example.com")).toContain("home.example.com A 198.51.100.1");
    });

    test("typed inputs / flow, global, env, JSONata, fixed text", async () => {
      const cases: readonly [Record<string, unknown>, Record<string, unknown>][] = [
        [
          { record: "names", recordType: "msg" },
          { names: ["home.example.com"], payload: V4 },
        ],
        [{ record: "CF_NAME", recordType: "env" }, { payload: V4 }],
        [{ content: "[payload.a, payload.b]", contentType: "jsonata" }, { payload: { a: V4, b: V6 } }],
        [{ content: V4, contentType: "str" }, {}],
        [{ content: "192.168.1.7", contentType: "str" }, { payload: "whatever" }],
      ];
      for (const [properties, message] of cases) {
        await at.reset();
        await at.red.deploy([
          { ...tab, env: [{ name: "CF_NAME", value: "home.example.com", type: "str" }] },
          ...flow(updateEntry(properties)).slice(1),
        ]);
        expect(await at.red.tell("u", message), JSON.stringify(properties)).toMatchObject({
          port: 0,
          error: undefined,
        });
      }
    });

    test.each([
      ["private address", {}, { payload: "10.0.0.1" }, "BAD_INPUT"],
      ["null", {}, { payload: null }, "BAD_INPUT"],
      ["missing property", { content: "a.b.c", contentType: "msg" }, {}, "BAD_INPUT"],
      ["broken expression", { content: "$sum(", contentType: "jsonata" }, {}, "BAD_INPUT"],
      ["unset variable", { content: "NOT_SET_ANYWHERE", contentType: "env" }, {}, "ENV_UNSET"],
      ["name in no zone", { record: "home.example.org" }, { payload: V4 }, "ZONE_NOT_FOUND"],
      ["CNAME in the way", { record: "www.example.com" }, { payload: V4 }, "RECORD_CONFLICT"],
      ["no account", { account: "" }, { payload: V4 }, "NO_ACCOUNT"],
      ["account that is gone", { account: "gone" }, { payload: V4 }, "NO_ACCOUNT"],
      ["wrong setting", { families: "ipv5" }, { payload: V4 }, "CONFIG_INVALID"],
    ])(
      "%s / Catch hears once, nothing is sent, the code is in both places",
      async (_, properties, message, code) => {
        await at.red.deploy(flow(updateEntry(properties)));
        const from = at.red.happenings.length;
        const told = await at.red.tell("u", message);
        expect(told).toMatchObject({ port: undefined, sends: 0, dones: 1, error: { code } });
        expect(told.message["cloudflare"]).toMatchObject({
          code,
          message: expect.any(String),
          errors: [{ code }],
        });
        const caught = await at.red.next("send", "watch-errors", from);
        expect(caught.message["error"]).toMatchObject({ source: { id: "u", type: "update-record" }, code });
        expect(caught.message["cloudflare"].code).toBe(code);
        const all = at.red.happenings
          .slice(from)
          .filter((event) => event.kind === "send" && event.id === "watch-errors");
        expect(all).toHaveLength(1);
        expect(
          at.red.happenings.slice(from).some((event) => event.kind === "send" && event.id === "watch-done"),
        ).toBe(false);
        expect(at.red.lastStatus("u")).toMatchObject({ fill: "red", shape: "ring", text: code });
      },
    );

    test("one of two fails / PARTIAL with both outcomes", async () => {
      await at.red.deploy(flow(updateEntry({ record: "home.example.com, www.example.com" })));
      const told = await at.red.tell("u", { payload: V4 });
      expect(told).toMatchObject({ port: undefined, error: { code: "PARTIAL" } });
      expect(told.message["cloudflare"]).toMatchObject({
        code: "PARTIAL",
        changed: true,
        records: [{ outcome: "updated" }, { outcome: "failed", error: { code: "RECORD_CONFLICT" } }],
      });
      expect(told.message["payload"]).toBe(V4);
      expect(at.red.lastStatus("u")).toMatchObject({ fill: "yellow" });
    });

    test("one hundred at once / all answered, one writes", async () => {
      await at.red.deploy(flow(updateEntry()));
      const from = at.red.happenings.length;
      await Promise.all(
        Array.from({ length: 100 }, () => at.red.command("receive", { id: "u", message: { payload: V4 } })),
      );
      await at.red.until(
        () =>
          at.red.happenings.slice(from).filter((event) => event.kind === "done" && event.id === "u").length >=
          100
            ? true
            : undefined,
        "100 answers",
      );
      const sends = at.red.happenings
        .slice(from)
        .filter((event) => event.kind === "send" && event.id === "u");
      expect(sends).toHaveLength(100);
      expect(sends.filter((event) => event.kind === "send" && event.port === 0)).toHaveLength(1);
      expect(at.sandbox.requests.filter(({ method }) => method !== "GET")).toHaveLength(1);
      expect(at.red.output).not.toContain("MaxListenersExceededWarning");
    });
  });
});
