/** No regular expression may take more than a pass over its text, however the text is made. */

import { createRequire } from "node:module";

// The plugins lie where the judge was installed, not beside this file.
const load = createRequire(`${process.env.JUDGE_MODULES}/_.cjs`);
const module = (name) => {
  const loaded = load(name);
  return loaded.default ?? loaded;
};

export default [
  {
    files: ["**/*.ts"],
    languageOptions: { parser: module("@typescript-eslint/parser") },
    plugins: { redos: module("eslint-plugin-redos"), regexp: module("eslint-plugin-regexp") },
    rules: {
      "redos/no-vulnerable": ["error", { timeout: 10_000 }],
      "regexp/no-super-linear-backtracking": ["error", { report: "potential" }],
      "regexp/no-super-linear-move": ["error", { report: "potential" }],
    },
  },
];
