/** The rooms whose tests are judged by mutants, and how many of these have to be found out. */

/** Of the mutants of every room, in percent. */
export const WANTED_SCORE = 92;

export const MUTATED: Readonly<Record<string, readonly string[]>> = {
  plan: ["plan", "intent", "ownership", "attributes", "delegation"].map((file) => `src/core/plan/${file}.ts`),
  guard: ["src/core/plan/guard.ts"],
  "list-plan": ["src/core/list/plan.ts"],
  zones: ["src/core/name/zone-of.ts"],
  filters: ["src/core/address/filter.ts", "src/core/source/filtered.ts"],
  combining: ["agreement", "union", "answers", "judgement"].map((file) => `src/core/source/${file}.ts`),
  expression: ["src/core/expression.ts"],
};
