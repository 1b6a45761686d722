import { describe, expect, test } from "vitest";
import { joinEvidence, natVerdict } from "../../../../src/core/address/nat.ts";
import type { Address, NatEvidence } from "../../../../src/core/types.ts";

const at = (text: string): Address => text as Address;

test.each<readonly [string, NatEvidence, string]>([
  ["a private address", { router: at("192.168.178.2") }, "double_nat"],
  ["10/8", { router: at("10.0.0.2") }, "double_nat"],
  ["172.16/12, last", { router: at("172.31.255.254") }, "double_nat"],
  ["just outside of 172.16/12", { router: at("172.32.0.1") }, "unknown"],
  ["a private address, whatever is seen", { router: at("10.0.0.2"), seen: [at("8.8.4.4")] }, "double_nat"],
  ["100.64/10, first", { router: at("100.64.0.1") }, "carrier_nat"],
  ["100.64/10, last", { router: at("100.127.255.254") }, "carrier_nat"],
  ["just outside of 100.64/10", { router: at("100.128.0.1") }, "unknown"],
  ["DS-Lite", { router: at("192.0.0.2") }, "carrier_nat"],
  ["none", { router: "none" }, "carrier_nat"],
  ["none, whatever is seen", { router: "none", seen: [at("8.8.4.4")] }, "carrier_nat"],
  ["a global address alone", { router: at("5.6.7.8") }, "unknown"],
  ["a global address, the same seen", { router: at("5.6.7.8"), seen: [at("5.6.7.8")] }, "direct"],
  [
    "a global address, the same and another seen",
    { router: at("5.6.7.8"), seen: [at("8.8.4.4"), at("5.6.7.8")] },
    "direct",
  ],
  ["a global address, another seen", { router: at("5.6.7.8"), seen: [at("8.8.4.4")] }, "other_path"],
  ["a documentation address", { router: at("203.0.113.7"), seen: [at("8.8.4.4")] }, "unknown"],
  ["nothing", { seen: [at("8.8.4.4")] }, "unknown"],
])("router says %s / judge / %o is %s", (_what, evidence, verdict) => {
  expect(natVerdict(evidence)).toBe(verdict);
});

describe("joining evidence", () => {
  test("no router was asked / join / nothing", () => {
    expect(joinEvidence([undefined, undefined])).toBeUndefined();
  });

  test("a silent router, one that spoke, and what others saw / join / the one that spoke, each address once", () => {
    expect(
      joinEvidence([
        {},
        undefined,
        { router: at("5.6.7.8"), seen: [at("8.8.4.4")] },
        { seen: [at("8.8.4.4"), at("9.9.9.9")] },
      ]),
    ).toEqual({ router: "5.6.7.8", seen: ["8.8.4.4", "9.9.9.9"] });
  });
});
