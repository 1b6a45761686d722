/** Judges of the sources. */

import { type Judge, linesOf } from "../judge.ts";

const RULES = "scripts/judges/rules";

export const CODE: readonly Judge[] = [
  {
    name: "knip",
    judges: "files, exports and dependencies that nobody uses",
    tools: [{ from: "npm", packages: ["knip@6.44.2"] }],
    run: ({ call }) => {
      const { out, err, status } = call("knip", [
        "--config",
        `${RULES}/knip.json`,
        "--no-progress",
        "--reporter",
        "compact",
      ]);
      // The lines between are headings: "Unused exports (3)".
      return status === 0 ? [] : linesOf(`${out}\n${err}`).filter((line) => !/\(\d+\)$/.test(line));
    },
    exceptions: [
      {
        finding: /site\/\.vitepress\/.*: vitepress$/,
        reason: "the site is built with packages of its own (site/package.json)",
      },
      {
        finding: /world\/child\.ts: express$/,
        reason: "it is taken from the folder of the Node-RED under test, which brings it",
      },
    ],
  },
  {
    name: "dependency-cruiser",
    judges: "who imports whom: no circles, and the great borders",
    tools: [{ from: "npm", packages: ["dependency-cruiser@17.4.3", "typescript@5.9.3"] }],
    run: ({ call }) => {
      const parts = ["src", "addon", "nodes", "site", "scripts", "test"];
      const { out, err, status } = call("depcruise", [
        "--config",
        `${RULES}/dependency-cruiser.cjs`,
        "--output-type",
        "json",
        ...parts,
      ]);
      if (out === "") return [`it ended with ${status}: ${err}`];
      const { summary } = JSON.parse(out) as Cruise;
      return summary.violations.map(
        ({ rule, from, cycle, to }) =>
          `${rule.name}: ${[from, ...(cycle?.map(({ name }) => name) ?? [to])].join(" -> ")}`,
      );
    },
  },
  {
    name: "eslint-plugin-redos, eslint-plugin-regexp",
    judges: "the time that every regular expression takes for texts made to be slow",
    tools: [
      {
        from: "npm",
        packages: [
          "eslint@10.15.0",
          "eslint-plugin-redos@4.5.0",
          "eslint-plugin-regexp@3.3.3",
          "@typescript-eslint/parser@8.74.0",
          "typescript@5.9.3",
        ],
      },
    ],
    run: ({ call, folders: [folder = ""] }) => {
      const words = ["--no-config-lookup", "--config", `${RULES}/eslint.config.mjs`, "--format", "json"];
      const { out, err, status } = call("eslint", [...words, "src", "addon", "nodes", "site"], {
        environment: { JUDGE_MODULES: `${folder}/..` },
      });
      if (out.trim() === "") return [`it ended with ${status}: ${err}`];
      return (JSON.parse(out) as readonly LintedFile[]).flatMap(({ filePath, messages }) =>
        messages.map(({ line, ruleId, message }) => `${filePath}:${line} ${ruleId}: ${message}`),
      );
    },
  },
];

/** The part of dependency-cruiser's JSON that is read here. */
interface Cruise {
  readonly summary: {
    readonly violations: readonly {
      readonly rule: { readonly name: string };
      readonly from: string;
      readonly to: string;
      readonly cycle?: readonly { readonly name: string }[];
    }[];
  };
}

/** The part of ESLint's JSON that is read here. */
interface LintedFile {
  readonly filePath: string;
  readonly messages: readonly {
    readonly line: number;
    readonly ruleId: string | null;
    readonly message: string;
  }[];
}
