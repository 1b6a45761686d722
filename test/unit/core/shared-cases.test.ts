/** The shared cases that the parsers of the core answer for, as they stand. */

import { describe, expect, test } from "vitest";
import { parseAddress, parseAnyAddress } from "../../../src/core/address/address.ts";
import { parseFilter } from "../../../src/core/address/filter.ts";
import { applyHostId, parseHostId } from "../../../src/core/address/host-id.ts";
import { parseDomainList } from "../../../src/core/name/domain-list.ts";
import { parseFqdn } from "../../../src/core/name/fqdn.ts";
import { parseProxied } from "../../../src/core/plan/proxied.ts";
import { formatSource } from "../../../src/core/source/format.ts";
import { parseSource } from "../../../src/core/source/parse.ts";
import type { IpFamily } from "../../../src/core/types.ts";
import { loadCases } from "../../cases.ts";
import { addressOf, good, nameOf, writtenIn } from "./values.ts";

interface Case<Expect> {
  readonly id: string;
  readonly why: string;
  readonly expect: Expect;
}

describe("addresses", () => {
  interface AddressCase extends Case<{ readonly canonical?: string; readonly refused?: true }> {
    readonly family: IpFamily;
    readonly input: string;
    readonly origin: "network" | "static";
  }
  test.each(loadCases<AddressCase>("addresses"))(
    "$id / $why",
    ({ family, input, origin, expect: wanted }) => {
      const read = parseAddress(input, family, origin === "static" ? "written" : "network");
      if (wanted.refused) expect(read).toMatchObject({ ok: false });
      else expect(read).toMatchObject({ ok: true, value: wanted.canonical });
    },
  );
});

describe("domains", () => {
  interface DomainCase extends Case<{ readonly ascii?: string; readonly error?: true }> {
    readonly input: string;
  }
  const cases = loadCases<DomainCase>("domains");
  test.each(cases)("$id / $why", ({ input, expect: wanted }) => {
    const read = parseDomainList(input, { hostIds: true, grammar: "native" });
    if (wanted.error) expect(read).toMatchObject({ ok: false });
    else expect(good(read).map(({ name }) => name)).toEqual([wanted.ascii]);
  });

  const names = cases.filter(({ id }) => !/\/(list|options)\//.test(id));
  test.each(names)("$id as one name / $why", ({ input, expect: wanted }) => {
    const read = parseFqdn(input);
    if (wanted.error) expect(read).toMatchObject({ ok: false });
    else expect(read).toMatchObject({ ok: true, value: wanted.ascii });
  });
});

describe("proxied", () => {
  interface ProxiedCase extends Case<{ readonly proxied?: boolean; readonly error?: true }> {
    readonly input: string;
    readonly domain: string;
  }
  test.each(loadCases<ProxiedCase>("proxied"))("$id / $why", ({ input, domain, expect: wanted }) => {
    const read = parseProxied(input, "native");
    if (wanted.error) expect(read).toMatchObject({ ok: false });
    else expect(good(read)(nameOf(domain))).toBe(wanted.proxied);
  });
});

describe("filters", () => {
  interface FilterCase extends Case<{ readonly keep?: boolean; readonly error?: true }> {
    readonly family: IpFamily;
    readonly input: string;
    readonly address: string;
  }
  test.each(loadCases<FilterCase>("filters"))("$id / $why", ({ family, input, address, expect: wanted }) => {
    const read = parseFilter(input, family);
    if (wanted.error) expect(read).toMatchObject({ ok: false });
    else expect(good(read).keeps({ address: addressOf(address) })).toBe(wanted.keep);
  });
});

describe("host IDs", () => {
  interface HostIdCase extends Case<{ readonly address?: string; readonly error?: true }> {
    readonly prefix: string;
    readonly hostId: string;
  }
  test.each(loadCases<HostIdCase>("hostids"))("$id / $why", ({ prefix, hostId, expect: wanted }) => {
    const [address = "", length = ""] = prefix.split("/");
    const read = parseHostId(hostId);
    const made = read.ok ? applyHostId(addressOf(address), Number(length), read.value) : read;
    if (wanted.error) expect(made).toMatchObject({ ok: false });
    else expect(made).toMatchObject({ ok: true, value: wanted.address });
  });
});

describe("sources", () => {
  interface SourceCase
    extends Case<{ readonly ok?: true; readonly addresses?: readonly string[]; readonly error?: true }> {
    readonly setting: string;
    readonly input: string;
  }
  // Which clients there are, other settings say.
  const cases = loadCases<SourceCase>("sources").filter(({ id }) => id !== "sources/push/unknown");
  test.each(cases)("$id / $why", ({ setting, input, expect: wanted }) => {
    const family = setting === "IP4_PROVIDER" ? 4 : 6;
    const read = parseSource(input, family);
    if (wanted.error) {
      expect(read).toMatchObject({ ok: false });
      return;
    }
    const spec = good(read);
    if (wanted.addresses) {
      expect(new Set(writtenIn(spec))).toEqual(new Set(wanted.addresses.map(parseAnyAddress)));
    }
    expect(parseSource(formatSource(spec), family)).toMatchObject({ ok: true, value: spec });
  });
});
