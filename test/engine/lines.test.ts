/** Several lines behind one name (`all`): what happens to records and lists while one of them is silent (D5). */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { memoryState } from "../../src/adapters/state.ts";
import { readState, stateAsJson } from "../../src/adapters/state-shape.ts";
import { unite } from "../../src/core/source/union.ts";
import type { Detection } from "../../src/core/types.ts";
import { MemoryDns } from "../contract/memory-dns.ts";
import { MemoryLists } from "../contract/memory-lists.ts";
import { ACCOUNT_ID, known, listTarget, NO_V6, openStage, recordTarget, running, silent } from "./kit.ts";

const [A1, A2, B1, B2] = ["203.0.113.1", "203.0.113.2", "198.51.100.1", "198.51.100.2"] as const;
const THEIRS = "192.0.2.9";

/** What the lines `a` and `b` say together; null is silence. */
function lines(a: string | null, b: string | null): Detection {
  const said = (text: string | null): Detection => (text === null ? silent : known(text));
  return unite("all(a; b)", [
    { name: "a", detection: said(a) },
    { name: "b", detection: said(b) },
  ]);
}

async function stageOf(...contents: readonly string[]) {
  const dns = new MemoryDns();
  dns.plant(
    "example.org",
    contents.map((content) => ({ name: "home.example.org", type: "A", content })),
  );
  const stage = await openStage({ records: [recordTarget("home.example.org")], dns });
  const turn = async (a: string | null, b: string | null) => {
    stage.answers[4] = lines(a, b);
    const report = await stage.cycle({ fresh: true });
    return {
      report,
      held: dns
        .held("example.org")
        .map(({ content }) => content)
        .sort(),
    };
  };
  return { ...stage, turn };
}

describe("record sets", () => {
  test("both answer / cycle / both addresses, nothing else, and all is right", async () => {
    const { turn } = await stageOf(THEIRS);
    const { report, held } = await turn(A1, B1);
    expect(held).toEqual([B1, A1].sort());
    expect(report.ok).toBe(true);
  });

  test("one is silent / cycle / the other is added, nothing goes, and the family counts as unavailable", async () => {
    const { turn } = await stageOf(THEIRS);
    const { report, held } = await turn(A1, null);
    expect(held).toEqual([THEIRS, A1].sort());
    expect(report.ok).toBe(false);
    expect(report.records).toMatchObject([{ outcome: "updated" }]);
    expect(report.detections.ipv4).toMatchObject({
      status: "unavailable",
      reason: expect.stringContaining("b: nobody answers"),
    });
  });

  test("the line that answers moved / cycle / its record follows, the silent line's stays", async () => {
    const { turn } = await stageOf();
    await turn(A1, B1);
    const { report, held } = await turn(A2, null);
    expect(held).toEqual([B1, A2].sort());
    expect(report.records[0]?.changes).toMatchObject([{ action: "update", from: A1, to: A2 }]);
  });

  test("it moves twice while the other is silent / cycles / still one record a line", async () => {
    const { turn } = await stageOf();
    await turn(A1, B1);
    await turn(A2, null);
    expect((await turn("203.0.113.3", null)).held).toEqual([B1, "203.0.113.3"].sort());
    expect((await turn("203.0.113.3", B2)).held).toEqual([B2, "203.0.113.3"].sort());
  });

  test("first one silent, then the other / cycles / each keeps its own", async () => {
    const { turn } = await stageOf();
    await turn(A1, B1);
    await turn(null, B2);
    expect((await turn(A2, null)).held).toEqual([B2, A2].sort());
  });

  test("both lines had one address / one moves while the other is silent / the shared one stays", async () => {
    const { turn } = await stageOf();
    await turn(A1, A1);
    expect((await turn(A2, null)).held).toEqual([A1, A2].sort());
  });

  test("a record of nobody's line / one is silent / not moved", async () => {
    const { turn } = await stageOf(THEIRS);
    expect((await turn(A1, null)).held).toEqual([THEIRS, A1].sort());
    expect((await turn(A2, null)).held).toEqual([THEIRS, A2].sort());
  });

  test("all are silent / cycle / nothing is touched", async () => {
    const { turn } = await stageOf(THEIRS);
    const { report, held } = await turn(null, null);
    expect(held).toEqual([THEIRS]);
    expect(report.records).toMatchObject([{ outcome: "skipped" }]);
  });

  test("stopped while a line is silent / DELETE_ON_STOP / its record is remembered and goes too", async () => {
    const { turn, engine, contents } = await stageOf();
    await turn(A1, B1);
    await turn(A2, null);
    await engine.removePublished(running);
    expect(contents()).toEqual([]);
    expect(engine.state.lines).toBeUndefined();
  });

  test("another source instead of all / cycle / no trace of lines in the state", async () => {
    const { turn, answers, cycle, engine } = await stageOf();
    await turn(A1, B1);
    expect(Object.keys(engine.state.lines ?? {})).toEqual(["home.example.org A"]);
    answers[4] = known(A1);
    await cycle();
    expect(engine.state.lines).toBeUndefined();
  });

  test("a restart / while a line is silent / what stands for which line is still known", async () => {
    const store = memoryState();
    const dns = new MemoryDns();
    dns.plant("example.org", []);
    const open = () => openStage({ records: [recordTarget("home.example.org")], dns, state: store });
    const first = await open();
    first.answers[4] = lines(A1, B1);
    await first.cycle();
    await store.save(readState(JSON.parse(stateAsJson(await store.load()))));
    const second = await open();
    second.answers[4] = lines(A2, null);
    await second.cycle();
    expect(second.contents()).toEqual([`home.example.org A ${B1}`, `home.example.org A ${A2}`].sort());
  });

  test("any days of two lines / lived through / a silent line keeps its record, an answering one has one, strangers go when all speak", async () => {
    const address = (line: 1 | 2) =>
      fc.option(
        fc.nat(3).map((last) => `203.0.${line}.${last + 1}`),
        { nil: null },
      );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(address(1), address(2)), { minLength: 1, maxLength: 12 }),
        async (days) => {
          const { turn } = await stageOf(THEIRS);
          const last: [string | null, string | null] = [null, null];
          let strangers = true;
          for (const [a, b] of days) {
            const { held } = await turn(a, b);
            last[0] = a ?? last[0];
            last[1] = b ?? last[1];
            if (a !== null && b !== null) strangers = false;
            const wanted = [...last.filter((text) => text !== null), ...(strangers ? [THEIRS] : [])];
            expect(held).toEqual([...new Set(wanted)].sort());
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("lists", () => {
  async function listStage() {
    const held = new MemoryLists();
    const stage = await openStage({
      wafLists: [
        listTarget("home_ips", { detectors: { 4: recordTarget("x.example.org").detector, 6: NO_V6 } }),
      ],
      lists: held,
    });
    const turn = async (a: string | null, b: string | null) => {
      stage.answers[4] = lines(a, b);
      const report = await stage.cycle({ fresh: true });
      return { report, held: (held.held(ACCOUNT_ID, "home_ips") ?? []).map(({ prefix }) => prefix).sort() };
    };
    return { ...stage, turn };
  }
  test("one line silent, the other moves / cycles / added and exchanged, the silent one's item stays", async () => {
    const { turn } = await listStage();
    expect((await turn(A1, B1)).held).toEqual([`${A1}/32`, `${B1}/32`].sort());
    const { held, report } = await turn(A2, null);
    expect(held).toEqual([`${A2}/32`, `${B1}/32`].sort());
    expect(report.ok).toBe(false);
    expect((await turn(A2, B2)).held).toEqual([`${A2}/32`, `${B2}/32`].sort());
  });
});
