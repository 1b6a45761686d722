/** Sources as the dialog offers them, as text and back. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseSource } from "../../../nodes/shared/engine.ts";
import { formatChoice, OFFERS, readChoice } from "../../../nodes/shared/input/source-text.ts";

describe("sources in the chooser", () => {
  test.each([
    "cloudflare.trace",
    "url:https://ip.example.com/?a=1",
    "local.iface:eth0",
    "agree(2; cloudflare.trace; cloudflare.doh; ipify)",
    "first(url:https://a.example; command:curl x)",
    "none",
    "mqtt:wan/ip",
    "router",
    "router:192.168.178.1",
    "first(router; cloudflare.trace)",
    "agree(2; router:fritz.box; cloudflare.trace)",
  ])("%s / read and written / the same text", (text) => {
    expect(formatChoice(readChoice(text))).toBe(text);
  });

  test("a router with and without its address / read / both are chosen from the list, not shown as text", () => {
    expect(readChoice("router")).toEqual({ kind: "router", argument: "" });
    expect(readChoice("router:fritz.box")).toEqual({ kind: "router", argument: "fritz.box" });
    expect(formatChoice({ kind: "router", argument: " " })).toBe("router");
  });

  test("combinations within combinations / shown as text, kept", () => {
    const text = "first(agree(2; cloudflare.trace; ipify); local)";
    expect(readChoice(text)).toMatchObject({ kind: "first", members: [{ kind: "text" }, { kind: "local" }] });
    expect(formatChoice(readChoice(text))).toBe(text);
  });

  test("whatever can be chosen / is a source that the engine accepts", () => {
    const argument: Readonly<Record<string, string>> = {
      url: "https://ip.example.com/a;b(c)",
      "url.via4": "https://ip.example.com",
      "url.via6": "https://ip.example.com",
      "local.iface": "eth0",
      "local.iface.stable": "eth0",
      homeassistant: "sensor.wan_ip",
      file: "/run/ip",
      command: "a; b",
    };
    for (const family of [4, 6] as const) {
      const offers = OFFERS.filter((offer) => offer.family === undefined || offer.family === family);
      const choose = (kind: string) => ({
        kind,
        argument: kind === "static" ? (family === 4 ? "203.0.113.7" : "2001:db8::7") : (argument[kind] ?? ""),
      });
      for (const { kind } of offers)
        expect(parseSource(formatChoice(choose(kind)), family), kind).toMatchObject({ ok: true });
      fc.assert(
        fc.property(
          fc.constantFrom("first", "agree"),
          fc.subarray([...offers], { minLength: 1 }),
          fc.nat(),
          (kind, picked, number) => {
            const members = picked.map((offer) => choose(offer.kind));
            const choice = { kind: kind as "first" | "agree", count: 1 + (number % members.length), members };
            const text = formatChoice(choice);
            expect(parseSource(text, family), text).toMatchObject({ ok: true });
            expect(formatChoice(readChoice(text))).toBe(text);
          },
        ),
      );
    }
  });
});
