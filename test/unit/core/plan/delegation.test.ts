/** Names below a delegation. */

import { expect, test } from "vitest";
import { delegationCaution } from "../../../../src/core/plan/delegation.ts";
import type { DnsRecord } from "../../../../src/core/types.ts";
import { PLAIN } from "../../../engine/kit.ts";
import { nameOf } from "../values.ts";

const APEX = nameOf("example.org");
const record = (name: string, type: string, content: string): DnsRecord => ({
  id: `${name} ${content}`,
  name: nameOf(name),
  type,
  content,
  ...PLAIN,
});

const caution = (name: string, ...records: readonly DnsRecord[]) =>
  delegationCaution(nameOf(name), APEX, (above) => records.filter((one) => one.name === above));

const OUTER = record("b.example.org", "NS", "ns1.example.net");
const INNER = record("a.b.example.org", "NS", "ns2.example.net");

test.each<[string, string, readonly DnsRecord[], RegExp | undefined]>([
  ["no records at all", "x.b.example.org", [], undefined],
  [
    "a delegation above",
    "x.b.example.org",
    [OUTER],
    /^x\.b\.example\.org is kept right.* at b\.example\.org .* to ns1\.example\.net\. /,
  ],
  [
    "two above, the outer one counts",
    "x.a.b.example.org",
    [INNER, OUTER],
    / at b\.example\.org delegate .* ns1/,
  ],
  ["the inner one alone", "x.a.b.example.org", [INNER], / at a\.b\.example\.org delegate .* ns2/],
  [
    "records that delegate nothing",
    "x.b.example.org",
    [record("b.example.org", "A", "203.0.113.7")],
    undefined,
  ],
  [
    "an address beside the delegation is not its server",
    "x.b.example.org",
    [record("b.example.org", "TXT", "text"), OUTER],
    /to ns1\.example\.net\./,
  ],
  ["at the name itself", "b.example.org", [OUTER], undefined],
  ["at the apex", "x.example.org", [record("example.org", "NS", "ns.example.net")], undefined],
  ["the apex itself", "example.org", [record("example.org", "NS", "ns.example.net")], undefined],
  ["of another zone", "x.b.example.net", [record("b.example.net", "NS", "ns.example.net")], undefined],
  [
    "a name that only ends alike",
    "x.notexample.org",
    [record("notexample.org", "NS", "ns.example.net")],
    undefined,
  ],
  [
    "the name server's own name, one of two",
    "ns.b.example.org",
    [OUTER, record("b.example.org", "NS", "NS.b.Example.org.")],
    undefined,
  ],
])("%s / look above %s / told or not", (_title, name, records, expected) => {
  const said = caution(name, ...records);
  if (expected === undefined) expect(said).toBeUndefined();
  else expect(said).toMatch(expected);
});
