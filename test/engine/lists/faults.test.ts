/** What goes wrong with WAF lists, over real HTTP; the records beside them are served all the same. */

import { expect, test } from "vitest";
import {
  ACCOUNT,
  ALL_NEW,
  LIST_ENVIRONMENT,
  LIST_SEED,
  NEW,
  OLD,
  openSandboxStage,
  SEED,
  TOKEN,
} from "../sandbox/stage.ts";
import { every, type ListFaultCase } from "./fault-case.ts";

const WANTED = ["192.0.2.9 by hand", `${NEW} ddns`];
const UNTOUCHED = ["192.0.2.9 by hand", `${OLD} ddns`];
const posting = { method: "POST", path: "/accounts/*/rules/lists/*/items" };
const deleting = { method: "DELETE", path: "/accounts/*/rules/lists/*/items" };
const creating = { method: "POST", path: "/accounts/*/rules/lists" };
const listing = { method: "GET", path: "/accounts/*/rules/lists" };
const items = { method: "GET", path: "/accounts/*/rules/lists/*/items" };
const polling = { method: "GET", path: "/accounts/*/rules/lists/bulk_operations/*" };

const CASES: readonly ListFaultCase[] = [
  { title: "nothing wrong", expected: "updated" },
  { title: "no list yet", seed: SEED, expected: "created", after: [`${NEW} ddns`], converges: false },
  {
    title: "creation: answer lost",
    seed: SEED,
    faults: [{ kind: "lose-answer", match: creating }],
    expected: "created",
    after: [`${NEW} ddns`],
    converges: false,
  },
  {
    title: "creation: swallowed",
    seed: SEED,
    faults: [{ kind: "reset-before", match: creating }],
    expected: "created",
    after: [`${NEW} ddns`],
    converges: false,
  },
  ...(
    [
      "lose-answer",
      "reset-after",
      "reset-before",
      "html",
      "truncate",
      "stall-headers",
      "stall-body",
      "redirect",
    ] as const
  ).flatMap((kind): ListFaultCase[] => [
    { title: `addition: ${kind}`, faults: [{ kind, match: posting }], expected: "updated" },
    { title: `removal: ${kind}`, faults: [{ kind, match: deleting }], expected: "updated" },
  ]),
  {
    title: "addition: operation fails",
    faults: [{ kind: "operation-fails", match: posting }],
    expected: "BAD_INPUT",
    says: /add 1 to the WAF list home_ips.*gave up/,
    after: UNTOUCHED,
  },
  {
    title: "addition: list full",
    faults: [
      { kind: "operation-fails", message: "This list is at the maximum number of items", match: posting },
    ],
    expected: "QUOTA_EXCEEDED",
    says: /Remove items/,
    after: UNTOUCHED,
  },
  {
    title: "addition: operation never ends",
    faults: [{ kind: "operation-never-ends", match: posting }],
    expected: "WRITE_UNCONFIRMED",
    says: /add 1 to the WAF list home_ips/,
    after: UNTOUCHED,
  },
  {
    title: "removal: operation fails, read and planned again",
    faults: [{ kind: "operation-fails", match: deleting }],
    expected: "updated",
  },
  {
    title: "removal: operation fails each time, the new item stays",
    faults: [{ kind: "operation-fails", match: deleting, times: every }],
    expected: "BAD_INPUT",
    after: [...UNTOUCHED, `${NEW} ddns`].sort(),
  },
  {
    title: "busy three times",
    faults: [
      {
        kind: "status",
        status: 429,
        code: 10094,
        message: "another bulk operation is in progress",
        times: 3,
        match: posting,
      },
    ],
    expected: "updated",
  },
  {
    title: "busy for ever",
    faults: [
      {
        kind: "status",
        status: 429,
        code: 10094,
        message: "another bulk operation is in progress",
        times: every,
        match: posting,
      },
    ],
    expected: "LIST_BUSY",
    after: UNTOUCHED,
  },
  {
    title: "429 for too many requests",
    faults: [{ kind: "rate-limit", retryAfter: 1, match: posting }],
    expected: "updated",
  },
  {
    title: "polling: 503 twice",
    faults: [{ kind: "status", status: 503, times: 2, match: polling }],
    expected: "updated",
  },
  {
    title: "polling: never answered",
    faults: [{ kind: "status", status: 503, times: every, match: polling }],
    expected: "updated",
  },
  {
    title: "listing: HTML for ever",
    faults: [{ kind: "html", times: every, match: listing }],
    expected: "RESPONSE_MALFORMED",
    after: UNTOUCHED,
  },
  { title: "items: truncated once", faults: [{ kind: "truncate", match: items }], expected: "updated" },
  {
    title: "items: success false",
    faults: [{ kind: "success-false", times: every, match: items }],
    expected: "BAD_INPUT",
    after: UNTOUCHED,
  },
  {
    title: "token without the permission",
    seed: { ...LIST_SEED, tokens: [{ value: TOKEN, permissions: ["zone:read", "dns:edit"] }] },
    expected: "PERMISSION_DENIED",
    says: /Account Filter Lists > Edit/,
    after: UNTOUCHED,
    converges: false,
  },
  {
    title: "token that may only read lists",
    seed: { ...LIST_SEED, tokens: [{ value: TOKEN, permissions: ["zone:read", "dns:edit", "lists:read"] }] },
    expected: "PERMISSION_DENIED",
    after: UNTOUCHED,
    converges: false,
  },
  {
    title: "a free account that has its one list",
    seed: {
      zones: (SEED.zones ?? []).map((zone) => ({ ...zone, plan: "free" as const })),
      lists: [{ account: ACCOUNT, name: "other", items: [] }],
    },
    expected: "QUOTA_EXCEEDED",
    says: /create the WAF list home_ips/,
    after: [],
    converges: false,
  },
  {
    title: "the list is one of redirects",
    seed: { ...SEED, lists: [{ account: ACCOUNT, name: "home_ips", kind: "redirect" }] },
    expected: "RECORD_CONFLICT",
    after: [],
    converges: false,
  },
  { title: "items posted with 201", switches: { itemsPosted: 201 }, expected: "updated" },
  {
    title: "pending operations are queued",
    switches: { pendingListOperation: "queued" },
    expected: "updated",
  },
  { title: "few items a page", switches: { itemsPerPage: 1 }, expected: "updated" },
];

test.each(CASES.map((one) => [one.title, one] as const))("%s", async (_title, one) => {
  await using stage = await openSandboxStage(one.seed ?? LIST_SEED, LIST_ENVIRONMENT);
  Object.assign(stage.sandbox.switches, one.switches);
  for (const fault of one.faults ?? []) stage.sandbox.fault(fault);
  const { report, status, err } = await stage.once();
  const [list] = report.wafLists;
  expect(list?.error?.code ?? list?.outcome, err).toBe(one.expected);
  const good = ["updated", "created"].includes(one.expected);
  expect(status).toBe(good ? 0 : 1);
  if (good) expect(list?.added).toEqual([`${NEW}/32`]);
  if (one.expected === "updated") expect(list?.removed).toEqual([`${OLD}/32`]);
  if (one.says !== undefined) expect(list?.error?.message).toMatch(one.says);
  expect(stage.items()).toEqual(one.after ?? WANTED);
  expect(stage.contents()).toEqual(ALL_NEW);
  if (one.converges === false) return;
  stage.sandbox.clearFaults();
  const second = await stage.once();
  expect(second.status, second.err).toBe(0);
  expect(stage.items()).toEqual(WANTED);
});

test("every answer to additions is lost / once / at most three posts, one item", async () => {
  await using stage = await openSandboxStage(LIST_SEED, LIST_ENVIRONMENT);
  stage.sandbox.fault({ kind: "lose-answer", times: every, match: posting });
  await stage.once();
  expect(
    stage.sandbox.requests.filter(({ method, path }) => method === "POST" && path.endsWith("/items")).length,
  ).toBeLessThanOrEqual(3);
  stage.sandbox.clearFaults();
  expect((await stage.once()).status).toBe(0);
  expect(stage.items()).toEqual(WANTED);
});

test("a list wholly ours / exchange / one replacement in four requests, as promised", async () => {
  await using stage = await openSandboxStage(
    { ...SEED, lists: [{ account: ACCOUNT, name: "home_ips", items: [{ ip: OLD }] }] },
    { WAF_LISTS: `${ACCOUNT}/home_ips`, IP4_DOMAINS: "" },
  );
  const { report } = await stage.once();
  expect(report).toMatchObject({ requests: 4, wafLists: [{ outcome: "updated" }] });
});
