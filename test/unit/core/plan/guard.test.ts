/** The guard between plan and apply: what must not be sent, and why. */

import { describe, expect, test } from "vitest";
import { objectionTo } from "../../../../src/core/plan/guard.ts";
import { contentsOf, SELECT_ALL } from "../../../../src/core/plan/ownership.ts";
import type { Address, Change, DnsRecord, Intent } from "../../../../src/core/types.ts";
import { MARKED, PLAIN } from "../../../engine/kit.ts";
import { addressOf, nameOf } from "../values.ts";

const KEY = { name: nameOf("home.example.org"), type: "A" } as const;
const A = addressOf("203.0.113.7");
const APEX = nameOf("example.org");
const SET: Intent<Address> = { kind: "set", targets: [A] };

function record(id: string, type: string, content: string, change: Partial<DnsRecord> = {}): DnsRecord {
  return { id, name: KEY.name, type, content, ...PLAIN, ...change };
}

function update(id: string, content: string, attributes?: { readonly proxied: boolean }): Change {
  return {
    action: "update",
    key: KEY,
    id,
    from: A,
    content: addressOf(content),
    ...(attributes === undefined ? {} : { attributes }),
  };
}

describe("guard", () => {
  test.each<[string, Intent<Address>, readonly DnsRecord[], readonly Change[], string | undefined, RegExp]>([
    [
      "an ordinary update / nothing against it",
      SET,
      [record("1", "A", "198.51.100.1")],
      [update("1", A)],
      undefined,
      /^$/,
    ],
    [
      "a CNAME at the name / refused, naming its target",
      SET,
      [record("1", "CNAME", "x.example.net")],
      [],
      "RECORD_CONFLICT",
      /^A home\.example\.org cannot be set: a CNAME to x\.example\.net/,
    ],
    [
      "a CNAME at the name / clear / nothing against it",
      { kind: "clear" },
      [record("1", "CNAME", "x.example.net")],
      [],
      undefined,
      /^$/,
    ],
    [
      "NS records at the name / refused, naming where it is served",
      SET,
      [record("1", "NS", "ns1.example.net")],
      [{ action: "create", key: KEY, content: A, attributes: PLAIN }],
      "RECORD_CONFLICT",
      /delegate this name to ns1\.example\.net/,
    ],
    [
      "NS records beside an address that is right / nothing against it",
      SET,
      [record("1", "NS", "ns1.example.net"), record("2", "A", A)],
      [],
      undefined,
      /^$/,
    ],
    [
      "a CNAME whose target would move a terminal / its escapes are shown",
      SET,
      [record("1", "CNAME", "x\u001b[2J\r\nforged.example.net")],
      [],
      "RECORD_CONFLICT",
      /CNAME to x\\u001b\[2J\\r\\nforged/,
    ],
    [
      "a foreign record at the target / refused",
      SET,
      [record("1", "A", "198.51.100.1", { comment: "ddns" }), record("2", "A", A)],
      [update("1", A)],
      "RECORD_CONFLICT",
      /MANAGED_RECORDS_COMMENT_REGEX/,
    ],
    [
      "a foreign record elsewhere / nothing against it",
      SET,
      [record("1", "A", "198.51.100.1", { comment: "ddns" }), record("2", "A", "198.51.100.2")],
      [update("1", A)],
      undefined,
      /^$/,
    ],
    [
      "a proxied record to a private address / refused",
      SET,
      [record("1", "A", A, { comment: "ddns", proxied: true })],
      [update("1", "192.168.1.2")],
      "BAD_INPUT",
      /orange cloud/,
    ],
    [
      "a private address, the cloud turned off with it / nothing against it",
      SET,
      [record("1", "A", A, { comment: "ddns", proxied: true })],
      [update("1", "192.168.1.2", { proxied: false })],
      undefined,
      /^$/,
    ],
    [
      "a plan that leaves nothing, nobody said clear / refused",
      SET,
      [record("1", "A", A, { comment: "ddns" })],
      [{ action: "delete", key: KEY, id: "1", from: A }],
      "BAD_INPUT",
      /last address/,
    ],
    [
      "clear leaves nothing / nothing against it",
      { kind: "clear" },
      [record("1", "A", A, { comment: "ddns" })],
      [{ action: "delete", key: KEY, id: "1", from: A }],
      undefined,
      /^$/,
    ],
    [
      "NS records at the name, addresses beside them are cleared / nothing against it",
      { kind: "clear" },
      [record("1", "NS", "ns1.example.net"), record("2", "A", A)],
      [{ action: "delete", key: KEY, id: "2", from: A }],
      undefined,
      /^$/,
    ],
    [
      "a deletion beside a create where NS records stand / refused",
      SET,
      [record("1", "NS", "ns1.example.net"), record("2", "A", "198.51.100.1")],
      [
        { action: "delete", key: KEY, id: "2", from: addressOf("198.51.100.1") },
        { action: "create", key: KEY, content: A, attributes: PLAIN },
      ],
      "RECORD_CONFLICT",
      /^A home\.example\.org cannot be set: NS records/,
    ],
    [
      "a foreign record at the target of the second change / refused",
      SET,
      [record("1", "A", "198.51.100.1", { comment: "ddns" }), record("2", "A", A)],
      [update("1", "198.51.100.2"), { action: "create", key: KEY, content: A, attributes: PLAIN }],
      "RECORD_CONFLICT",
      /^A home\.example\.org cannot get 203\.0\.113\.7: a record that is not managed/,
    ],
    [
      "a record of ours is deleted while a foreign one holds its address / nothing against it",
      { kind: "clear" },
      [record("1", "A", A, { comment: "ddns" }), record("2", "A", A)],
      [{ action: "delete", key: KEY, id: "1", from: A }],
      undefined,
      /^$/,
    ],
    [
      "a proxied private record is deleted / nothing against it",
      { kind: "clear" },
      [record("1", "A", "192.168.1.2", { comment: "ddns", proxied: true })],
      [{ action: "delete", key: KEY, id: "1", from: addressOf("192.168.1.2") }],
      undefined,
      /^$/,
    ],
    [
      "a record in the open to a private address, another one proxied / nothing against it",
      SET,
      [
        record("1", "A", "198.51.100.1", { comment: "ddns", proxied: true }),
        record("2", "A", "198.51.100.2", { comment: "ddns" }),
      ],
      [update("2", "192.168.1.2")],
      undefined,
      /^$/,
    ],
    [
      "the cloud turned on over a private address that stays / refused",
      SET,
      [record("1", "A", "192.168.1.2", { comment: "ddns" })],
      [
        {
          action: "update",
          key: KEY,
          id: "1",
          from: addressOf("192.168.1.2"),
          attributes: { proxied: true },
        },
      ],
      "BAD_INPUT",
      /private address 192\.168\.1\.2/,
    ],
    [
      "the second of two records created is proxied and private / refused",
      SET,
      [],
      [
        { action: "create", key: KEY, content: A, attributes: { ...PLAIN, proxied: true } },
        {
          action: "create",
          key: KEY,
          content: addressOf("192.168.1.2"),
          attributes: { ...PLAIN, proxied: true },
        },
      ],
      "BAD_INPUT",
      /^A home\.example\.org cannot be proxied/,
    ],
    [
      "another attribute of a private record in the open / nothing against it",
      SET,
      [record("1", "A", "192.168.1.2", { comment: "ddns" })],
      [{ action: "update", key: KEY, id: "1", from: addressOf("192.168.1.2"), attributes: { ttl: 60 } }],
      undefined,
      /^$/,
    ],
    [
      "the last record is deleted and one created / nothing against it",
      SET,
      [record("1", "A", "198.51.100.1", { comment: "ddns" })],
      [
        { action: "delete", key: KEY, id: "1", from: addressOf("198.51.100.1") },
        { action: "create", key: KEY, content: A, attributes: PLAIN },
      ],
      undefined,
      /^$/,
    ],
    [
      "one of two records is deleted / nothing against it",
      SET,
      [record("1", "A", A, { comment: "ddns" }), record("2", "A", "198.51.100.1", { comment: "ddns" })],
      [{ action: "delete", key: KEY, id: "2", from: addressOf("198.51.100.1") }],
      undefined,
      /^$/,
    ],
    [
      "both of two records are deleted, nobody said clear / refused",
      SET,
      [record("1", "A", A, { comment: "ddns" }), record("2", "A", "198.51.100.1", { comment: "ddns" })],
      [
        { action: "delete", key: KEY, id: "1", from: A },
        { action: "delete", key: KEY, id: "2", from: addressOf("198.51.100.1") },
      ],
      "BAD_INPUT",
      /^A home\.example\.org was left as it is: the plan would have removed its last address/,
    ],
    [
      "a managed record holds no address / refused, naming it",
      SET,
      [record("r9", "A", "not an address", { comment: "ddns" })],
      [],
      "RECORD_CONFLICT",
      /^A home\.example\.org was left as it is: the record r9 holds "not an address"/,
    ],
  ])("%s", (_title, intent, records, changes, code, message) => {
    const objection = objectionTo(
      KEY,
      intent,
      contentsOf(
        KEY,
        records,
        records.length === 1 && records[0]?.comment === "" ? SELECT_ALL : MARKED,
        APEX,
      ),
      changes,
    );
    expect(objection?.code).toBe(code);
    expect(objection?.message ?? "").toMatch(message);
  });

  test.each([
    ["10.1.2.3", "a network of one's own"],
    ["172.16.0.1", "a network of one's own"],
    ["192.168.1.2", "a network of one's own"],
    ["100.64.0.1", "behind carrier-grade NAT"],
    ["169.254.1.1", "link-local"],
    ["127.0.0.1", "this machine"],
    ["fd00::1", "unique local"],
    ["fe80::1", "link-local"],
    ["::1", "this machine"],
  ])("%s, %s / created behind the orange cloud / refused, and in the open not", (address) => {
    const create = (proxied: boolean): Change => ({
      action: "create",
      key: KEY,
      content: addressOf(address),
      attributes: { ...PLAIN, proxied },
    });
    const judge = (proxied: boolean) =>
      objectionTo(KEY, SET, contentsOf(KEY, [], SELECT_ALL, APEX), [create(proxied)]);
    expect(judge(true)?.message).toMatch(`cannot reach the private address ${address}.`);
    expect(judge(false)).toBeUndefined();
  });
});
