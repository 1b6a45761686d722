/** A token is diagnosed by what it may do: each permission by name, and the accounts behind it wherever they are told (T10). */

import { expect, onTestFinished, test } from "vitest";
import { openAccount, Secret } from "../../../src/index.ts";
import { type SandboxSeed, type Switches, startSandbox } from "../../sandbox/index.ts";
import { ACCOUNT } from "./stage.ts";

const TOKEN = "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD";
const OTHER = "fedcba9876543210fedcba9876543210";
const never = new AbortController().signal;

type Permissions = NonNullable<SandboxSeed["tokens"]>[number]["permissions"];

async function open(
  token: NonNullable<SandboxSeed["tokens"]>[number],
  switches: Partial<Switches> = {},
  seed: SandboxSeed = { zones: [{ name: "example.org", account: ACCOUNT }] },
) {
  const sandbox = await startSandbox({ seed: { ...seed, tokens: [token] } });
  Object.assign(sandbox.switches, switches);
  const account = openAccount({ token: new Secret(token.value), baseUrl: sandbox.url });
  onTestFinished(() => {
    account.close();
    return sandbox.close();
  });
  return { sandbox, account };
}

/** `+` granted, `-` missing, `?` unknown, in the order: zone, DNS read and edit, WAF read and edit, Zero Trust read and edit. */
const MARKS = { granted: "+", missing: "-", unknown: "?" } as const;

test.each<[title: string, permissions: Permissions, expected: string]>([
  ["everything", undefined, "+++++++"],
  ["records alone", ["Zone Read", "DNS Edit"], "+++----"],
  ["reading alone", ["Zone Read", "DNS Read"], "++-----"],
  ["zones alone", ["Zone Read"], "+------"],
  ["records and WAF lists", ["Zone Read", "DNS Edit", "Account Filter Lists Edit"], "+++++--"],
  ["records and Zero Trust", ["Zone Read", "DNS Edit", "Zero Trust Write"], "+++--++"],
  ["WAF lists alone, which shows no zone", ["Account Filter Lists Edit"], "-??++--"],
  ["Zero Trust alone, which shows no zone", ["Zero Trust Write"], "-??--++"],
])("a token for %s / test it / each permission by name", async (_title, permissions, expected) => {
  const { sandbox, account } = await open({
    value: TOKEN,
    ...(permissions === undefined ? {} : { permissions }),
  });
  const before = JSON.stringify([sandbox.records("example.org"), sandbox.lists(), sandbox.zeroTrustLists()]);
  const check = await account.checkToken(never);
  expect(check.accepted).toBe(true);
  expect(check.permissions.map(({ state }) => MARKS[state]).join("")).toBe(expected);
  expect(check.permissions.map(({ permission }) => permission)).toEqual([
    "Zone: Read",
    "DNS: Read",
    "DNS: Edit",
    "Account Filter Lists: Read",
    "Account Filter Lists: Edit",
    "Zero Trust: Read",
    "Zero Trust: Edit",
  ]);
  if (expected.startsWith("-")) expect(check.error?.message).toMatch(/Zone > Zone > Read/);
  else expect(check.error).toBeNull();
  expect(sandbox.requests.length).toBeLessThanOrEqual(8);
  expect(JSON.stringify([sandbox.records("example.org"), sandbox.lists(), sandbox.zeroTrustLists()])).toBe(
    before,
  );
});

test("an unknown token / test it / not accepted, and nothing more is asked", async () => {
  const { sandbox, account } = await open({ value: TOKEN });
  const stranger = openAccount({ token: new Secret(`${TOKEN.slice(0, -4)}WXYZ`), baseUrl: sandbox.url });
  const check = await stranger.checkToken(never);
  stranger.close();
  account.close();
  expect(check).toMatchObject({ accepted: false, error: { code: "AUTH_REJECTED" } });
  expect(sandbox.requests).toHaveLength(1);
});

test("Cloudflare out of order / test a token / not accepted, with the reason", async () => {
  const { sandbox, account } = await open({ value: TOKEN });
  sandbox.fault({ kind: "status", status: 503, times: Number.POSITIVE_INFINITY });
  expect(await account.checkToken(never)).toMatchObject({ accepted: false, error: { code: "UNAVAILABLE" } });
}, 20_000);

test.each<[string, Permissions, Partial<Switches>, SandboxSeed | undefined, readonly string[]]>([
  ["a zone tells it", ["Zone Read", "DNS Edit"], {}, undefined, [ACCOUNT]],
  [
    "two zones tell two",
    ["Zone Read"],
    {},
    {
      zones: [
        { name: "a.org", account: ACCOUNT },
        { name: "b.org", account: OTHER },
      ],
    },
    [ACCOUNT, OTHER],
  ],
  ["no zone, but an account is listed", undefined, {}, { lists: [{ account: OTHER, name: "x" }] }, [OTHER]],
  ["zones are refused, an account is listed", ["Account Filter Lists Edit"], {}, undefined, [ACCOUNT]],
  ["neither is told", ["Account Filter Lists Edit"], { accountListing: "empty" }, undefined, []],
  ["both are refused", ["Account Filter Lists Edit"], { accountListing: "forbidden" }, undefined, []],
])(
  "%s / ask for the accounts / as far as they are told",
  async (_title, permissions, switches, seed, expected) => {
    const token = { value: TOKEN, ...(permissions === undefined ? {} : { permissions }) };
    const { sandbox, account } = await open(token, switches, seed);
    expect([...(await account.accountIds(never))].sort()).toEqual([...expected].sort());
    expect(sandbox.requests.length).toBeLessThanOrEqual(2);
  },
);

test("a token that belongs to an account, no zone / ask for the accounts / none, and no failure", async () => {
  const token = {
    value: "cfat_0123456789abcdefghijklmnopqrstuvwxyzABCD",
    kind: "account",
    permissions: ["Account Filter Lists Edit"],
  } as const;
  const { account } = await open({ ...token, permissions: [...token.permissions] });
  expect(await account.accountIds(never)).toEqual([]);
});

test("Cloudflare out of order / ask for the accounts / rejected, not taken for none", async () => {
  const { sandbox, account } = await open({ value: TOKEN });
  sandbox.fault({ kind: "html", times: Number.POSITIVE_INFINITY });
  await expect(account.accountIds(never)).rejects.toMatchObject({ code: "RESPONSE_MALFORMED" });
}, 20_000);
