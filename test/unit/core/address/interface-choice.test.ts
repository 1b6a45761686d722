import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chooseAddresses, type InterfaceAddress } from "../../../../src/core/address/interface-choice.ts";

const rules = { stable: false, globalOnly: false };
const chosen = (addresses: readonly InterfaceAddress[], family: 4 | 6, more = {}) => {
  const choice = chooseAddresses(addresses, family, { ...rules, ...more });
  return choice.ok ? choice.addresses.map(({ address }) => address) : choice.what;
};

describe("the addresses of one interface", () => {
  test.each<[all: readonly InterfaceAddress[], yields: readonly string[] | string]>([
    [[{ text: "2a02::1" }, { text: "fd00::1" }], ["2a02::1"]],
    [[{ text: "fd00::1", permanent: true }, { text: "2a02::1" }], ["2a02::1"]],
    [
      [{ text: "2a02::1" }, { text: "2a02:0::1" }, { text: "2a02::2" }],
      ["2a02::1", "2a02::2"],
    ],
    [[{ text: "2a02::2", temporary: true }, { text: "2a02::1" }], ["2a02::1"]],
    [[{ text: "2a02::2", temporary: true }], ["2a02::2"]],
    [
      [
        { text: "2a02::3", deprecated: true },
        { text: "2a02::2", temporary: true },
      ],
      ["2a02::2"],
    ],
    [[{ text: "2a02::3", deprecated: true }, { text: "fd00::1" }], "on their way out"],
    [[{ text: "2a02::3", unready: true }, { text: "fd00::1" }], "that lasts"],
    [[{ text: "fd00::1" }, { text: "fe80::1" }], ["fd00::1"]],
    [[{ text: "2001:db8::1" }, { text: "2a02::1" }], ["2a02::1"]],
    [
      [{ text: "2002:c000:204::1" }, { text: "fec0::1" }],
      ["2002:c000:204::1", "fec0::1"],
    ],
    [[{ text: "fe80::1" }, { text: "::1" }, { text: "ff02::1" }, { text: "::" }], "can be published"],
    [[], "can be published"],
  ])("%j / chosen / %s", (all, yields) => {
    if (typeof yields === "string") expect(chosen(all, 6)).toContain(yields);
    else expect(chosen(all, 6)).toEqual(yields);
  });

  test.each([
    ["192.168.1.7", "private (RFC 1918)"],
    ["172.17.0.2", "private (RFC 1918)"],
    ["100.64.3.4", "carrier-grade"],
  ])("%s alone, where only global ones count / chosen / none, by name", (text, words) => {
    expect(chosen([{ text }], 4)).toEqual([text]);
    expect(chosen([{ text }], 4, { globalOnly: true })).toContain(words);
  });

  test("any mixture / chosen / never a class that cannot be reached beside one that can, never one that is deprecated", () => {
    const text = fc.constantFrom(
      "2a02::1",
      "2a02::2",
      "2a02::3",
      "fd00::1",
      "fd00::2",
      "fe80::1",
      "2001:db8::1",
    );
    const entry = fc.record({
      text,
      temporary: fc.boolean(),
      deprecated: fc.boolean(),
      unready: fc.boolean(),
      permanent: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(entry, { selector: ({ text: own }) => own }),
        fc.boolean(),
        (all, stable) => {
          const found = chosen(all, 6, { stable });
          if (typeof found === "string") return;
          const picked = all.filter(({ text: own }) => found.includes(own as never));
          const isGlobal = ({ text: own }: { readonly text: string }) => own.startsWith("2a02");
          expect(picked).toHaveLength(found.length);
          expect(picked.some((one) => one.deprecated || one.unready)).toBe(false);
          if (all.some(isGlobal)) expect(picked.every(isGlobal)).toBe(true);
          if (picked.some((one) => one.temporary)) {
            expect(stable).toBe(false);
            expect(picked.every((one) => one.temporary)).toBe(true);
          }
        },
      ),
    );
  });
});
