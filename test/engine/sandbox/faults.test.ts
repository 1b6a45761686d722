/** What goes wrong at Cloudflare or on the way there, over real HTTP: right outcome, right code, neighbours right, and the next run converges. */

import { expect, test } from "vitest";
import type { Fault, SandboxSeed, Switches } from "../../sandbox/index.ts";
import { ALL_NEW, ALL_OLD, ENVIRONMENT, NEW, OLD, openSandboxStage, SEED, TOKEN } from "./stage.ts";

interface FaultCase {
  readonly title: string;
  readonly faults?: readonly Fault[];
  readonly switches?: Partial<Switches>;
  readonly seed?: SandboxSeed;
  readonly env?: Readonly<Record<string, string>>;
  /** Code or outcome of home, www, nas. */
  readonly expected: readonly [string, string, string];
  /** Of the first error. */
  readonly says?: RegExp;
  /** Contents after the first run; default: by `expected`. */
  readonly after?: readonly string[];
  /** False where the cause does not go away with the faults. */
  readonly converges?: boolean;
  readonly atMost?: number;
}

const OK = ["updated", "updated", "updated"] as const;
const batch = { method: "POST", path: "/zones/*/dns_records/batch" };
const reading = { method: "GET", path: "/zones/*/dns_records" };
const zones = { method: "GET", path: "/zones" };
const every = Number.POSITIVE_INFINITY;

function withTokens(...tokens: NonNullable<SandboxSeed["tokens"]>): SandboxSeed {
  return { ...SEED, tokens };
}

const failing = (code: string): readonly [string, string, string] => [code, code, code];

const CASES: readonly FaultCase[] = [
  // Tokens.
  {
    title: "unknown token",
    seed: withTokens({ value: "cfut_Another0123456789abcdefghijklmnopqrstuvw" }),
    expected: failing("AUTH_REJECTED"),
    says: /list the zones.*API Tokens/,
    converges: false,
    atMost: 1,
  },
  {
    title: "expired token",
    seed: withTokens({ value: TOKEN, status: "expired" }),
    expected: failing("AUTH_REJECTED"),
    says: /expired/,
    converges: false,
    atMost: 1,
  },
  {
    title: "disabled token",
    seed: withTokens({ value: TOKEN, status: "disabled" }),
    expected: failing("AUTH_REJECTED"),
    converges: false,
    atMost: 1,
  },
  { title: "account-owned token", seed: withTokens({ value: TOKEN, kind: "account" }), expected: OK },
  {
    title: "token for another location",
    seed: withTokens({ value: TOKEN, clientAddresses: ["192.0.2.1"] }),
    expected: failing("AUTH_REJECTED"),
    says: /location: 93\.184\.216\.34.*filter/s,
    converges: false,
    atMost: 1,
  },
  {
    title: "token that may read only",
    seed: withTokens({ value: TOKEN, permissions: ["zone:read", "dns:read"] }),
    expected: failing("PERMISSION_DENIED"),
    says: /DNS > Edit/,
    converges: false,
  },
  {
    title: "the same, told by 9109",
    seed: withTokens({ value: TOKEN, permissions: ["zone:read", "dns:read"] }),
    switches: { permissionMissing: "9109" },
    expected: failing("PERMISSION_DENIED"),
    converges: false,
  },
  {
    title: "the same, told under HTTP 200",
    seed: withTokens({ value: TOKEN, permissions: ["zone:read", "dns:read"] }),
    switches: { permissionMissing: "200" },
    expected: failing("PERMISSION_DENIED"),
    converges: false,
  },
  {
    title: "token for lists only",
    seed: withTokens({ value: TOKEN, permissions: ["lists:edit"] }),
    expected: failing("PERMISSION_DENIED"),
    says: /Zone > Zone > Read/,
    converges: false,
    atMost: 4,
  },
  {
    title: "token with DNS edit alone, which finds zones",
    seed: withTokens({ value: TOKEN, permissions: ["dns:edit"] }),
    expected: OK,
  },
  {
    title: "token with DNS edit alone, which finds none",
    seed: withTokens({ value: TOKEN, permissions: ["dns:edit"] }),
    switches: { dnsEditFindsZones: false },
    expected: failing("PERMISSION_DENIED"),
    converges: false,
    atMost: 4,
  },
  {
    title: "token for one zone",
    seed: withTokens({ value: TOKEN, zones: ["example.org"] }),
    expected: ["updated", "updated", "ZONE_NOT_FOUND"],
    says: /The token sees example\.org/,
    converges: false,
  },
  {
    title: "token for one zone that may not list",
    seed: withTokens({ value: TOKEN, zones: ["example.org"] }),
    switches: { unfilteredZones: "forbidden" },
    expected: ["updated", "updated", "ZONE_NOT_FOUND"],
    converges: false,
  },
  {
    title: "the same, unknown names forbidden too",
    seed: withTokens({ value: TOKEN, zones: ["example.org"] }),
    switches: { unfilteredZones: "forbidden", unknownZoneName: "forbidden" },
    expected: ["updated", "updated", "ZONE_NOT_FOUND"],
    converges: false,
  },
  {
    title: "token for one zone whose listing is empty",
    seed: withTokens({ value: TOKEN, zones: ["example.org"] }),
    switches: { unfilteredZones: "empty" },
    expected: ["updated", "updated", "ZONE_NOT_FOUND"],
    converges: false,
  },
  {
    title: "401 that comes and goes on the batch",
    faults: [{ kind: "status", status: 401, match: batch }],
    expected: ["AUTH_REJECTED", "AUTH_REJECTED", "updated"],
  },
  {
    title: "403 that comes and goes on the reading",
    faults: [{ kind: "status", status: 403, match: reading }],
    expected: ["AUTH_REJECTED", "AUTH_REJECTED", "updated"],
  },

  // Zones.
  {
    title: "a name outside every zone",
    env: { IP4_DOMAINS: "home.example.com,www.example.org,nas.example.net" },
    expected: ["ZONE_NOT_FOUND", "updated", "updated"],
    says: /home\.example\.com.*example\.net, example\.org/s,
    converges: false,
  },
  {
    title: "pending zones",
    seed: { zones: (SEED.zones ?? []).map((zone) => ({ ...zone, status: "pending" })) },
    expected: OK,
  },
  {
    title: "a nested zone takes its name",
    seed: {
      zones: [
        ...(SEED.zones ?? []),
        { name: "home.example.org", records: [{ name: "home.example.org", type: "A", content: OLD }] },
      ],
    },
    expected: OK,
    after: [`home ${OLD}`, `nas ${NEW}`, `www ${NEW}`],
    converges: false,
  },
  {
    title: "two zones of one name",
    faults: [{ kind: "status", status: 200, times: every, match: zones, body: twoZones() }],
    expected: failing("ZONE_NOT_FOUND"),
    says: /two zones called example\.org/,
  },
  {
    title: "no zone at all",
    seed: { zones: [] },
    expected: failing("ZONE_NOT_FOUND"),
    says: /sees no zone at all/,
    after: [],
    converges: false,
  },

  // Records in the way.
  {
    title: "a CNAME in the way",
    seed: {
      zones: [
        {
          name: "example.org",
          records: [
            { name: "home.example.org", type: "CNAME", content: "tunnel.example.com" },
            { name: "www.example.org", type: "A", content: OLD },
          ],
        },
        ...(SEED.zones ?? []).slice(1),
      ],
    },
    expected: ["RECORD_CONFLICT", "updated", "updated"],
    says: /home\.example\.org.*CNAME to tunnel\.example\.com.*Delete/s,
    after: [`nas ${NEW}`, `www ${NEW}`],
    converges: false,
  },
  {
    title: "somebody else's record at the target",
    env: { MANAGED_RECORDS_COMMENT_REGEX: "^ddns", RECORD_COMMENT: "ddns" },
    seed: {
      zones: [
        {
          name: "example.org",
          records: [
            { name: "home.example.org", type: "A", content: OLD, comment: "ddns" },
            { name: "home.example.org", type: "A", content: NEW, comment: "by hand" },
            { name: "www.example.org", type: "A", content: OLD, comment: "ddns" },
          ],
        },
        {
          name: "example.net",
          records: [{ name: "nas.example.net", type: "A", content: OLD, comment: "ddns" }],
        },
      ],
    },
    expected: ["RECORD_CONFLICT", "updated", "updated"],
    says: /MANAGED_RECORDS_COMMENT_REGEX/,
    after: [`home ${OLD}`, `home ${NEW}`, `nas ${NEW}`, `www ${NEW}`].sort(),
    converges: false,
  },
  {
    title: "a private address, proxied",
    env: { IP4_PROVIDER: "static:192.168.1.5" },
    seed: {
      zones: [
        {
          name: "example.org",
          records: [
            { name: "home.example.org", type: "A", content: OLD, proxied: true },
            { name: "www.example.org", type: "A", content: OLD },
          ],
        },
        ...(SEED.zones ?? []).slice(1),
      ],
    },
    expected: ["BAD_INPUT", "updated", "updated"],
    says: /orange cloud/,
    after: [`home ${OLD}`, "nas 192.168.1.5", "www 192.168.1.5"],
    converges: false,
  },
  {
    title: "a CNAME refused by the API",
    faults: [
      {
        kind: "status",
        status: 400,
        code: 81054,
        message: "A CNAME record with that host already exists.",
        match: batch,
      },
    ],
    expected: OK,
  },
  // Lost and spoilt answers to writes.
  ...(
    [
      "lose-answer",
      "reset-after",
      "reset-before",
      "truncate",
      "html",
      "redirect",
      "stall-headers",
      "stall-body",
      "too-large",
    ] as const
  ).map((kind): FaultCase => ({ title: `batch: ${kind}`, faults: [{ kind, match: batch }], expected: OK })),
  {
    title: "batch: HTTP 502 as HTML, not applied",
    faults: [{ kind: "html", status: 502, match: batch }],
    expected: OK,
  },
  {
    title: "batch: HTTP 524 as HTML, applied",
    faults: [{ kind: "html", status: 524, commit: true, match: batch }],
    expected: OK,
  },
  {
    title: "batch: 200 with an answer of another shape, applied",
    faults: [
      {
        kind: "status",
        status: 200,
        body: '{"success":true,"errors":[],"messages":[],"result":{"patches":7}}',
        commit: true,
        match: batch,
      },
    ],
    expected: OK,
  },
  {
    title: "batch: success false",
    faults: [{ kind: "success-false", message: "Something", match: batch }],
    expected: OK,
  },
  {
    title: "batch: 503 for ever",
    faults: [{ kind: "status", status: 503, times: every, match: batch }],
    expected: failing("WRITE_UNCONFIRMED"),
    says: /Could not confirm.*example\.org.*503/,
    after: ALL_OLD,
  },
  {
    title: "batch: every answer lost",
    faults: [{ kind: "lose-answer", times: every, match: batch }],
    expected: OK,
  },

  // Spoilt answers to readings.
  ...(
    [
      "reset-before",
      "lose-answer",
      "truncate",
      "html",
      "redirect",
      "stall-headers",
      "stall-body",
      "too-large",
    ] as const
  ).map(
    (kind): FaultCase => ({
      title: `reading: ${kind} once`,
      faults: [{ kind, match: reading }],
      expected: OK,
    }),
  ),
  {
    title: "reading: HTML for ever",
    faults: [{ kind: "html", times: every, match: reading }],
    expected: failing("RESPONSE_MALFORMED"),
    says: /captive portal.*tried again/s,
    after: ALL_OLD,
  },
  {
    title: "reading: redirects for ever",
    faults: [{ kind: "redirect", times: every, match: reading }],
    expected: failing("RESPONSE_MALFORMED"),
    after: ALL_OLD,
  },
  {
    title: "reading: stalled for ever",
    faults: [{ kind: "stall-body", times: every, match: reading }],
    expected: failing("TIMEOUT"),
    says: /records of example\.org/,
    after: ALL_OLD,
  },
  {
    title: "reading: success false",
    faults: [{ kind: "success-false", times: every, match: reading }],
    expected: failing("BAD_INPUT"),
    after: ALL_OLD,
  },
  {
    title: "reading: 521 as HTML for ever",
    faults: [{ kind: "html", status: 521, times: every, match: reading }],
    expected: failing("UNAVAILABLE"),
    after: ALL_OLD,
  },
  {
    title: "everything: 500 for ever",
    faults: [{ kind: "status", status: 500, times: every }],
    expected: failing("UNAVAILABLE"),
    says: /list the zones/,
    after: ALL_OLD,
    atMost: 4,
  },
  {
    title: "zones: HTML 200, no walk, no deletion",
    faults: [{ kind: "html", times: every, match: zones }],
    expected: failing("RESPONSE_MALFORMED"),
    after: ALL_OLD,
    atMost: 4,
  },
  {
    title: "zones: 503 twice",
    faults: [{ kind: "status", status: 503, times: 2, match: zones }],
    expected: OK,
  },

  // Limits.
  { title: "429 once without Retry-After", faults: [{ kind: "rate-limit", match: reading }], expected: OK },
  {
    title: "429 once with a short Retry-After",
    faults: [{ kind: "rate-limit", retryAfter: 2, match: reading }],
    expected: OK,
  },
  {
    title: "429 to the batch, which was not applied",
    faults: [{ kind: "rate-limit", retryAfter: 1, match: batch }],
    expected: OK,
  },
  {
    title: "429 that is no JSON",
    faults: [{ kind: "rate-limit", match: zones }],
    switches: { rateLimitCode: "not-json" },
    expected: OK,
  },
  {
    title: "429 of the other code",
    faults: [{ kind: "rate-limit", match: batch }],
    switches: { rateLimitCode: 971 },
    expected: OK,
  },
  {
    title: "429 with an absurd Retry-After",
    faults: [{ kind: "rate-limit", retryAfter: 86_400, times: every, match: zones }],
    expected: failing("RATE_LIMITED"),
    says: /list the zones/,
    after: ALL_OLD,
    atMost: 1,
  },

  // What the documentation leaves open.
  { title: "absent lists of a batch answer are null", switches: { absentBatchLists: "null" }, expected: OK },
  {
    title: "absent lists of a batch answer are missing",
    switches: { absentBatchLists: "missing" },
    expected: OK,
  },
  { title: "zones per page refused outside its range", switches: { zonesPerPage: "refused" }, expected: OK },
  {
    title: "validation errors in the old wrapping",
    switches: { validationErrors: "wrapped" },
    env: { TTL: "300" },
    expected: OK,
  },
  {
    title: "invalid token told as 401 by the records",
    switches: { invalidTokenOnRecords: 401, verifyBadToken: 403 },
    expected: OK,
  },
];

test.each(CASES.map((one) => [one.title, one] as const))("%s", async (_title, one) => {
  await using stage = await openSandboxStage(one.seed ?? SEED, one.env);
  Object.assign(stage.sandbox.switches, one.switches);
  for (const fault of one.faults ?? []) stage.sandbox.fault(fault);
  const first = await stage.once();
  expect(first.report.records.map(({ error, outcome }) => error?.code ?? outcome).sort(), first.err).toEqual(
    [...one.expected].sort(),
  );
  expect(first.status).toBe(one.expected.every((code) => code === "updated") ? 0 : 1);
  const error = first.report.records.find((record) => record.error !== null)?.error;
  if (one.says !== undefined) expect(error?.message).toMatch(one.says);
  if (one.after !== undefined) expect(stage.contents()).toEqual(one.after);
  if (one.expected.every((code) => code === "updated") && one.after === undefined)
    expect(stage.contents()).toEqual(ALL_NEW);
  if (one.atMost !== undefined) expect(stage.sandbox.requests.length).toBeLessThanOrEqual(one.atMost);
  if (one.converges === false) return;
  stage.sandbox.clearFaults();
  const second = await stage.once();
  expect(second.status, second.err).toBe(0);
  expect(stage.contents()).toEqual(ALL_NEW);
  stage.sandbox.clearRequests();
  await stage.once();
  expect(stage.sandbox.requests.every(({ method }) => method === "GET")).toBe(true);
});

test("a malformed token / once / refused before anything is sent, the value not shown", async () => {
  await using stage = await openSandboxStage(SEED);
  for (const token of [
    "with spaces in it, and commas",
    "ü".repeat(40),
    "0123456789abcdef0123456789abcdef01234",
  ]) {
    const { status, out, err } = await stage.run(["once", "--json"], { CLOUDFLARE_API_TOKEN: token });
    expect(status).toBe(2);
    expect(out + err).not.toContain(token);
  }
  expect(stage.sandbox.requests).toEqual([]);
});

test("nobody listens / once / UNAVAILABLE within its deadline, exit 1", async () => {
  const stage = await openSandboxStage(SEED);
  await stage.sandbox.close();
  const { status, report } = await stage.once();
  expect(status).toBe(1);
  expect(report.records.map(({ error }) => error?.code)).toEqual(failing("UNAVAILABLE"));
});

test("the service's own environment holds other Cloudflare variables / once / they change nothing", async () => {
  await using stage = await openSandboxStage(SEED, { CLOUDFLARE_EMAIL: "", CLOUDFLARE_CUSTOM_HEADERS: "" });
  expect((await stage.once()).status).toBe(0);
  expect(Object.keys(ENVIRONMENT)).not.toContain("CLOUDFLARE_EMAIL");
});

function twoZones(): string {
  const zone = (id: string, name: string) => ({
    id: id.repeat(32),
    name,
    status: "active",
    account: { id: "a".repeat(32) },
    plan: { legacy_id: "free" },
  });
  return JSON.stringify({
    success: true,
    errors: [],
    messages: [],
    result: [
      zone("1", "example.org"),
      zone("2", "example.org"),
      zone("3", "example.net"),
      zone("4", "example.net"),
    ],
    result_info: { page: 1, per_page: 50, count: 4, total_count: 4, total_pages: 1 },
  });
}
