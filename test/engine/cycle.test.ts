/** The engine's cycles over providers in memory: what is read, what is written, what is remembered between cycles. */

import { describe, expect, test } from "vitest";
import { parseFilter } from "../../src/core/address/filter.ts";
import { MemoryDns } from "../contract/memory-dns.ts";
import { addressOf, good } from "../unit/core/values.ts";
import {
  ACCOUNT_ID,
  detector,
  known,
  listTarget,
  MARKED,
  NO_V6,
  openStage,
  PLAIN,
  recordTarget,
  silent,
  V6,
} from "./kit.ts";

const HOUR = 3_600_000;
const OLD = "198.51.100.1";
const NEW = "203.0.113.7";

function zoneWith(...records: Parameters<MemoryDns["plant"]>[1] & object): MemoryDns {
  const dns = new MemoryDns();
  dns.plant("example.org", records);
  return dns;
}

const home = { name: "home.example.org", type: "A", content: OLD };

describe("requests and the cache", () => {
  test("nothing changed / second cycle / no request at all", async () => {
    const { cycle } = await openStage({
      records: [recordTarget("home.example.org"), recordTarget("www.example.org")],
      dns: zoneWith(home),
    });
    expect(await cycle()).toMatchObject({ ok: true, requests: 3 });
    expect(await cycle()).toMatchObject({
      ok: true,
      requests: 0,
      records: [{ outcome: "unchanged" }, { outcome: "unchanged" }],
    });
  });

  test("the address changes / second cycle / one batch, from memory", async () => {
    const { cycle, answers, contents, dns } = await openStage({
      records: [recordTarget("home.example.org")],
      dns: zoneWith(home),
    });
    await cycle();
    answers[4] = known("203.0.113.8");
    expect(await cycle()).toMatchObject({ ok: true, requests: 1 });
    expect(dns.calls.at(-1)).toBe("apply");
    expect(contents()).toEqual(["home.example.org A 203.0.113.8"]);
  });

  test("an hour has passed / cycle / read again, and what others did is mended", async () => {
    const { cycle, dns, clock, contents } = await openStage({
      records: [recordTarget("home.example.org")],
      dns: zoneWith(home),
    });
    await cycle();
    for (const { id } of dns.held("example.org")) dns.erase(id);
    await clock.advance(HOUR - 1);
    expect((await cycle()).requests).toBe(0);
    await clock.advance(1);
    expect((await cycle()).records[0]?.outcome).toBe("created");
    expect(contents()).toEqual([`home.example.org A ${NEW}`]);
  });

  test("our own writes / an hour after the reading / they do not make the memory younger", async () => {
    const { cycle, answers, clock } = await openStage({
      records: [recordTarget("home.example.org")],
      dns: zoneWith(home),
    });
    await cycle();
    await clock.advance(HOUR / 2);
    answers[4] = known("203.0.113.8");
    await cycle();
    await clock.advance(HOUR / 2);
    expect((await cycle()).requests).toBeGreaterThan(0);
  });

  test("a lifetime of 0 / every cycle / reads zones and records anew", async () => {
    const { cycle } = await openStage({
      records: [recordTarget("home.example.org")],
      dns: zoneWith({ ...home, content: NEW }),
      cacheExpirationMs: 0,
    });
    await cycle();
    expect((await cycle()).requests).toBe(2);
  });

  test("update now / nothing changed / reads anew all the same", async () => {
    const { cycle } = await openStage({ records: [recordTarget("home.example.org")], dns: zoneWith(home) });
    await cycle();
    expect((await cycle({ fresh: true })).requests).toBe(2);
  });

  test("a family that nothing uses / cycle / is not asked", async () => {
    const { cycle, asked } = await openStage({
      records: [recordTarget("home.example.org")],
      dns: zoneWith(home),
    });
    const report = await cycle();
    expect(asked).toEqual([4]);
    expect(report.detections.ipv6.status).toBe("unmanaged");
  });

  test("the family is unavailable / cycle / skipped with the reason, not one request", async () => {
    const { cycle, answers, contents } = await openStage({
      records: [recordTarget("home.example.org")],
      dns: zoneWith(home),
    });
    answers[4] = silent;
    expect(await cycle()).toMatchObject({
      ok: false,
      requests: 0,
      records: [{ outcome: "skipped", reason: "test: nobody answers" }],
    });
    expect(contents()).toEqual([`home.example.org A ${OLD}`]);
  });

  test("the filter leaves nothing / cycle / unavailable, never a deletion", async () => {
    const filter = good(parseFilter("addr-in(10.0.0.0/8)", 4));
    const own = detector(4, { kind: "cloudflare.trace" }, filter);
    const { cycle, contents } = await openStage({
      records: [recordTarget("home.example.org", { detector: own })],
      dns: zoneWith(home),
    });
    expect(await cycle()).toMatchObject({ ok: false, records: [{ outcome: "skipped" }] });
    expect(contents()).toEqual([`home.example.org A ${OLD}`]);
  });

  test("static.empty / cycle / the managed records go, others' stay", async () => {
    const empty = detector(4, { kind: "static.empty" });
    const { cycle, contents } = await openStage({
      records: [recordTarget("home.example.org", { detector: empty, selector: MARKED })],
      dns: zoneWith({ ...home, comment: "ddns" }, { ...home, content: "192.0.2.9", comment: "by hand" }),
    });
    expect((await cycle()).records[0]?.outcome).toBe("deleted");
    expect(contents()).toEqual(["home.example.org A 192.0.2.9"]);
  });
});

describe("trouble", () => {
  test("the answer to the batch is lost / cycle / read again, planned again: right at the end, and said so", async () => {
    const { cycle, dns, contents } = await openStage({
      records: [recordTarget("home.example.org"), recordTarget("www.example.org")],
      dns: zoneWith(home),
    });
    dns.spoil("apply", "lost");
    const report = await cycle();
    expect(report).toMatchObject({
      ok: true,
      records: [{ outcome: "updated", changes: [{ from: OLD, to: NEW }] }, { outcome: "created" }],
    });
    expect(contents()).toEqual([`home.example.org A ${NEW}`, `www.example.org A ${NEW}`]);
    expect(dns.calls.filter((call) => call === "apply")).toHaveLength(1);
  });

  test("the batch is swallowed / cycle / sent once more after a reading", async () => {
    const { cycle, dns, contents } = await openStage({
      records: [recordTarget("www.example.org")],
      dns: zoneWith(),
    });
    dns.spoil("apply", "swallowed");
    expect((await cycle()).records[0]?.outcome).toBe("created");
    expect(contents()).toEqual([`www.example.org A ${NEW}`]);
    expect(dns.calls).toEqual(["zones", "records", "apply", "records", "apply"]);
  });

  test("a zone is out of order / cycle / the other zone is served", async () => {
    const dns = zoneWith(home);
    dns.plant("example.net", [{ name: "www.example.net", type: "A", content: OLD }]);
    const { cycle } = await openStage({
      records: [recordTarget("home.example.org"), recordTarget("www.example.net")],
      dns,
    });
    dns.spoil("records", "unreachable");
    const report = await cycle();
    expect(report.records.map(({ outcome }) => outcome).sort()).toEqual(["failed", "updated"]);
    expect((await cycle()).ok).toBe(true);
  });

  test("the zone was deleted and made anew / cycle from memory / found again within the cycle", async () => {
    const { cycle, dns, answers, contents } = await openStage({
      records: [recordTarget("home.example.org")],
      dns: zoneWith(home),
    });
    await cycle();
    dns.uproot("zone-of-example.org");
    dns.plant("example.org", [home], { id: "anew" });
    answers[4] = known("203.0.113.8");
    expect(await cycle()).toMatchObject({ ok: true, records: [{ outcome: "updated" }] });
    expect(contents()).toEqual(["home.example.org A 203.0.113.8"]);
  });

  test("a name outside every zone / ten cycles in ten minutes / asked for once; later once more", async () => {
    const { cycle, dns, clock } = await openStage({
      records: [recordTarget("home.example.com"), recordTarget("home.example.org")],
      dns: zoneWith(home),
    });
    const first = await cycle();
    expect(first.records.map(({ error, outcome }) => error?.code ?? outcome)).toEqual([
      "ZONE_NOT_FOUND",
      "updated",
    ]);
    for (let round = 0; round < 9; round++) {
      await clock.advance(60_000);
      await cycle();
    }
    expect(dns.calls.filter((call) => call === "zones")).toHaveLength(1);
    await clock.advance(60_000);
    await cycle();
    expect(dns.calls.filter((call) => call === "zones")).toHaveLength(2);
  });

  test("throttled / cycle / failed with RATE_LIMITED after one attempt, nothing lost", async () => {
    const { cycle, dns, contents } = await openStage({
      records: [recordTarget("home.example.org")],
      dns: zoneWith(home),
    });
    dns.spoil("records", "throttled");
    expect((await cycle()).records[0]).toMatchObject({ outcome: "failed", error: { code: "RATE_LIMITED" } });
    expect(contents()).toEqual([`home.example.org A ${OLD}`]);
    expect((await cycle()).ok).toBe(true);
  });

  test("a stopped signal / cycle / a report with ABORTED, nothing written", async () => {
    const { cycle, contents } = await openStage({
      records: [recordTarget("home.example.org")],
      wafLists: [listTarget("home")],
      dns: zoneWith(home),
    });
    const report = await cycle({ signal: AbortSignal.abort() });
    expect([...report.records, ...report.lists].map(({ error }) => error?.code)).toEqual([
      "ABORTED",
      "ABORTED",
    ]);
    expect(contents()).toEqual([`home.example.org A ${OLD}`]);
  });

  test("a provider that never answers / UPDATE_TIMEOUT passes / failed with TIMEOUT, no timer left", async () => {
    const { cycle, dns, clock } = await openStage({
      records: [recordTarget("home.example.org")],
      dns: zoneWith(home),
    });
    dns.records = (_zone, _names, signal) =>
      new Promise((_, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason), { once: true }),
      );
    const report = cycle();
    await clock.advance(30_000);
    expect((await report).records[0]).toMatchObject({ outcome: "failed", error: { code: "TIMEOUT" } });
    expect(clock.sleeping).toBe(0);
  });

  test("a source that breaks its promise and throws / cycle / unavailable, never a rejection", async () => {
    const { cycle, answers, contents } = await openStage({
      records: [recordTarget("home.example.org")],
      dns: zoneWith(home),
    });
    Object.defineProperty(answers, 4, {
      get: () => {
        throw new Error("secret");
      },
    });
    const report = await cycle();
    expect(report).toMatchObject({ ok: false, records: [{ outcome: "skipped" }] });
    expect(JSON.stringify(report)).not.toContain("secret");
    expect(contents()).toEqual([`home.example.org A ${OLD}`]);
  });
});

describe("shapes of targets", () => {
  test("two tokens / cycle / each serves its own records", async () => {
    const otherDns = new MemoryDns();
    otherDns.plant("example.net", [{ name: "www.example.net", type: "A", content: OLD }]);
    const { cycle, contents } = await openStage({
      records: [recordTarget("www.example.net", { account: "other" }), recordTarget("home.example.org")],
      dns: zoneWith(home),
      otherDns,
    });
    expect((await cycle()).records.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
      "www.example.net updated",
      "home.example.org updated",
    ]);
    expect(contents()).toEqual([`home.example.org A ${NEW}`]);
    expect(otherDns.held("example.net").map(({ content }) => content)).toEqual([NEW]);
  });

  test("a label inside a zone known by its id / cycle / the apex for @ and empty, and a name below", async () => {
    const inZone = (label: string) =>
      recordTarget("x.example.org", { owner: { kind: "in-zone", zoneId: "zone-of-example.org", label } });
    const { cycle, contents } = await openStage({
      records: [inZone("@"), inZone("www")],
      dns: zoneWith(home),
    });
    expect((await cycle()).records.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
      "example.org created",
      "www.example.org created",
    ]);
    expect(contents()).toEqual([
      `example.org A ${NEW}`,
      `home.example.org A ${OLD}`,
      `www.example.org A ${NEW}`,
    ]);
    expect((await cycle()).requests).toBe(0);
  });

  test("full names where labels are meant / cycle / refused with the label, nothing doubled is created", async () => {
    const inZone = (label: string) =>
      recordTarget("x.example.org", { owner: { kind: "in-zone", zoneId: "zone-of-example.org", label } });
    const { cycle, contents } = await openStage({
      records: [inZone("home.example.org"), inZone("Example.Org"), inZone("example")],
      dns: zoneWith(home),
    });
    const { records } = await cycle();
    expect(records.map(({ error, outcome }) => error?.message ?? outcome)).toEqual([
      expect.stringContaining('write "home" in the settings'),
      expect.stringContaining('write "@" in the settings'),
      "created",
    ]);
    expect(contents()).toEqual([`example.example.org A ${NEW}`, `home.example.org A ${OLD}`]);
  });

  test("a zone id that does not exist / cycle / ZONE_NOT_FOUND, neighbours served", async () => {
    const lost = recordTarget("x.example.org", {
      owner: { kind: "in-zone", zoneId: "nowhere", label: "www" },
    });
    const { cycle } = await openStage({
      records: [lost, recordTarget("home.example.org")],
      dns: zoneWith(home),
    });
    expect((await cycle()).records.map(({ error, outcome }) => error?.code ?? outcome)).toEqual([
      "ZONE_NOT_FOUND",
      "updated",
    ]);
  });

  test("further records are to be kept / cycle / one moves, the others stay", async () => {
    const { cycle, contents } = await openStage({
      records: [recordTarget("home.example.org", { keepSurplus: true })],
      dns: zoneWith(home, { ...home, content: "198.51.100.2" }),
    });
    await cycle();
    expect(contents()).toEqual(["home.example.org A 198.51.100.2", `home.example.org A ${NEW}`]);
  });

  test("nothing is to be created / cycle / no record appears", async () => {
    const { cycle, contents } = await openStage({
      records: [recordTarget("www.example.org", { create: false })],
      dns: zoneWith(home),
    });
    expect((await cycle()).records[0]?.outcome).toBe("unchanged");
    expect(contents()).toEqual([`home.example.org A ${OLD}`]);
  });

  test("a host ID / cycle / the detected prefix with its own lower bits", async () => {
    const nas = recordTarget("nas.example.org", {
      type: "AAAA",
      hostIds: [{ kind: "literal", literal: addressOf("::1234") }],
    });
    const { cycle, contents, answers } = await openStage({ records: [nas], dns: zoneWith() });
    answers[6] = known("2001:db8:1:2::ffff");
    await cycle();
    expect(contents()).toEqual(["nas.example.org AAAA 2001:db8:1:2::1234"]);
  });

  test("TTL, comment and cloud by hand / the address changes / all of them stay", async () => {
    const dns = zoneWith({ ...home, ttl: 600, comment: "by hand", tags: ["a:b"] });
    const { cycle } = await openStage({
      records: [recordTarget("home.example.org", { attributes: { ...PLAIN, ttl: 60, comment: "ours" } })],
      dns,
    });
    await cycle();
    expect(dns.held("example.org")).toMatchObject([
      { content: NEW, ttl: 600, comment: "by hand", tags: ["a:b"], proxied: false },
    ]);
  });

  test("the orange cloud by hand / turn it on / that alone changes; under another enforced value it is refused", async () => {
    const dns = zoneWith({ ...home, content: NEW });
    const enforced = recordTarget("www.example.org", { enforce: new Set(["proxied"] as const) });
    const { engine } = await openStage({ records: [recordTarget("home.example.org"), enforced], dns });
    await engine.setProxied("home.example.org", "A", true, new AbortController().signal);
    expect(dns.held("example.org")).toMatchObject([{ content: NEW, proxied: true }]);
    const refused = engine.setProxied("www.example.org", "A", true, new AbortController().signal);
    await expect(refused).rejects.toMatchObject({ code: "BAD_INPUT" });
    const unknown = engine.setProxied("x.example.org", "A", true, new AbortController().signal);
    await expect(unknown).rejects.toMatchObject({ code: "BAD_INPUT" });
  });
});

describe("dry run", () => {
  test("records and a list that does not exist / dry run / the plan, and nothing written, ever", async () => {
    const { cycle, dns, lists, contents, engine, writes } = await openStage({
      records: [recordTarget("home.example.org"), recordTarget("www.example.org")],
      wafLists: [listTarget("home", { detectors: { 4: detector(4), 6: NO_V6 } })],
      dns: zoneWith(home, { ...home, content: "192.0.2.1" }),
    });
    const report = await cycle({ dryRun: true });
    expect(report).toMatchObject({
      dryRun: true,
      records: [{ outcome: "updated" }, { outcome: "created", changes: [{ id: null }] }],
      lists: [{ outcome: "created", added: [`${NEW}/32`] }],
    });
    expect([...dns.calls, ...lists.calls].sort()).toEqual(["lists", "records", "zones"]);
    expect(contents()).toEqual(["home.example.org A 192.0.2.1", `home.example.org A ${OLD}`]);
    expect(engine.state).toMatchObject({ records: {}, lists: {}, history: [] });
    expect(writes()).toBe(0);
  });
});

describe("WAF lists", () => {
  const both = listTarget("home", {
    selector: MARKED,
    itemComment: "ddns",
    detectors: { 4: detector(4), 6: V6 },
  });

  test("no list / cycle / created with both families; next cycle without a request", async () => {
    const { cycle, lists } = await openStage({ wafLists: [both] });
    expect((await cycle()).lists[0]).toMatchObject({
      outcome: "created",
      added: ["203.0.113.7/32", "2001:db8::/64"],
      error: null,
    });
    expect(lists.held(ACCOUNT_ID, "home")).toHaveLength(2);
    expect((await cycle()).requests).toBe(0);
  });

  test.each(["create", "append", "remove"] as const)(
    "the answer to %s is lost / cycle / right at the end, and told as done (was: unchanged)",
    async (call) => {
      const { cycle, lists } = await openStage({ wafLists: [both] });
      if (call !== "create") lists.plant(ACCOUNT_ID, "home", [{ ip: OLD, comment: "ddns" }]);
      lists.spoil(call, "lost");
      const [report] = (await cycle()).lists;
      expect(report).toMatchObject({ outcome: call === "create" ? "created" : "updated", error: null });
      expect(report?.added).toEqual(["203.0.113.7/32", "2001:db8::/64"]);
      expect(report?.removed).toEqual(call === "create" ? [] : [`${OLD}/32`]);
      expect(lists.calls.filter((one) => one === call)).toHaveLength(1);
    },
  );

  test("an exchange / watch every state in between / a covering item is always there", async () => {
    const { cycle, lists } = await openStage({ wafLists: [both] });
    lists.plant(ACCOUNT_ID, "home", [
      { ip: OLD, comment: "ddns" },
      { ip: "192.0.2.9", comment: "theirs" },
    ]);
    await cycle();
    for (const items of lists.seen)
      expect(items.some((prefix) => [`${OLD}/32`, `${NEW}/32`].includes(prefix))).toBe(true);
    expect(
      lists
        .held(ACCOUNT_ID, "home")
        ?.map(({ prefix }) => prefix)
        .sort(),
    ).toEqual(["192.0.2.9/32", "2001:db8::/64", "203.0.113.7/32"]);
  });

  test("one family unavailable / cycle / its items stay, the other is served", async () => {
    const { cycle, lists, answers } = await openStage({ wafLists: [both] });
    lists.plant(ACCOUNT_ID, "home", [
      { ip: OLD, comment: "ddns" },
      { ip: "2001:db8:9::/64", comment: "ddns" },
    ]);
    answers[6] = silent;
    expect(await cycle()).toMatchObject({ ok: false, lists: [{ outcome: "updated" }] });
    expect(
      lists
        .held(ACCOUNT_ID, "home")
        ?.map(({ prefix }) => prefix)
        .sort(),
    ).toEqual(["2001:db8:9::/64", "203.0.113.7/32"]);
  });

  test("two lists of one account, both to be created / cycle / the lists are asked for once (was: after each write)", async () => {
    const { cycle, lists } = await openStage({ wafLists: [both, { ...both, name: "office" }] });
    expect((await cycle()).lists.map(({ outcome }) => outcome)).toEqual(["created", "created"]);
    expect(lists.calls.filter((call) => call === "lists")).toHaveLength(1);
  });

  test("a list of another kind by that name / cycle / RECORD_CONFLICT, untouched", async () => {
    const { cycle, lists } = await openStage({ wafLists: [both] });
    lists.plant(ACCOUNT_ID, "home", [], { holds: "redirects" });
    expect((await cycle()).lists[0]?.error?.code).toBe("RECORD_CONFLICT");
    expect(lists.calls).toEqual(["lists"]);
  });

  test("deleted and made anew / cycle from memory / found again within the cycle", async () => {
    const { cycle, lists, answers } = await openStage({ wafLists: [both] });
    const { id } = lists.plant(ACCOUNT_ID, "home", []);
    await cycle();
    lists.uproot(id);
    lists.plant(ACCOUNT_ID, "home", []);
    answers[4] = known("203.0.113.8");
    expect(await cycle()).toMatchObject({ ok: true, lists: [{ outcome: "updated" }] });
    expect(
      lists
        .held(ACCOUNT_ID, "home")
        ?.map(({ prefix }) => prefix)
        .sort(),
    ).toEqual(["2001:db8::/64", "203.0.113.8/32"]);
  });
});
