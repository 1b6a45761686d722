/** DELETE_ON_STOP (Z10): what this instance published or found right, or all that an explicit selector takes; and the memory for it. */

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fileState, memoryState } from "../../src/adapters/state.ts";
import { MemoryDns } from "../contract/memory-dns.ts";
import { MemoryLists } from "../contract/memory-lists.ts";
import { prefixFrom } from "../unit/core/values.ts";
import {
  ACCOUNT_ID,
  known,
  listTarget,
  MARKED,
  NO_V4,
  NO_V6,
  openStage,
  recordTarget,
  running,
  V4,
} from "./kit.ts";

const OLD = "198.51.100.1";
const NEW = "203.0.113.7";
const home = { name: "home.example.org", type: "A", content: OLD };

function zoneWith(...records: Parameters<MemoryDns["plant"]>[1] & object): MemoryDns {
  const dns = new MemoryDns();
  dns.plant("example.org", records);
  return dns;
}

describe("records", () => {
  test("published / stop / deleted", async () => {
    const { cycle, engine, contents } = await openStage({
      records: [recordTarget("home.example.org")],
      dns: zoneWith(home),
    });
    await cycle();
    const report = await engine.removePublished(running);
    expect(report).toMatchObject({ ok: true, records: [{ outcome: "deleted" }] });
    expect(contents()).toEqual([]);
    expect(engine.state.records).toEqual({});
  });

  test("found already right / stop / deleted", async () => {
    const { cycle, engine, contents } = await openStage({
      records: [recordTarget("home.example.org")],
      dns: zoneWith({ ...home, content: NEW }),
    });
    await cycle();
    await engine.removePublished(running);
    expect(contents()).toEqual([]);
  });

  test("somebody changed the record since / stop / theirs stays, as a fresh reading shows", async () => {
    const { cycle, engine, dns, contents } = await openStage({
      records: [recordTarget("home.example.org")],
      dns: zoneWith(home),
    });
    await cycle();
    for (const { id } of dns.held("example.org")) dns.erase(id);
    dns.plant("example.org", [{ ...home, content: "192.0.2.9" }]);
    await engine.removePublished(running);
    expect(contents()).toEqual(["home.example.org A 192.0.2.9"]);
  });

  test("no cycle yet, nothing remembered / stop / nothing is deleted", async () => {
    const { engine, contents } = await openStage({
      records: [recordTarget("home.example.org")],
      dns: zoneWith(home),
    });
    await engine.removePublished(running);
    expect(contents()).toEqual([`home.example.org A ${OLD}`]);
  });

  test("an explicit selector / stop without a cycle / all that it takes, nothing else", async () => {
    const { engine, contents } = await openStage({
      records: [recordTarget("home.example.org", { selector: MARKED })],
      dns: zoneWith({ ...home, comment: "ddns" }, { ...home, content: "192.0.2.9", comment: "hand" }),
    });
    await engine.removePublished(running);
    expect(contents()).toEqual(["home.example.org A 192.0.2.9"]);
  });

  test("a family that is not managed / stop with a selector / its records stay", async () => {
    const { engine, contents, dns } = await openStage({
      records: [recordTarget("home.example.org", { selector: MARKED, detector: NO_V4 })],
      dns: zoneWith({ ...home, comment: "ddns" }),
    });
    await engine.removePublished(running);
    expect(contents()).toHaveLength(1);
    expect(dns.calls).toEqual([]);
  });

  test("the cycle failed half way / stop / what may be out there goes, old and new", async () => {
    const { cycle, engine, dns, answers, contents } = await openStage({
      records: [recordTarget("home.example.org")],
      dns: zoneWith(home),
    });
    await cycle();
    answers[4] = known("203.0.113.8");
    for (const _ of [1, 2, 3]) dns.spoil("apply", "swallowed");
    expect((await cycle()).records[0]?.error?.code).toBe("WRITE_UNCONFIRMED");
    await engine.removePublished(running);
    expect(contents()).toEqual([]);
  });

  test("the deletion fails / stop / said so, and still remembered for the next stop", async () => {
    const { cycle, engine, dns } = await openStage({
      records: [recordTarget("home.example.org")],
      dns: zoneWith(home),
    });
    await cycle();
    dns.spoil("zones", "unreachable");
    expect((await engine.removePublished(running)).ok).toBe(false);
    expect(engine.state.records).toEqual({ "home.example.org A": [NEW] });
  });

  test("a stopped signal / stop / a report with ABORTED, nothing deleted", async () => {
    const { cycle, engine, contents } = await openStage({
      records: [recordTarget("home.example.org")],
      dns: zoneWith(home),
    });
    await cycle();
    expect((await engine.removePublished(AbortSignal.abort())).records[0]?.error?.code).toBe("ABORTED");
    expect(contents()).toEqual([`home.example.org A ${NEW}`]);
  });
});

describe("WAF lists", () => {
  const list = listTarget("home", { detectors: { 4: V4, 6: NO_V6 } });

  test("published, others' beside / stop / ours goes, the list and theirs stay", async () => {
    const lists = new MemoryLists();
    lists.plant(ACCOUNT_ID, "home", [
      { ip: "192.0.2.9", comment: "hand" },
      { ip: "2001:db8:9::/64", comment: "ddns" },
    ]);
    const { cycle, engine } = await openStage({
      wafLists: [
        listTarget("home", { selector: MARKED, itemComment: "ddns", detectors: { 4: V4, 6: NO_V6 } }),
      ],
      lists,
    });
    await cycle();
    await engine.removePublished(running);
    expect(
      lists
        .held(ACCOUNT_ID, "home")
        ?.map(({ prefix }) => prefix)
        .sort(),
    ).toEqual(["192.0.2.9/32", "2001:db8:9::/64"]);
  });

  test("no selector / stop / only what was published", async () => {
    const lists = new MemoryLists();
    lists.plant(ACCOUNT_ID, "home", [{ ip: "203.0.113.7" }]);
    const { cycle, engine } = await openStage({ wafLists: [list], lists });
    await cycle();
    const add = [{ prefix: prefixFrom("192.0.2.9/32"), comment: "" }];
    const [own = expect.fail()] = await lists.lists(ACCOUNT_ID, running);
    await lists.write(own, { add, remove: [], after: add }, running);
    await engine.removePublished(running);
    expect(lists.held(ACCOUNT_ID, "home")?.map(({ prefix }) => prefix)).toEqual(["192.0.2.9/32"]);
  });

  test("the list is gone / stop / not made again", async () => {
    const { engine, lists } = await openStage({ wafLists: [list] });
    expect((await engine.removePublished(running)).ok).toBe(true);
    expect(lists.held(ACCOUNT_ID, "home")).toBeUndefined();
  });
});

describe("memory across restarts", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "ddns-state-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test("published, restarted / stop / deleted, from the state file alone", async () => {
    const dns = zoneWith(home);
    const first = await openStage({
      records: [recordTarget("home.example.org")],
      dns,
      state: fileState(folder, "main", expect.fail),
    });
    await first.cycle();
    const second = await openStage({
      records: [recordTarget("home.example.org")],
      dns,
      state: fileState(folder, "main", expect.fail),
    });
    await second.engine.removePublished(running);
    expect(second.contents()).toEqual([]);
  });

  test("nothing changed / cycle / the state file is not written again", async () => {
    let saves = 0;
    const store = memoryState();
    const { cycle } = await openStage({
      records: [recordTarget("home.example.org")],
      dns: zoneWith(home),
      state: { ...store, save: async () => void saves++ },
    });
    for (const _ of [1, 2, 3]) await cycle();
    expect(saves).toBe(1);
  });

  test("250 changes / look at the history / the newest 200, newest last", async () => {
    const { cycle, answers, engine, clock } = await openStage({
      records: [recordTarget("home.example.org")],
      dns: zoneWith(home),
    });
    for (let step = 0; step < 250; step++) {
      answers[4] = known(`203.0.113.${step}`);
      await clock.advance(1_000);
      await cycle();
    }
    expect(engine.state.history).toHaveLength(200);
    expect(engine.state.history.at(-1)).toMatchObject({
      what: "home.example.org A",
      outcome: "updated",
      to: ["203.0.113.249"],
    });
  });

  test.each(["", "{", "[]", '{"records":{"a":[1]},"history":[{}],"paused":"yes"}'])(
    "a damaged file (%s) / start / an empty memory and at most one warning",
    async (text) => {
      await writeFile(join(folder, "main.json"), text);
      const told: string[] = [];
      const store = fileState(folder, "main", (line) => told.push(line));
      expect(await store.load()).toEqual({ records: {}, lists: {}, history: [], paused: false });
      expect(told.length).toBeLessThanOrEqual(1);
    },
  );

  test("many saves at once / all end / the file is whole and the last one's", async () => {
    const store = fileState(folder, "main", expect.fail);
    const state = await store.load();
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => store.save({ ...state, records: { a: [String(index)] } })),
    );
    expect(JSON.parse(await readFile(join(folder, "main.json"), "utf8"))).toMatchObject({
      records: { a: ["19"] },
    });
  });

  test("a folder that cannot be / save twice / told once, never a rejection", async () => {
    await writeFile(join(folder, "file"), "");
    const told: string[] = [];
    const store = fileState(join(folder, "file"), "main", (line) => told.push(line));
    const state = await store.load();
    await store.save(state);
    await store.save(state);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/STATE_DIR/);
  });
});
