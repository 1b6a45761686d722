/** The sandbox keeps the specification, through real HTTP: the accounts that a token is told of. */

import { expect, test } from "vitest";
import { defaultAccount, type SeedToken } from "../index.ts";
import { bearer, call, expectReply, start } from "../stage.ts";

const [work, club, empty] = ["b", "c", "d"].map((digit) => digit.repeat(32)) as [string, string, string];

const sandboxFor = (token: Partial<SeedToken>) =>
  start({
    seed: {
      zones: [{ name: "example.org" }],
      zeroTrustLists: [{ account: work, name: "Office" }],
      locations: [{ account: club, name: "Club" }],
      accounts: [{ id: empty, name: "Nothing yet" }],
      tokens: [{ value: bearer, ...token }],
    },
  });

test("a token for everything / asked for accounts / all that hold something or were named", async () => {
  const { body } = await call(await sandboxFor({}), "GET", "/accounts");
  expect(body.result.map(({ id, name }) => [id, name])).toEqual([
    [defaultAccount, "Home"],
    [work, "Account bbbbbb"],
    [club, "Account cccccc"],
    [empty, "Nothing yet"],
  ]);
});

test("a token for two accounts / asked page by page / those two", async () => {
  const sandbox = await sandboxFor({ accounts: [work, empty] });
  const { body } = await call(sandbox, "GET", "/accounts?page=1&per_page=5");
  expect(body.result.map(({ id }) => id)).toEqual([work, empty]);
  expect(body.result_info).toMatchObject({ page: 1, per_page: 5, total_count: 2, total_pages: 1 });
  expect((await call(sandbox, "GET", "/accounts?page=2&per_page=5")).body.result).toEqual([]);
});

test("the switch accountListing / empty, forbidden / nothing although there is something, 403", async () => {
  const sandbox = await sandboxFor({ accounts: [work] });
  sandbox.switches.accountListing = "empty";
  expect((await call(sandbox, "GET", "/accounts")).body.result).toEqual([]);
  sandbox.switches.accountListing = "forbidden";
  expectReply(await call(sandbox, "GET", "/accounts"), 403, 10000);
});

test("a token of an account / asked / refused as the API does", async () => {
  expectReply(await call(await sandboxFor({ kind: "account" }), "GET", "/accounts"), 400, 1001);
});
