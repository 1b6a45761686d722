/** `detect-ip` in real Node-RED. */

import { describe, expect, test } from "vitest";
import { describePalette, detect, out, V4, V6 } from "./palette-stage.ts";
import { updateEntry } from "./world/index.ts";

describePalette((at) => {
  const { flow, contents } = at;

  describe("detect-ip", () => {
    test("first, again, after a reset / changed, unchanged, changed", async () => {
      await at.red.deploy(flow(detect()));
      const first = await at.red.tell("d", { payload: "tick", topic: "t" });
      expect(first).toMatchObject({
        port: 0,
        dones: 1,
        message: {
          topic: "t",
          payload: { ipv4: V4, ipv6: null },
          detected: {
            first: true,
            changed: { ipv4: true, ipv6: false },
            previous: { ipv4: null, ipv6: null },
            errors: [],
            sources: [{ name: "static", family: 4, address: V4, ms: expect.any(Number) }],
          },
        },
      });
      expect(await at.red.tell("d", {})).toMatchObject({
        port: 1,
        message: { detected: { first: false, previous: { ipv4: V4 } } },
      });
      expect(await at.red.tell("d", { reset: true })).toMatchObject({
        port: 0,
        message: { detected: { first: true } },
      });
      expect(at.red.lastStatus("d")).toEqual({ fill: "green", shape: "dot", text: V4 });
    });

    test("sources that fail / partly yellow, wholly an error", async () => {
      await at.red.deploy(flow(detect({ ipv6: "local.iface:nosuchinterface0" })));
      expect(await at.red.tell("d", {})).toMatchObject({
        port: 0,
        message: {
          payload: { ipv4: V4, ipv6: null },
          detected: { errors: [{ family: 6, code: "DETECTION_FAILED" }] },
        },
      });
      expect(at.red.lastStatus("d")).toMatchObject({ fill: "yellow", text: "status.noIpv6" });
      await at.red.deploy(flow(detect({ ipv6: "local.iface:nosuchinterface0", required: "both" })));
      expect(await at.red.tell("d", {})).toMatchObject({
        port: undefined,
        error: { code: "DETECTION_FAILED" },
        message: { cloudflare: { code: "DETECTION_FAILED" } },
      });
      await at.red.deploy(
        flow(detect({ ipv4: "agree(2; static:93.184.216.34; static:8.8.8.8)", ipv6: "none" })),
      );
      expect(await at.red.tell("d", {})).toMatchObject({ error: { code: "NO_AGREEMENT" } });
      await at.red.deploy(flow(detect({ ipv4: "cloudflare" })));
      expect(await at.red.tell("d", {})).toMatchObject({ error: { code: "CONFIG_INVALID" } });
    });

    test("a web source / one address is believed, a login page is not", async () => {
      await at.red.deploy(flow(detect({ ipv4: `url:${at.sandbox.origin}/ip4` })));
      const told = await at.red.tell("d", {});
      if (told.error === undefined) expect(told.message["payload"].ipv4).toBe(V4);
      at.sandbox.fault({ kind: "html", match: { path: "/ip4" }, times: Number.POSITIVE_INFINITY });
      expect(await at.red.tell("d", {})).toMatchObject({ error: { code: "DETECTION_FAILED" } });
    });

    test("Home Assistant's palette / its states are read", async () => {
      const setter = {
        id: "fn",
        z: "tab",
        type: "function",
        func: `global.set("homeassistant", { home: { states: { "sensor.wan_ip": { state: "${V4}", attributes: { v6: "${V6}" } } } } }); return null;`,
        outputs: 1,
        wires: [],
      };
      await at.red.deploy(
        flow(setter, detect({ ipv4: "homeassistant:sensor.wan_ip", ipv6: "homeassistant:sensor.wan_ip#v6" })),
      );
      expect(await at.red.tell("d", {})).toMatchObject({ error: { code: "DETECTION_FAILED" } });
      await at.red.tell("fn", {});
      expect(await at.red.tell("d", {})).toMatchObject({
        port: 0,
        message: { payload: { ipv4: V4, ipv6: V6 } },
      });
    });

    test("straight into update-record / the record follows", async () => {
      await at.red.deploy(flow(detect({ wires: out(["u"]) }), updateEntry()));
      const from = at.red.happenings.length;
      await at.red.tell("d", {});
      const done = await at.red.next("done", "u", from);
      expect(done.error).toBeUndefined();
      expect(contents("example.com")).toContain(`home.example.com A ${V4}`);
    });

    test("one hundred at once / one changed", async () => {
      await at.red.deploy(flow(detect()));
      const from = at.red.happenings.length;
      await Promise.all(
        Array.from({ length: 100 }, () => at.red.command("receive", { id: "d", message: {} })),
      );
      await at.red.until(
        () =>
          at.red.happenings.slice(from).filter((event) => event.kind === "done" && event.id === "d").length >=
          100
            ? true
            : undefined,
        "100 answers",
      );
      expect(
        at.red.happenings
          .slice(from)
          .filter((event) => event.kind === "send" && event.id === "d" && event.port === 0),
      ).toHaveLength(1);
    });
  });
});
