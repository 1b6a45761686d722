/** The journal: a line a change, readable whatever became of the file, and never older than asked for. */

import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readJournal } from "../../../addon/journal/file.ts";
import { openJournal } from "../../../addon/journal/journal.ts";
import {
  type Address,
  compacted,
  formatLine,
  historyOf,
  type JournalLine,
  parseJournal,
} from "../../../src/index.ts";
import { createVirtualClock } from "../../clock.ts";
import { known, makeReport } from "../../fakes/reports.ts";

const NOON = Date.UTC(2026, 0, 31, 12);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const TELLING = { alert: undefined, stands: false, nextTry: undefined };

let folder = "";
let told: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ddns-journal-"));
  told = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const path = () => join(folder, "addresses.jsonl");
const textOf = () => readFileSync(path(), "utf8");

function open(days = 400, clock = createVirtualClock(NOON)) {
  const journal = openJournal({ folder, days, clock, warn: (text) => told.push(text) });
  return {
    clock,
    journal,
    hear: async (report: ReturnType<typeof makeReport>) => {
      journal.listener.cycleEnded(report, TELLING);
      await journal.settled();
    },
  };
}

/** `hoursAgo` before noon. */
function line(hoursAgo: number, address: string, more: Partial<JournalLine> = {}): JournalLine {
  const at = new Date(NOON - hoursAgo * HOUR).toISOString();
  return { at, site: "", family: 4, addresses: [address as Address], from: [], source: "router", ...more };
}

describe("writing", () => {
  test("three cycles, two addresses, a named site / read / a line a change with what was before", async () => {
    const { hear } = open();
    await hear(makeReport("8.8.4.1"));
    await hear(makeReport("8.8.4.1"));
    const sites = { cabin: { ipv4: known("8.8.8.8"), ipv6: known("2a00:1450::5") } };
    await hear(makeReport("8.8.4.2", { sites, startedAt: "2026-01-31T13:00:00.000Z" }));
    const lines = textOf()
      .trimEnd()
      .split("\n")
      .map((text) => JSON.parse(text));
    const common = { site: "", family: 4, source: "cloudflare.trace" };
    const at = "2026-01-31T13:00:00.000Z";
    expect(lines).toEqual([
      { ...common, at: "2026-01-01T00:05:00.000Z", addresses: ["8.8.4.1"], from: [] },
      { ...common, at, addresses: ["8.8.4.2"], from: ["8.8.4.1"] },
      { ...common, at, site: "cabin", addresses: ["8.8.8.8"], from: [] },
      { ...common, at, site: "cabin", family: 6, addresses: ["2a00:1450::5"], from: [] },
    ]);
    expect(statSync(path()).mode & 0o777).toBe(0o600);
  });

  test("the same address after a restart, and a silent source / a cycle each / nothing is added", async () => {
    await open().hear(makeReport("8.8.4.1"));
    const before = textOf();
    const { hear } = open();
    await hear(makeReport("8.8.4.1"));
    const unavailable = { status: "unavailable", reason: "no answer", source: "router" } as const;
    await hear(makeReport("x", { detections: { ipv4: unavailable, ipv6: { status: "clear" } } }));
    await hear({ ...makeReport("8.8.4.9"), dryRun: true });
    expect(textOf()).toBe(before);
  });

  test("a file cut after any of its bytes / another change / every whole line is there, and the new one", async () => {
    const lines = [line(50, "8.8.4.1"), line(20, "8.8.4.2")];
    const whole = lines.map(formatLine).join("");
    const first = formatLine(line(50, "8.8.4.1")).length;
    for (let length = 0; length <= whole.length; length += 13) {
      writeFileSync(path(), whole);
      truncateSync(path(), length);
      await open().hear(makeReport("8.8.4.3"));
      const addresses = parseJournal(textOf()).map((each) => each.addresses[0]);
      expect(addresses.at(-1)).toBe("8.8.4.3");
      expect(addresses.includes("8.8.4.1" as Address)).toBe(length >= first - 1);
    }
  });

  test("two programs in one folder / both see the same change / one line", async () => {
    const [one, other] = [open(), open()];
    await one.hear(makeReport("8.8.4.1"));
    await other.hear(makeReport("8.8.4.1"));
    await other.hear(makeReport("8.8.4.2"));
    await one.hear(makeReport("8.8.4.2"));
    expect(parseJournal(textOf())).toHaveLength(2);
  });

  test("lines older than JOURNAL_DAYS / a cycle / gone, but for the one that tells what was there when they ended", async () => {
    const old = [line(40 * 24, "8.8.4.1"), line(35 * 24, "8.8.4.2"), line(24, "8.8.4.3")];
    writeFileSync(path(), old.map(formatLine).join(""));
    await open(30).hear(makeReport("8.8.4.3"));
    expect(parseJournal(textOf()).map(({ addresses }) => addresses[0])).toEqual(["8.8.4.2", "8.8.4.3"]);
  });

  test.each([
    ["a folder in its place", () => mkdirSync(path())],
    ["a link in its place", () => symlinkSync("/dev/null", path())],
    [
      "a file in place of the folder",
      () => {
        rmSync(folder, { recursive: true });
        writeFileSync(folder, "");
      },
    ],
    ["a file that is far too large", () => writeFileSync(path(), "x".repeat(5 * 1024 * 1024))],
  ])("%s / two cycles / told once, nothing thrown", async (_what, spoil) => {
    spoil();
    const { hear } = open();
    await hear(makeReport("8.8.4.1"));
    await hear(makeReport("8.8.4.2"));
    expect(told).toEqual([expect.stringContaining("addresses.jsonl")]);
  });
});

test("lines that are none of ours / parsed / passed over, words made harmless", () => {
  const good = formatLine(line(1, "8.8.4.1", { source: "a\u001b[31mb" }));
  const others = ["", "x", "[]", "null", '{"at":"soon"}', good.replace('"family":4', '"family":5')];
  const lines = parseJournal([...others, good.trimEnd(), good.replace("8.8.4.1", "8.8.4.999")].join("\n"));
  expect(lines).toMatchObject([{ addresses: ["8.8.4.1"], source: "a\\u001b[31mb" }]);
});

describe("history", () => {
  test("nothing / no sites", () => {
    expect(historyOf([], NOON)).toEqual({ sites: {} });
  });

  test("one address / no change, no median", () => {
    expect(historyOf([line(5, "8.8.4.1")], NOON)).toEqual({
      sites: {
        "": {
          ipv4: {
            current: "8.8.4.1",
            since: "2026-01-31T07:00:00.000Z",
            changes: { last24h: 0, last30d: 0 },
            medianHours: null,
            entries: [{ address: "8.8.4.1", from: "2026-01-31T07:00:00.000Z", to: null, source: "router" }],
          },
        },
      },
    });
  });

  test.each([
    [[100, 76, 50, 2], { last24h: 1, last30d: 3 }, 26],
    [[100, 76, 2], { last24h: 1, last30d: 2 }, 49],
    [[2000, 1000, 24.5], { last24h: 0, last30d: 1 }, 987.8],
  ])(
    "addresses %j hours ago / counted / changes and the median of what ended",
    (hours, changes, medianHours) => {
      const lines = hours.map((ago, index) => line(ago, `8.8.4.${index + 1}`));
      const { ipv4 } = historyOf(lines, NOON).sites[""] ?? {};
      expect(ipv4).toMatchObject({ changes, medianHours, current: `8.8.4.${hours.length}` });
      expect(ipv4?.entries.map(({ to }) => to)).toEqual([...lines.slice(1).map(({ at }) => at), null]);
    },
  );

  test("families and sites / each for itself", () => {
    const six = { family: 6, site: "cabin" } as const;
    const { sites } = historyOf([line(3, "8.8.4.1"), line(2, "2a00::1", six), line(1, "2a00::2", six)], NOON);
    expect(Object.keys(sites)).toEqual(["", "cabin"]);
    expect(sites["cabin"]).toMatchObject({ ipv6: { current: "2a00::2", medianHours: 1 } });
    expect(sites["cabin"]?.ipv4).toBeUndefined();
  });
});

test("an address that flaps for months / compacted / at most ten thousand lines, the newest of others among them", () => {
  const quiet = line(3000, "2a00::1", { family: 6 });
  const wild = Array.from({ length: 12_000 }, (_, index) => line(200 - index / 100, `8.8.4.${index % 200}`));
  const left = compacted([quiet, ...wild], 400, NOON);
  expect(left.length).toBeLessThanOrEqual(10_001);
  expect(left[0]).toBe(quiet);
  expect(left.at(-1)).toBe(wild.at(-1));
  expect(compacted(left, 400, NOON + DAY).at(-1)).toBe(wild.at(-1));
});

test("a folder without journal / read / no lines", async () => {
  expect(await readJournal(join(folder, "nowhere"))).toEqual({ ok: true, lines: [] });
});

describe("who follows", () => {
  /** What was heard: `all: …` or `more: …`, each with its addresses. */
  function follow(journal: ReturnType<typeof openJournal>) {
    const heard: string[] = [];
    const end = journal.follow(({ lines, isAll }) =>
      heard.push(`${isAll ? "all" : "more"}: ${lines.map(({ addresses }) => addresses.join()).join(" ")}`),
    );
    return { heard, end };
  }

  test("cycles / with and without news / all that there is, then news alone; nothing after the end", async () => {
    writeFileSync(path(), formatLine(line(50, "8.8.4.1")));
    const { journal, hear } = open();
    const { heard, end } = follow(journal);
    await hear(makeReport("8.8.4.1"));
    await hear(makeReport("8.8.4.2"));
    await hear(makeReport("8.8.4.2"));
    await hear(makeReport("8.8.4.3"));
    expect(heard).toEqual(["all: 8.8.4.1", "more: 8.8.4.2", "more: 8.8.4.3"]);
    end();
    await hear(makeReport("8.8.4.4"));
    expect(heard).toHaveLength(3);
  });

  test("two programs in one folder / one adds / the other hears of it before its own next line", async () => {
    const [one, other] = [open(), open()];
    const { heard } = follow(one.journal);
    await one.hear(makeReport("8.8.4.1"));
    await other.hear(makeReport("8.8.4.2"));
    await one.hear(makeReport("8.8.4.3"));
    expect(heard).toEqual(["all: 8.8.4.1", "more: 8.8.4.2", "more: 8.8.4.3"]);
    expect(parseJournal(textOf()).map(({ from }) => from.join())).toEqual(["", "8.8.4.1", "8.8.4.2"]);
  });

  test.each([
    ["rewritten by another", () => writeFileSync(`${path()}.x`, formatLine(line(1, "9.9.9.9")))],
    ["cut short", () => writeFileSync(`${path()}.x`, "")],
  ])("a journal %s / another change / all of it is heard anew", async (_what, rewrite) => {
    const { journal, hear } = open();
    await hear(makeReport("8.8.4.1"));
    const { heard } = follow(journal);
    await journal.settled();
    rewrite();
    renameSync(`${path()}.x`, path());
    await hear(makeReport("8.8.4.2"));
    expect(heard.slice(1).some((news) => news.startsWith("all: "))).toBe(true);
    expect(heard.join(" ").endsWith("8.8.4.2")).toBe(true);
    expect(parseJournal(textOf()).at(-1)?.addresses).toEqual(["8.8.4.2"]);
  });

  test("a line that a kill tore, then another change / heard / neither twice nor lost", async () => {
    const { journal, hear } = open();
    await hear(makeReport("8.8.4.1"));
    const { heard } = follow(journal);
    await journal.settled();
    appendFileSync(path(), formatLine(line(0, "8.8.4.2")).slice(0, -1));
    await hear(makeReport("8.8.4.3"));
    expect(heard).toEqual(["all: 8.8.4.1", "more: 8.8.4.2 8.8.4.3"]);
    expect(parseJournal(textOf()).at(-1)?.from).toEqual(["8.8.4.2"]);
  });

  test("ten thousand lines and a change / noted / what is behind the last line read is read, not all", async () => {
    writeFileSync(
      path(),
      Array.from({ length: 10_000 }, (_, at) => formatLine(line(50, `8.8.${at >> 8}.${at & 255}`))).join(""),
    );
    const { journal, hear } = open();
    await hear(makeReport("9.9.9.8"));
    const { heard } = follow(journal);
    await journal.settled();
    // Spoilt where it was read already, with its length kept: who reads it again would miss a line.
    const text = textOf();
    writeFileSync(path(), `${"x".repeat(200)}${text.slice(200)}`);
    await hear(makeReport("9.9.9.9"));
    expect(heard[1]).toBe("more: 9.9.9.9");
  });

  test("a file that is none / followed / nothing is heard, the next cycle tells of it", async () => {
    mkdirSync(path());
    const { journal, hear } = open();
    const { heard } = follow(journal);
    await hear(makeReport("8.8.4.1"));
    expect(heard).toEqual([]);
    expect(told).toHaveLength(1);
  });
});
