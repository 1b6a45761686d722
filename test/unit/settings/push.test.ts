/** Who may tell an address, and where: each mistake is told as what it is, and no password with it. */

import { describe, expect, test } from "vitest";
import { BASE, parse, problemsOf, warningsOf } from "./reading.ts";

const PUSH = { ...BASE, PUSH_ADDRESS: "127.0.0.1:8245", IP4_PROVIDER: "push:fritz" };
const GOOD = "fritz:zqxSecretPass0001";

function clientsOf(environment: Readonly<Record<string, string>>, files?: Readonly<Record<string, string>>) {
  const parsed = parse(environment, files);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config.push?.clients.map(({ name, password }) => `${name} ${password.reveal()}`);
}

describe("good ones", () => {
  test.each([
    ["one", GOOD, ["fritz zqxSecretPass0001"]],
    [
      "several, comments, blank lines, Windows line ends",
      `# at home\r\n\r\n ${GOOD} \r\n  nas : another pass 42 \r\n`,
      ["fritz zqxSecretPass0001", "nas another pass 42"],
    ],
    ["a password with colons", "fritz:a:b:c:d:e:f:g", ["fritz a:b:c:d:e:f:g"]],
    ["a password of twelve characters beyond ASCII", "fritz:äöüäöüäöüäöü", ["fritz äöüäöüäöüäöü"]],
  ])("%s / read / name and password", (_what, text, clients) => {
    const environment = { ...PUSH, PUSH_CLIENTS: text };
    expect(clientsOf(environment)).toEqual(clients);
    expect(clientsOf({ ...PUSH, PUSH_CLIENTS_FILE: "/clients" }, { "/clients": text })).toEqual(clients);
  });

  test.each([
    ["every address of IPv4", "0.0.0.0:8245", "0.0.0.0"],
    ["every address", "[::]:8245", "::"],
    ["a name", "localhost:8245", "localhost"],
  ])("%s / read / host and port", (_what, address, host) => {
    const parsed = parse({ ...PUSH, PUSH_ADDRESS: address, PUSH_CLIENTS: GOOD });
    expect(parsed).toMatchObject({ ok: true, config: { push: { host, port: 8245 } }, warnings: [] });
  });

  test("nothing of it / read / off", () => {
    expect(parse(BASE)).toMatchObject({ ok: true, config: { push: undefined } });
  });
});

describe("mistakes", () => {
  test.each<[string, Record<string, string>, string, RegExp]>([
    [
      "a short password",
      { PUSH_CLIENTS: "fritz:zqxSecret01" },
      "PUSH_CLIENTS",
      /11 characters; it must have at least 12/,
    ],
    [
      "no password",
      { PUSH_CLIENTS: `${GOOD}\nfritzbox` },
      "PUSH_CLIENTS",
      /line 2: a client has a name and a password/,
    ],
    ["no name", { PUSH_CLIENTS: ":zqxSecretPass0001" }, "PUSH_CLIENTS", /written as name:password/],
    [
      "one name twice",
      { PUSH_CLIENTS: `${GOOD}\nfritz:zqxSecretPass0002` },
      "PUSH_CLIENTS",
      /line 2: there is another client/,
    ],
    [
      "a name with a blank",
      { PUSH_CLIENTS: "my fritz:zqxSecretPass0001" },
      "PUSH_CLIENTS",
      /cannot be the name of a client/,
    ],
    [
      "a name with parentheses",
      { PUSH_CLIENTS: "fritz(box):zqxSecretPass0001" },
      "PUSH_CLIENTS",
      /parentheses/,
    ],
    ["no clients", {}, "PUSH_ADDRESS", /nobody may tell an address here without a password/],
    ["comments alone", { PUSH_CLIENTS: "# fritz:zqxSecretPass0001" }, "PUSH_ADDRESS", /nobody may tell/],
    ["no address", { PUSH_ADDRESS: "", PUSH_CLIENTS: GOOD }, "PUSH_CLIENTS", /set PUSH_ADDRESS too/],
    ["no port", { PUSH_ADDRESS: "0.0.0.0", PUSH_CLIENTS: GOOD }, "PUSH_ADDRESS", /is not host:port/],
    [
      "the dashboard's address",
      { PUSH_CLIENTS: GOOD, WEB_ADDRESS: "127.0.0.1:8245" },
      "PUSH_ADDRESS",
      /a port of its own/,
    ],
    [
      "a client in a source that nobody named",
      { PUSH_CLIENTS: GOOD, IP4_PROVIDER: "first(push:attic; push:fritz)" },
      "IP4_PROVIDER",
      /nobody is called "attic" in PUSH_CLIENTS, which names "fritz"/,
    ],
    [
      "a client at another site that nobody named",
      { PUSH_CLIENTS: GOOD, SITES: "cabin", IP4_PROVIDER_CABIN: "push:cabin", IP6_PROVIDER_CABIN: "none" },
      "IP4_PROVIDER_CABIN",
      /nobody is called "cabin"/,
    ],
    [
      "value and file that differ",
      { PUSH_CLIENTS: GOOD, PUSH_CLIENTS_FILE: "/clients" },
      "PUSH_CLIENTS",
      /something else than the file/,
    ],
    ["a file that is not there", { PUSH_CLIENTS_FILE: "/nowhere" }, "PUSH_CLIENTS_FILE", /no such file/],
  ])("%s / read / refused, and no password is told", (_what, change, setting, why) => {
    const parsed = parse({ ...PUSH, ...change }, { "/clients": "nas:zqxSecretPass0009" });
    expect(problemsOf(parsed)).toContain(setting);
    const told = parsed.ok ? [] : parsed.problems.filter((problem) => problem.setting === setting);
    expect(told.map(({ message }) => message).join("\n")).toMatch(why);
    expect(JSON.stringify(parsed)).not.toContain("zqxSecret");
  });

  test("a source without endpoint / read / the step that makes it one", () => {
    const parsed = parse({ ...BASE, IP6_PROVIDER: "push:fritz" });
    expect(problemsOf(parsed)).toEqual(["IP6_PROVIDER"]);
    expect(parsed.ok ? "" : parsed.problems[0]?.message).toContain(
      'set PUSH_ADDRESS, and "fritz" with a password',
    );
  });

  test("a client that no source asks / read / warned about", () => {
    const parsed = parse({ ...PUSH, PUSH_CLIENTS: `${GOOD}\nnas:zqxSecretPass0002` });
    expect(warningsOf(parsed)).toEqual(["PUSH_CLIENTS"]);
    expect(parsed.warnings[0]?.message).toContain('no source asks push client "nas"');
  });

  test("a client that only another site asks / read / no warning", () => {
    const environment = {
      ...PUSH,
      PUSH_CLIENTS: `${GOOD}\ncabin:zqxSecretPass0002`,
      DOMAINS: "home.example.org, cabin.example.org{site=cabin}",
      SITES: "cabin",
      IP4_PROVIDER_CABIN: "push:cabin",
      IP6_PROVIDER_CABIN: "none",
    };
    expect(warningsOf(parse(environment))).toEqual([]);
  });
});
