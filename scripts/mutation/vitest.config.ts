/** The tests that judge mutants: the quick ones that say what the planner's rooms promise. */

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      "test/unit/core/{plan,list,source}/**/*.test.ts",
      "test/unit/core/name/zone-of.test.ts",
      "test/unit/core/address/{filter,filter-refusals,prefix}.test.ts",
      "test/unit/core/shared-cases.test.ts",
      "test/unit/settings/cases.test.ts",
      "test/unit/sources/{cases,combined}.test.ts",
      "test/engine/{plan,cycle,lines,removal,siblings,delegation,batch}.test.ts",
      "test/engine/lists/{plan,requests}.test.ts",
    ],
    setupFiles: ["test/setup.ts"],
    testTimeout: 20_000,
  },
});
