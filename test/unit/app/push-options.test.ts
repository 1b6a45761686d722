/** The app's push clients: options like any other, a port that Supervisor maps, problems in the options' own names. */

import { expect, test } from "vitest";
import { parseAppOptions } from "../../../addon/app/options.ts";

const TOKEN = "cfut_0123456789abcdefghijklmnopqrstuvwxyzABCD";
const BASE = { cloudflare_api_token: TOKEN, records: [{ name: "home.example.org" }] };
const FRITZBOX = { name: "fritzbox", password: "zqxSecretPass0001" };
const ASKED = { ...BASE, ipv4_source: "push:fritzbox" };

test("clients / read / the endpoint listens on the container's port, at every address", () => {
  const parsed = parseAppOptions({ ...ASKED, push_clients: [FRITZBOX] }, {});
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { push } = parsed.config;
  expect(push).toMatchObject({ host: undefined, port: 8245 });
  expect(push?.clients.map(({ name, password }) => [name, password.reveal()])).toEqual([
    ["fritzbox", "zqxSecretPass0001"],
  ]);
  expect(parsed.warnings).toEqual([]);
});

test.each([
  ["no option", {}],
  ["an empty list", { push_clients: [] }],
])("%s / read / no endpoint", (_what, options) => {
  expect(parseAppOptions({ ...BASE, ...options }, {})).toMatchObject({
    ok: true,
    config: { push: undefined },
  });
});

test.each<[string, readonly object[], string, RegExp]>([
  ["a short password", [{ ...FRITZBOX, password: "zqxSecret01" }], "push_clients[0].password", /at least 12/],
  ["no password", [{ name: "fritzbox" }], "push_clients[0].name", /a name and a password/],
  ["no name", [{ password: "zqxSecretPass0001" }], "push_clients[0].name", /a name and a password/],
  [
    "one name twice",
    [FRITZBOX, { ...FRITZBOX, password: "zqxSecretPass0002" }],
    "push_clients[1].name",
    /already/,
  ],
  ["a name with a blank", [{ ...FRITZBOX, name: "my box" }], "push_clients[0].name", /holds no blanks/],
])("%s / read / refused by name, the records are kept right all the same", (_what, clients, option, why) => {
  const parsed = parseAppOptions({ ...BASE, push_clients: clients }, {});
  if (parsed.ok) throw new Error("it was accepted");
  expect(parsed.problems).toEqual([{ setting: option, message: expect.stringMatching(why) }]);
  expect(parsed.rest).toMatchObject({ push: undefined, partsOff: ["the push endpoint"] });
  expect(JSON.stringify(parsed)).not.toContain("zqxSecret");
});

test("a source that asks nobody / read / the step in the options' own words", () => {
  const parsed = parseAppOptions(ASKED, {});
  expect(parsed).toMatchObject({
    ok: false,
    problems: [
      {
        setting: "ipv4_source",
        message: expect.stringContaining('set "fritzbox" with a password in push_clients'),
      },
    ],
  });
  expect(JSON.stringify(parsed)).not.toMatch(/PUSH_/);
});
