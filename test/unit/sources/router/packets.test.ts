import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readDelegated } from "../../../../src/adapters/sources/router/answers.ts";
import { createEpochWatch } from "../../../../src/adapters/sources/router/epoch.ts";
import { gatewayIn } from "../../../../src/adapters/sources/router/gateway.ts";
import { readAnnouncement, readNatPmp } from "../../../../src/adapters/sources/router/nat-pmp.ts";
import { createVirtualClock } from "../../../clock.ts";
import { natPmpReply, pcpAnnounce } from "./fake-router.ts";

describe("gateway of the default route", () => {
  const table = (...lines: readonly string[]): string =>
    ["Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT", ...lines, ""].join(
      "\n",
    );
  const route = (
    gateway: string,
    metric = 0,
    flags = "0003",
    destination = "00000000",
    mask = "00000000",
  ): string => `eth0\t${destination}\t${gateway}\t${flags}\t0\t0\t${metric}\t${mask}\t0\t0\t0`;

  test.each<readonly [string, string, string | undefined]>([
    ["one default route", table(route("0100A8C0")), "192.168.0.1"],
    ["the lower metric of two", table(route("0100A8C0", 600), route("0101A8C0", 100)), "192.168.1.1"],
    [
      "the first of two with one metric",
      table(route("0100A8C0", 100), route("0101A8C0", 100)),
      "192.168.0.1",
    ],
    ["a network on the link", table(route("00000000", 0, "0001", "0000A8C0", "00FFFFFF")), undefined],
    ["a default route without gateway (PPP, a tunnel)", table(route("00000000", 0, "0001")), undefined],
    ["a route that is down", table(route("0100A8C0", 0, "0002")), undefined],
    [
      "half of everything (0.0.0.0/1)",
      table(route("0100A8C0", 0, "0003", "00000000", "00000080")),
      undefined,
    ],
    ["IPv6 only: a head and nothing", table(), undefined],
    ["nothing", "", undefined],
    ["other text", "default via 192.168.0.1 dev eth0\n", undefined],
  ])("%s / read / the gateway or nothing", (_what, text, gateway) => {
    expect(gatewayIn(text, "LE")).toBe(gateway);
  });

  test("a processor with the other order of octets / read / the same gateway", () => {
    expect(gatewayIn(table(route("C0A80001")), "BE")).toBe("192.168.0.1");
  });
});

describe("NAT-PMP answers", () => {
  const cut = (length: number): Buffer => natPmpReply("5.6.7.8").subarray(0, length);
  test.each<readonly [string, Buffer, unknown]>([
    ["an address", natPmpReply("5.6.7.8", 77), { kind: "address", address: "5.6.7.8", epoch: 77 }],
    ["result 3", natPmpReply("0.0.0.0", 77, 3), { kind: "none", epoch: 77 }],
    ["0.0.0.0 though all is fine", natPmpReply("0.0.0.0", 77), { kind: "none", epoch: 77 }],
    ["result 2", natPmpReply("0.0.0.0", 77, 2), { kind: "refused" }],
    ["8 bytes with result 5", Buffer.from("0089000500000010", "hex"), { kind: "refused" }],
    ["8 bytes with result 0", Buffer.from("0080000000000010", "hex"), undefined],
    [
      "version 2, result 1 (PCP alone)",
      Buffer.from(`0281000100000000${"00".repeat(16)}`, "hex"),
      { kind: "refused" },
    ],
    ["the wrong opcode", natPmpReply("5.6.7.8", 77, 0, 0x81), undefined],
    ["a question", natPmpReply("5.6.7.8", 77, 0, 0), undefined],
    ["11 bytes", cut(11), undefined],
    ["13 bytes", Buffer.concat([cut(12), Buffer.alloc(1)]), undefined],
    ["3 bytes", cut(3), undefined],
    ["nothing", cut(0), undefined],
  ])("%s / read / what it means", (_what, packet, meaning) => {
    expect(readNatPmp(packet)).toEqual(meaning);
  });

  test.each<readonly [string, Buffer, number | undefined]>([
    ["NAT-PMP", natPmpReply("5.6.7.8", 77), 77],
    ["PCP", pcpAnnounce(78), 78],
    ["PCP with the opcode of a mapping", Buffer.from(`0281${"00".repeat(22)}`, "hex"), undefined],
    ["PCP without the response bit", Buffer.from(`0200${"00".repeat(22)}`, "hex"), undefined],
    ["PCP, too short", pcpAnnounce(78).subarray(0, 23), undefined],
    ["NAT-PMP of 8 bytes", natPmpReply("5.6.7.8").subarray(0, 8), undefined],
    ["the opcode of a question", natPmpReply("5.6.7.8", 77, 0, 0), undefined],
  ])("%s announced / read / its count of seconds or nothing", (_what, packet, epoch) => {
    expect(readAnnouncement(packet)).toBe(epoch);
  });

  test("any bytes / read / never an exception", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        readNatPmp(Buffer.from(bytes));
        readAnnouncement(Buffer.from(bytes));
      }),
    );
  });
});

describe("the router's count of seconds", () => {
  const after = async (first: number, passedSeconds: number, second: number): Promise<boolean> => {
    const clock = createVirtualClock();
    const isNew = createEpochWatch(clock);
    expect(isNew(first)).toBe(false);
    await clock.advance(passedSeconds * 1000);
    return isNew(second);
  };

  test.each<readonly [string, number, number, number, boolean]>([
    ["as our own time", 1000, 800, 1800, false],
    ["7/8 of our time", 1000, 800, 1700, false],
    ["a little less than that, within the slack", 1000, 800, 1699, false],
    ["less than 7/8", 1000, 800, 1690, true],
    ["it went back to 0", 1000, 10, 0, true],
    ["it stands still", 1000, 100, 1000, true],
    ["it ran ahead (we slept)", 1000, 10, 9000, false],
  ])("%s / compare / a new beginning or not", async (_what, first, passed, second, isNew) => {
    expect(await after(first, passed, second)).toBe(isNew);
  });
});

test.each<readonly [string, string, string, unknown]>([
  ["length beside", "2a02:8071:8406:7600::", "56", { address: "2a02:8071:8406:7600::", prefixLength: 56 }],
  [
    "length in both",
    "2a02:8071:8406:7600::/56",
    "56",
    { address: "2a02:8071:8406:7600::", prefixLength: 56 },
  ],
  [
    "length behind alone",
    "2a02:8071:8406:7600::/56",
    "",
    { address: "2a02:8071:8406:7600::", prefixLength: 56 },
  ],
  ["bits below it", "2a02:8071:8406:76ff::1", "56", { address: "2a02:8071:8406:7600::", prefixLength: 56 }],
  ["two lengths that differ", "2a02:8071:8406:7600::/56", "64", undefined],
  ["no length", "2a02:8071:8406:7600::", "", undefined],
  ["length 0", "2a02:8071:8406:7600::", "0", undefined],
  ["a length of a provider", "2a02:8071::", "12", undefined],
  ["longer than a network", "2a02:8071:8406:7600::", "96", undefined],
  ["unique local", "fd00:8406:7600::", "56", undefined],
  ["documentation", "2001:db8:8406:7600::", "56", undefined],
  ["no address", "<b>::", "56", undefined],
  ["empty", "", "56", undefined],
])("delegated prefix with %s / read / the network or nothing", (_what, text, length, network) => {
  expect(readDelegated({ text, length })).toEqual(network);
});
