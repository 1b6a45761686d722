import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatHostId, hostIdsEqual } from "../../../../src/core/address/host-id.ts";
import { parseDomainList } from "../../../../src/core/name/domain-list.ts";
import { displayName } from "../../../../src/core/name/fqdn.ts";
import { hostId, nameText } from "../arbitraries.ts";
import { good, nameOf } from "../values.ts";

const native = (text: string) => parseDomainList(text, { hostIds: true, grammar: "native" });
const plain = (text: string) => parseDomainList(text, { hostIds: false, grammar: "plain" });

/** Each entry as `name` or `name{id id}`. */
function shown(text: string): string[] {
  return good(native(text)).map(({ name, hostIds }) =>
    hostIds ? `${name}{${hostIds.map(formatHostId).join(" ")}}` : name,
  );
}

describe("native lists", () => {
  test.each([
    ["", []],
    [" , ", []],
    ["b.org, a.org,", ["a.org", "b.org"]],
    ["a.org b.org", ["a.org", "b.org"]],
    ["a.org,,b.org", ["a.org", "b.org"]],
    ["a.org{},b.org{}", ["a.org", "b.org"]],
    ["a.org{},,b.org", ["a.org", "b.org"]],
    ["a.org{hostid6=::1}", ["a.org{::1}"]],
    ["a.org{hostid6=::1,}", ["a.org{::1}"]],
    ["a.org{hostid6=[::1]}", ["a.org{::1}"]],
    ["a.org{hostid6=[::1,::1,preserve]}", ["a.org{::1 preserve}"]],
    ["a.org{hostid6=mac(00:11:22:33:44:55)}", ["a.org{mac(00-11-22-33-44-55)}"]],
    ["a.org{hostid6=[mac( 00-11-22-33-44-55 ), ::1]}", ["a.org{mac(00-11-22-33-44-55) ::1}"]],
    ["a.org{hostid6=[::1,::2],hostid6=[0::2,::1]}", ["a.org{::1 ::2}"]],
    ["a.org{hostid6=::1},a.org", ["a.org{::1}"]],
    ["a.org,a.org{hostid6=::1}", ["a.org{::1}"]],
    ["a.org,a.org{}", ["a.org"]],
    ["a.org{hostid6=[::1,::2]},A.ORG.{hostid6=[::2,::1]}", ["a.org{::1 ::2}"]],
    ["a.org{hostid6=::1},b.org{hostid6=::2}", ["a.org{::1}", "b.org{::2}"]],
    ["bücher.example,*.bücher.example", ["*.xn--bcher-kva.example", "xn--bcher-kva.example"]],
  ])("%j / read / %j", (text, expected) => {
    expect(shown(text)).toEqual(expected);
  });

  test.each([
    "a.org{},{}",
    "{}",
    ",{}",
    "a.org{",
    "a.org}",
    "a.org{}}",
    "a.org{}{}",
    "a.org{}b.org",
    "a.org{} b.org",
    "a.org b.org{}",
    "a.org{,}",
    "a.org{hostid6}",
    "a.org{hostid6=}",
    "a.org{hostid6=,}",
    "a.org{hostid6=::1,,}",
    "a.org{,hostid6=::1}",
    "a.org{hostid6=::1 ::2}",
    "a.org{hostid6=::1 hostid6=::1}",
    "a.org{hostid6==::1}",
    "a.org{hostid6=::1",
    "a.org{hostid6=[]}",
    "a.org{hostid6=[,]}",
    "a.org{hostid6=[::1,,::2]}",
    "a.org{hostid6=[::1 ::2]}",
    "a.org{hostid6=[::1}",
    "a.org{hostid6=[::1",
    "a.org{hostid6=[::1]]}",
    "a.org{hostid6=(::1)}",
    "a.org{hostid6=mac}",
    "a.org{hostid6=mac()}",
    "a.org{hostid6=mac(00-11-22-33-44-55}",
    "a.org{hostid6=mac(00-11-22-33-44-55",
    "a.org{hostid6=other(::1)}",
    "a.org{hostid6=preserve()}",
    "a.org{hostid4=::1}",
    "a.org{tags=x}",
    "a.org{site}",
    "a.org{site=}",
    "a.org{site=[cabin]}",
    "a.org{site=[cabin,home]}",
    'a.org{site="cabin"}',
    "a.org{site='cabin'}",
    "a.org{site=cabin home}",
    "a.org{site=cabin,site=cabin}",
    "a.org{ttl=120,ttl=60}",
    "a.org{ttl=120},a.org{ttl=60}",
    "a.org{proxied=true},b.org,A.org{proxied=false}",
    "a.org{account=work{}}",
    "a.org{hostid6=::1,hostid6=::2}",
    "a.org{hostid6=::1},a.org,a.org{hostid6=::2}",
    "a.org=b.org",
    "(a.org)",
    "[a.org]",
    '"a.org"',
    "a.org;b.org",
  ])("%s / read / refused", (text) => {
    expect(native(text)).toMatchObject({ ok: false });
  });

  test.each([
    ["a.org,,b.org", "extra comma"],
    [",a.org", "extra comma"],
    ["a.org{},,b.org{}", "extra comma"],
    ["a.org b.org", "missing"],
    ["a.org\nb.org", "missing"],
    ["a.org{hostid6=mac(ff-ff-ff-ff-ff-ff)}", "broadcast"],
    ["a.org{hostid6=[mac(00-00-00-00-00-00)]}", "zeros"],
    ["192.0.2.1", "IPv4"],
  ])("%j / read / warned: %s", (text, word) => {
    const read = native(text);
    expect(read.ok && read.warnings.join("; ")).toContain(word);
  });

  test.each(["a.org", "a.org,", "a.org{},", "a.org{hostid6=[::1,],},b.org,\n"])(
    "%j / read / no warning",
    (text) => {
      expect(native(text)).toMatchObject({ ok: true, warnings: [] });
    },
  );

  test.each([
    ["a.org", {}],
    ["a.org{}", {}],
    ["a.org{site=cabin}", { site: "cabin" }],
    ["a.org { ttl = 120 , site = cabin , }", { ttl: "120", site: "cabin" }],
    ["a.org{hostid6=[::7],account=work,proxied=T}", { account: "work", proxied: "T" }],
    ["a.org,a.org{ttl=60},A.ORG{proxied=false,ttl=60}", { ttl: "60", proxied: "false" }],
    ["a.org{ttl=never}", { ttl: "never" }],
  ])("%s / read / the options as they are written", (text, options) => {
    expect(good(native(text)).map((entry) => entry.options)).toEqual([options]);
  });

  test("options with one value / in a list for IPv4 / taken", () => {
    const v4 = { hostIds: false, grammar: "native" } as const;
    expect(good(parseDomainList("a.org{site=cabin}", v4))).toMatchObject([{ options: { site: "cabin" } }]);
  });

  test.each([
    ["a.org{ttl=120,ttl=60}", "ttl twice"],
    ["a.org{ttl=120},a.org{ttl=60}", '"120" and "60"'],
    ['a.org{site="cabin"}', "quotation marks"],
    ["a.org{color=red}", "hostid6, site, account, proxied, ttl"],
    ["a.org{,}", "where an option is expected"],
  ])("%s / refused / the reason says %s", (text, words) => {
    const read = native(text);
    expect(!read.ok && read.reason).toContain(words);
  });

  test("two bad names / refused / both are told", () => {
    const read = native("localhost, good.example, also$bad.example");
    expect(!read.ok && read.reason).toMatch(/localhost.*also\$bad/);
  });

  test("names for IPv4 / with host ID / refused, empty braces are not", () => {
    const v4 = { hostIds: false, grammar: "native" } as const;
    expect(parseDomainList("a.org{hostid6=::1}", v4)).toMatchObject({ ok: false });
    expect(parseDomainList("a.org{}", v4)).toMatchObject({ ok: true });
  });

  test("any entries / written in another order and spelling / the same list", () => {
    const entry = fc.record({
      text: nameText,
      ids: fc.option(fc.array(hostId, { minLength: 1, maxLength: 3 })),
    });
    const entries = fc.uniqueArray(entry, {
      selector: ({ text }) => nameOf(text),
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(entries, (list) => {
        const write = ({ text, ids }: (typeof list)[number]) =>
          ids ? `${text} { hostid6 = [${ids.map(formatHostId).join(" , ")},] }` : text;
        const read = good(native(list.map(write).join(",")));
        expect(read.map(({ name }) => name)).toEqual(list.map(({ text }) => nameOf(text)).sort());
        for (const { text, ids } of list) {
          const found = read.find(({ name }) => name === nameOf(text));
          expect(found?.hostIds === undefined).toBe(ids === null);
          expect(hostIdsEqual(found?.hostIds ?? [], ids ?? [])).toBe(true);
        }
        const again = read.map(({ name, hostIds }) =>
          write({ text: displayName(name), ids: hostIds ? [...hostIds].reverse() : null }),
        );
        expect(good(native(again.reverse().join(",\n"))).map(({ name }) => name)).toEqual(
          read.map(({ name }) => name),
        );
      }),
    );
  });

  test("any text / read / an answer, never an exception", () => {
    const text = fc.string({ unit: fc.constantFrom(..."a.{}[]()=, :1", "hostid6=", "mac(", "a.org") });
    fc.assert(
      fc.property(text, (any) => {
        expect(typeof native(any).ok).toBe("boolean");
        expect(typeof plain(any).ok).toBe("boolean");
      }),
      { numRuns: 2000 },
    );
  });
});

describe("timothymiller's lists", () => {
  test.each([
    ["", []],
    [" b.org ,, a.org ,A.org", ["a.org", "b.org"]],
    ["bücher.example", ["xn--bcher-kva.example"]],
    ["*.a.org", ["*.a.org"]],
  ])("%j / read / %j, without warning", (text, names) => {
    const read = plain(text);
    expect(good(read).map(({ name }) => name)).toEqual(names);
    expect(read).toMatchObject({ warnings: [] });
    expect(good(read).every(({ hostIds }) => hostIds === undefined)).toBe(true);
  });

  test.each(["a.org b.org", "a.org{}", "a.org{hostid6=::1}", "localhost"])("%s / read / refused", (text) => {
    expect(plain(text)).toMatchObject({ ok: false });
  });
});
