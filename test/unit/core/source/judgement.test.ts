import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgeDetection, originOf, parseJudged } from "../../../../src/core/source/judgement.ts";
import type { DelegatedPrefix, Detection, KnownDetection } from "../../../../src/core/types.ts";
import { globalAddress } from "../arbitraries.ts";
import { addressOf } from "../values.ts";

const entry = (text: string) => {
  const [address = "", length] = text.split("/");
  return length === undefined
    ? { address: addressOf(address) }
    : { address: addressOf(address), prefixLength: Number(length) };
};
const known = (texts: readonly string[], delegated?: readonly string[]): KnownDetection => {
  const [first = entry("8.8.8.8"), ...rest] = texts.map(entry);
  return {
    status: "known",
    source: "x",
    addresses: [first, ...rest],
    ...(delegated && { delegated: delegated.map((text) => entry(text) as DelegatedPrefix) }),
  };
};
const reasonOf = (detection: Detection) =>
  detection.status === "unavailable" ? detection.reason : detection.status;
const ask4 = { family: 4, prefixLength: 32 } as const;
const ask6 = { family: 6, prefixLength: 64 } as const;

test.each([
  ["static", "written"],
  ["file", "written"],
  ["local", "interface"],
  ["local.iface", "interface"],
  ["supervisor", "interface"],
  ["url", "network"],
  ["command", "network"],
  ["homeassistant", "network"],
  ["mqtt", "network"],
  ["router", "network"],
  ["push", "network"],
  ["cloudflare.trace", "network"],
] as const)("%s / who speaks / %s", (kind, origin) => {
  expect(originOf(kind)).toBe(origin);
});

describe("answers from the network", () => {
  test.each<[text: string, length: number, counts: boolean]>([
    ["9.9.9.9/8", 32, false],
    ["9.9.9.9/31", 32, false],
    ["9.9.9.9/32", 32, true],
    ["9.9.9.9", 32, true],
    ["9.9.9.9/24", 24, true],
    ["9.9.9.9/23", 24, false],
    ["9.9.9.9/30", 24, true],
  ])("%s, /%d by default / judged / counts: %s", (text, prefixLength, counts) => {
    const judged = judgeDetection(known([text]), "network", { family: 4, prefixLength });
    expect(judged.status).toBe(counts ? "known" : "unavailable");
    if (!counts) expect(reasonOf(judged)).toContain(`"${text}" is a network wider than /${prefixLength}`);
  });

  test("one wide among good ones / judged / spoils the answer", () => {
    expect(reasonOf(judgeDetection(known(["9.9.9.9", "8.8.8.8/30"]), "network", ask4))).toContain("wider");
    expect(reasonOf(judgeDetection(known(["2620:fe::fe/48"]), "network", ask6))).toContain("wider");
  });

  test("eight addresses, and nine / judged / the ninth spoils the answer", () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => `8.8.8.${index}`);
    expect(judgeDetection(known(many(8)), "network", ask4).status).toBe("known");
    expect(reasonOf(judgeDetection(known(many(9)), "network", ask4))).toContain("more than 8");
  });

  test.each(["192.168.1.4", "100.64.3.4", "127.0.0.1", "104.16.0.1", "203.0.113.7"])(
    "%s from a source that did not look / judged / refused by name",
    (text) => {
      expect(reasonOf(judgeDetection(known([text]), "network", ask4))).toContain(`"${text}"`);
    },
  );

  test("Cloudflare's own address, where that is allowed / judged / counts", () => {
    const lenient = { ...ask4, rejectCloudflare: false };
    expect(judgeDetection(known(["104.16.0.1"]), "network", lenient).status).toBe("known");
  });

  test("an address of the other family / judged / refused", () => {
    expect(reasonOf(judgeDetection(known(["2620:fe::fe"]), "network", ask4))).toContain("IPv6");
  });
});

describe("networks delegated to the home", () => {
  test("wider than the default / judged / kept, for no list sees them", () => {
    const answer = known(["2620:fe::fe"], ["2620:fe:1::/56"]);
    expect(judgeDetection(answer, "network", ask6)).toBe(answer);
  });

  test.each(["fd00::/56", "2001:db8::/56", "2620:fe:1::/0", "2620:fe:1::/11", "fe80::/64", "8.8.8.0/24"])(
    "%s / judged / spoils the answer, by name",
    (text) => {
      expect(reasonOf(judgeDetection(known(["2620:fe::fe"], [text]), "network", ask6))).toContain(
        `"${text.split("/")[0]}`,
      );
    },
  );

  test("nine of them / judged / refused", () => {
    const many = Array.from({ length: 9 }, (_, index) => `2620:fe:${index}::/56`);
    expect(reasonOf(judgeDetection(known(["2620:fe::fe"], many), "network", ask6))).toContain("more than 8");
  });
});

test("what the user wrote / judged / may be wider and private", () => {
  const written = known(["10.0.0.1/8"]);
  expect(judgeDetection(written, "written", ask4)).toBe(written);
  expect(parseJudged("10.0.0.1/8", "written", ask4)).toMatchObject({ ok: true });
  expect(parseJudged("10.0.0.1/32", "network", ask4)).toMatchObject({ ok: false });
  expect(parseJudged("9.9.9.9/8", "network", ask4)).toMatchObject({ ok: false });
  expect(parseJudged("2620:fe::fe/64", "network", ask6)).toMatchObject({
    ok: true,
    value: { address: "2620:fe::fe", prefixLength: 64 },
  });
});

test("any width / from the network / what counts is never wider than the default", () => {
  fc.assert(
    fc.property(
      globalAddress(4),
      fc.integer({ min: 8, max: 32 }),
      fc.integer({ min: 8, max: 32 }),
      (address, named, length) => {
        const judged = judgeDetection(known([`${address}/${named}`]), "network", {
          family: 4,
          prefixLength: length,
          rejectCloudflare: false,
        });
        expect(judged.status === "known").toBe(named >= length);
      },
    ),
  );
});
