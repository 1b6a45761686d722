/** The builder as other wearers use it: names of their own, and settings of each record's own. */

import { expect, test } from "vitest";
import { Secret } from "../../../src/core/secret.ts";
import {
  type BuilderInput,
  buildConfig,
  type Written,
  type WrittenRecord,
} from "../../../src/settings/index.ts";

const EMPTY: BuilderInput = {
  appMode: true,
  accounts: [{ key: "main", token: new Secret("token") }],
  settings: {},
  secrets: {},
  records: [],
  lists: [],
  sites: [],
  namesGoInto: "records",
};

function written(setting: string, text: string): Written {
  return { setting, text };
}

function record(index: number, name: string, own: Partial<WrittenRecord> = {}): WrittenRecord {
  return {
    account: "main",
    owner: { kind: "name", name: written(`records[${index}].name`, name) },
    families: [4, 6],
    ...own,
  };
}

test("records with settings of their own / built / they win over the general ones", () => {
  const parsed = buildConfig({
    ...EMPTY,
    settings: {
      PROXIED: written("proxied", "true"),
      ENFORCE: written("enforce", "proxied"),
      TTL: written("ttl", "300"),
    },
    records: [
      record(0, "general.example.org"),
      record(1, "keep.example.org", { proxied: written("records[1].proxied", "keep") }),
      record(2, "own.example.org", {
        families: [6],
        proxied: written("records[2].proxied", "false"),
        ttl: written("records[2].ttl", "60"),
        comment: written("records[2].comment", "mine"),
        hostIds: written("records[2].host_id", "[::1, mac(00-11-22-33-44-55)]"),
        enforce: ["ttl", "comment"],
      }),
    ],
  });
  expect(parsed.ok && parsed.warnings).toEqual([]);
  const targets = parsed.ok ? parsed.config.records : [];
  const told = targets.map(({ owner, type, attributes, enforce, hostIds }) => [
    owner.kind === "name" && owner.name,
    type,
    attributes.proxied,
    attributes.ttl,
    attributes.comment,
    [...enforce],
    hostIds.map((hostId) => hostId.kind),
  ]);
  expect(told).toEqual([
    ["general.example.org", "A", true, 300, "", ["proxied"], ["preserve"]],
    ["general.example.org", "AAAA", true, 300, "", ["proxied"], ["preserve"]],
    ["keep.example.org", "A", true, 300, "", [], ["preserve"]],
    ["keep.example.org", "AAAA", true, 300, "", [], ["preserve"]],
    ["own.example.org", "AAAA", false, 60, "mine", ["proxied", "ttl", "comment"], ["literal", "mac"]],
  ]);
});

test("everything wrong in records and lists / built / each under its own name", () => {
  const parsed = buildConfig({
    ...EMPTY,
    settings: { MANAGED_RECORDS_COMMENT_REGEX: written("pattern", "^mine$") },
    records: [
      record(0, "localhost"),
      record(1, "a.example.org", {
        families: [],
        proxied: written("records[1].proxied", "maybe"),
        ttl: written("records[1].ttl", "2"),
        comment: written("records[1].comment", "yours"),
        hostIds: written("records[1].host_id", "::1,nonsense"),
      }),
      record(2, "a.example.org", { comment: written("records[2].comment", "mine") }),
    ],
    lists: [
      {
        kind: "waf",
        account: "main",
        accountId: written("waf_lists[0].account_id", "a/b"),
        name: written("waf_lists[0].name", "x"),
      },
      {
        kind: "waf",
        account: "main",
        accountId: written("waf_lists[1].account_id", "A".repeat(32)),
        name: written("waf_lists[1].name", "X"),
      },
    ],
  });
  const settings = parsed.ok ? [] : parsed.problems.map((problem) => problem.setting);
  expect(new Set(settings)).toEqual(
    new Set([
      "records[0].name",
      "records[1].name",
      "records[1].proxied",
      "records[1].ttl",
      "records[1].comment",
      "records[1].host_id",
      "records[2].name",
      "waf_lists[0].account_id",
      "waf_lists[1].name",
    ]),
  );
});

test("no records / built / reported where they would be written", () => {
  const parsed = buildConfig(EMPTY);
  expect(!parsed.ok && parsed.problems.map((problem) => problem.setting)).toEqual(["records"]);
});

test("lists with comments of their own / built / sorted, twice is refused", () => {
  const list = (name: string, comment: string, index: number) => ({
    kind: "waf" as const,
    account: "main",
    accountId: written(`waf_lists[${index}].account_id`, "F".repeat(32)),
    name: written(`waf_lists[${index}].name`, name),
    itemComment: written(`waf_lists[${index}].comment`, comment),
  });
  const parsed = buildConfig({ ...EMPTY, lists: [list("b", "two", 0), list("a", "one", 1)] });
  expect(parsed.ok && parsed.config.lists.map(({ name, itemComment }) => [name, itemComment])).toEqual([
    ["a", "one"],
    ["b", "two"],
  ]);
  const twice = buildConfig({ ...EMPTY, lists: [list("a", "one", 0), list("a", "two", 1)] });
  expect(!twice.ok && twice.problems.map((problem) => problem.setting)).toEqual(["waf_lists[1].name"]);
});
