/** What is made of a judge's findings, and of the faults that a mutation test left. */

import { describe, expect, test } from "vitest";
import { type Exception, linesUnlessGood, verdictOf } from "../../scripts/judges/judge.ts";
import { JUDGES } from "../../scripts/judges/table.ts";
import { have } from "../../scripts/judges/tool.ts";
import { scoreOf, survivorsOf } from "../../scripts/mutation/score.ts";

const stays: Exception = { finding: /stays/, reason: "it has to" };

describe("findings", () => {
  test("one has an exception, one has none / judged / one to mend, and the reason of the other", () => {
    expect(verdictOf(["this stays", "this does not"], [stays])).toEqual({
      findings: ["this does not"],
      excepted: [stays],
    });
  });

  test("an exception that nothing needs / judged / is a finding, but for those of some machines", () => {
    expect(verdictOf([], [stays]).findings).toEqual([expect.stringContaining("/stays/ does not come up")]);
    expect(verdictOf([], [{ ...stays, isOfMachine: true }])).toEqual({ findings: [], excepted: [] });
  });

  test.each([
    [{ status: 0, out: "12 files\n", err: "" }, []],
    [{ status: 1, out: "a: 1\n\n", err: "b: 2  \n" }, ["a: 1", "b: 2"]],
    [{ status: 2, out: "", err: "" }, ["it ended with 2 and said nothing"]],
    [{ status: null, out: "", err: "" }, ["it ended with null and said nothing"]],
  ])("%j / read / %j", (called, expected) => {
    expect(linesUnlessGood(called)).toEqual(expected);
  });
});

test("the table / read / no name twice, a version for each package, a reason for each exception", () => {
  const names = JUDGES.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThan(20);
  for (const { tools, exceptions = [] } of JUDGES) {
    for (const tool of tools) {
      if ("packages" in tool)
        for (const name of tool.packages) expect(name).toMatch(/^@?[\w./-]+(==|@)v?\d+\.\d+\.\d+/);
    }
    for (const { reason } of exceptions) expect(reason.length).toBeGreaterThan(5);
  }
});

test("a report of mutants / read / the share that was found, and where the others are", () => {
  const at = (line: number, start: number, end: number) => ({
    start: { line, column: start },
    end: { line, column: end },
  });
  const mutant = (status: string, line: number) => ({
    mutatorName: "EqualityOperator",
    replacement: "a >  b",
    status,
    location: at(line, 5, 10),
  });
  const report = {
    files: {
      "a.ts": {
        source: "if (a < b) return;\nif (a > b) throw;",
        mutants: [mutant("Killed", 1), mutant("Timeout", 1), mutant("Survived", 2), mutant("Ignored", 1)],
      },
      "b.ts": { source: "if (a < b) return;", mutants: [mutant("NoCoverage", 1)] },
    },
  };
  expect(scoreOf(report, ["a.ts"])).toEqual({ found: 2, all: 3, percent: (100 * 2) / 3 });
  expect(scoreOf(report, ["a.ts", "b.ts"])).toEqual({ found: 2, all: 4, percent: 50 });
  expect(scoreOf(report, ["none.ts"])).toEqual({ found: 0, all: 0, percent: 0 });
  expect(survivorsOf(report)).toEqual([
    "a.ts:2:5 EqualityOperator: a > b -> a > b",
    "b.ts:1:5 EqualityOperator: a < b -> a > b",
  ]);
});

test("a program that is not there / had / the package that brings it, by name", () => {
  expect(have({ from: "Debian", package: "apparmor", program: "/no/such/parser" })).toEqual({
    ok: false,
    reason: "the Debian package apparmor is not installed",
  });
  expect(have({ from: "here" })).toEqual({ ok: true, folder: expect.stringMatching(/node_modules\/\.bin$/) });
});
