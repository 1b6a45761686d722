/** Writes a journal as fast as it can, each line another address, and says which are safe; somebody will kill it. `node writer.ts <folder> <first>` */

import { writeSync } from "node:fs";
import { openJournal } from "../../addon/journal/journal.ts";
import type { Address } from "../../src/index.ts";
import { known, makeReport } from "../fakes/reports.ts";
import { addressOf, momentOf } from "./numbers.ts";

const [, , folder = "", first = "0"] = process.argv;
let now = momentOf(Number(first));
const never = new Promise<never>(() => {});
const journal = openJournal({
  folder,
  days: 1,
  clock: { now: () => now, monotonic: () => now, sleep: () => never, random: () => 0 },
  warn: (text) => {
    throw new Error(text);
  },
});
for (let number = Number(first); ; number++) {
  now = momentOf(number);
  const startedAt = new Date(now).toISOString();
  const detections = { ipv4: known(addressOf(number) as Address), ipv6: { status: "unmanaged" } as const };
  journal.listener.cycleEnded(makeReport(addressOf(number), { startedAt, detections }), {
    alert: undefined,
    stands: false,
    nextTry: undefined,
  });
  await journal.settled();
  writeSync(1, `${number}\n`);
}
