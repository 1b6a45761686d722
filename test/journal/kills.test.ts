/** The journal under `kill -9`: nothing is lost but the line under way. A thousand kills: `npm run trial:journal`. */

import { expect, test } from "vitest";
import { killWriters } from "./kills.ts";

test("a process that writes the journal / killed again and again / every line that was safe is there, once, and the file stays small", async () => {
  const { faults, lines } = await killWriters(25, 120);
  expect(faults).toEqual([]);
  expect(lines).toBeGreaterThan(25);
}, 60_000);
