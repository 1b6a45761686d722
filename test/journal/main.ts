/** A thousand kills, or as many as asked for: `npm run trial:journal [times]`. */

import { killWriters } from "./kills.ts";

const report = await killWriters(Number(process.argv[2] ?? 1000), 150);
const { kills, lines, torn, drafts, faults } = report;
console.log(
  `${kills} kills, ${lines} lines safe before them: ${torn} times the line under way was torn, at most ${drafts} drafts lay about.`,
);
for (const fault of faults) console.log(`  LOST ${fault}`);
process.exit(faults.length === 0 ? 0 : 1);
