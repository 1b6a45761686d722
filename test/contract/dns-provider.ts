/** What any DnsProvider must keep, case by case as the comments of src/ports.ts promise it. */

import { afterEach, describe, expect, test } from "vitest";
import { DdnsError } from "../../src/core/errors.ts";
import type {
  Address,
  Change,
  ChangeResult,
  DnsRecord,
  RecordAttributes,
  Zone,
} from "../../src/core/types.ts";
import type { DnsProvider } from "../../src/ports.ts";
import { addressOf, nameOf } from "../unit/core/values.ts";
import type { NewRecord } from "./memory-dns.ts";

/** A provider and the hands to arrange the world behind it. */
export interface DnsStage {
  readonly dns: DnsProvider;
  /** `room`: so many more records than the given ones fit. */
  plant(zone: string, records: readonly NewRecord[], room?: number): void;
  held(
    zone: string,
  ): readonly Pick<DnsRecord, "id" | "name" | "type" | "content" | "ttl" | "proxied" | "comment" | "tags">[];
  /** The next write takes effect, and nobody hears of it. */
  loseNextAnswer(): void;
  close(): Promise<void>;
}

const HERE = "198.51.100.1";
const THERE = "203.0.113.7";
const PLAIN: RecordAttributes = { ttl: 1, proxied: false, comment: "", tags: [] };
const running = new AbortController().signal;

export function dnsProviderContract(name: string, open: () => Promise<DnsStage>): void {
  const stages: DnsStage[] = [];
  afterEach(async () => {
    for (const stage of stages.splice(0)) await stage.close();
  });

  async function stageWith(zones: Readonly<Record<string, readonly NewRecord[]>>, room?: number) {
    const stage = await open();
    stages.push(stage);
    for (const [zone, records] of Object.entries(zones)) stage.plant(zone, records, room);
    const all = await stage.dns.zones([nameOf("home.example.org")], running);
    const zone = all.find((one) => one.name === "example.org") as Zone;
    const apply = (changes: readonly Change[]) => stage.dns.apply(zone, changes, running);
    const contents = () =>
      stage
        .held("example.org")
        .map((record) => `${record.name} ${record.type} ${record.content}`)
        .sort();
    return { ...stage, zone, apply, contents };
  }

  describe(`${name}: zones`, () => {
    test("two zones / ask for a name in one / it is among the answer, with id and name", async () => {
      const { dns } = await stageWith({ "example.org": [], "example.net": [] });
      const zones = await dns.zones([nameOf("home.example.net")], running);
      expect(zones.find((zone) => zone.name === "example.net")?.id).toBeTypeOf("string");
    });

    test("a zone / ask by its id / the same zone", async () => {
      const { dns, zone } = await stageWith({ "example.org": [] });
      expect(await dns.zone(zone.id, running)).toEqual(zone);
    });

    test("no such zone / ask by id / rejects with ZONE_NOT_FOUND or PERMISSION_DENIED, as nobody can tell them apart", async () => {
      const { dns } = await stageWith({ "example.org": [] });
      const code = await codeOf(dns.zone("00000000000000000000000000000009", running));
      expect(["ZONE_NOT_FOUND", "PERMISSION_DENIED"]).toContain(code);
    });
  });

  describe(`${name}: records`, () => {
    test("addresses, a CNAME and others / read / every A, AAAA and CNAME with all attributes", async () => {
      const { dns, zone } = await stageWith({
        "example.org": [
          { name: "home.example.org", type: "A", content: HERE, ttl: 300, comment: "mine" },
          { name: "home.example.org", type: "AAAA", content: "2001:db8::1", proxied: true },
          { name: "www.example.org", type: "CNAME", content: "home.example.org" },
          { name: "*.example.org", type: "A", content: HERE },
        ],
      });
      const records = await dns.records(zone, [nameOf("home.example.org")], running);
      expect(records).toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            name: "home.example.org",
            type: "A",
            content: HERE,
            ttl: 300,
            proxied: false,
            comment: "mine",
            tags: [],
          }),
          expect.objectContaining({ type: "AAAA", proxied: true }),
        ]),
      );
    });

    test("more records than a page holds / read / all of them, none twice", async () => {
      const many = Array.from({ length: 5003 }, (_, index) => ({
        name: `h${index}.example.org`,
        type: "A",
        content: HERE,
      }));
      const { dns, zone } = await stageWith({ "example.org": many });
      const records = await dns.records(zone, [], running);
      expect(new Set(records.map(({ id }) => id)).size).toBe(5003);
    });

    test("the zone is gone / read / rejects with a DdnsError", async () => {
      const { dns, zone } = await stageWith({ "example.org": [] });
      const error = await dns
        .records({ ...zone, id: "00000000000000000000000000000009" }, [], running)
        .catch((thrown) => thrown);
      expect(error).toBeInstanceOf(DdnsError);
    });
  });

  describe(`${name}: apply`, () => {
    test("nothing to change / apply / an empty answer", async () => {
      const { apply } = await stageWith({ "example.org": [] });
      expect(await apply([])).toEqual([]);
    });

    test("update, create, delete / apply / one result each, in the order given, with ids", async () => {
      const { apply, contents } = await stageWith({
        "example.org": [
          { id: id(1), name: "home.example.org", type: "A", content: HERE },
          { id: id(2), name: "old.example.org", type: "A", content: HERE },
        ],
      });
      const results = await apply([remove("old", id(2)), create("www", THERE), update("home", id(1), THERE)]);
      expect(results.map(({ status }) => status)).toEqual(["applied", "applied", "applied"]);
      expect(results.map((result) => (result.status === "applied" ? result.id : ""))).toEqual([
        id(2),
        expect.any(String),
        id(1),
      ]);
      expect(contents()).toEqual([`home.example.org A ${THERE}`, `www.example.org A ${THERE}`]);
    });

    test("a record with TTL, comment, orange cloud / change its content / everything else stays", async () => {
      const { apply, held } = await stageWith({
        "example.org": [
          { id: id(1), name: "home.example.org", type: "A", content: HERE, proxied: true, comment: "mine" },
        ],
      });
      await apply([update("home", id(1), THERE)]);
      expect(held("example.org")).toEqual([
        expect.objectContaining({ content: THERE, proxied: true, comment: "mine" }),
      ]);
    });

    test("a record / change an attribute alone / the content stays", async () => {
      const { apply, held } = await stageWith({
        "example.org": [{ id: id(1), name: "home.example.org", type: "A", content: HERE }],
      });
      await apply([
        {
          action: "update",
          key: key("home"),
          id: id(1),
          from: addressOf(HERE),
          attributes: { ttl: 120, comment: "x" },
        },
      ]);
      expect(held("example.org")).toEqual([
        expect.objectContaining({ content: HERE, ttl: 120, comment: "x" }),
      ]);
    });

    test("three sets, the middle one refused by the quota / apply / its neighbours go through", async () => {
      const { apply, contents } = await stageWith(
        {
          "example.org": [
            { id: id(1), name: "home.example.org", type: "A", content: HERE },
            { id: id(2), name: "z.example.org", type: "A", content: HERE },
          ],
        },
        0,
      );
      const results = await apply([
        update("home", id(1), THERE),
        create("www", THERE),
        update("z", id(2), THERE),
      ]);
      expect(results.map(codeOrStatus)).toEqual(["applied", "QUOTA_EXCEEDED", "applied"]);
      expect(contents()).toEqual([`home.example.org A ${THERE}`, `z.example.org A ${THERE}`]);
    });

    test("sets of an update and a creation in a full zone / apply / every update goes through (was: only the first)", async () => {
      const names = ["a", "b", "c"];
      const { apply, contents } = await stageWith(
        {
          "example.org": names.map((name, index) => ({
            id: id(index),
            name: `${name}.example.org`,
            type: "A",
            content: HERE,
          })),
        },
        0,
      );
      const results = await apply(
        names.flatMap((name, index) => [update(name, id(index), THERE), create(name, "203.0.113.8")]),
      );
      expect(results.map(codeOrStatus)).toEqual(names.flatMap(() => ["applied", "QUOTA_EXCEEDED"]));
      expect(contents()).toEqual(names.map((name) => `${name}.example.org A ${THERE}`));
    });

    test("a CNAME appeared at one name / create there and elsewhere / RECORD_CONFLICT there, applied elsewhere", async () => {
      const { apply } = await stageWith({
        "example.org": [{ name: "www.example.org", type: "CNAME", content: "other.example.org" }],
      });
      const results = await apply([create("a", THERE), create("www", THERE), create("b", THERE)]);
      expect(results.map(codeOrStatus)).toEqual(["applied", "RECORD_CONFLICT", "applied"]);
    });

    test("a record vanished / update it and others / stale, its neighbours applied", async () => {
      const { apply } = await stageWith({
        "example.org": [{ id: id(1), name: "home.example.org", type: "A", content: HERE }],
      });
      const results = await apply([update("gone", id(7), THERE), update("home", id(1), THERE)]);
      expect(results.map(({ status }) => status)).toEqual(["stale", "applied"]);
    });

    test("an identical record appeared / create it and another / stale, its neighbour applied, no duplicate", async () => {
      const { apply, contents } = await stageWith({
        "example.org": [{ name: "home.example.org", type: "A", content: THERE }],
      });
      const results = await apply([create("home", THERE), create("www", THERE)]);
      expect(results.map(({ status }) => status)).toEqual(["stale", "applied"]);
      expect(contents()).toEqual([`home.example.org A ${THERE}`, `www.example.org A ${THERE}`]);
    });

    test("of one set the creation is refused / its deletion follows / the deletion is not done, the name keeps its address", async () => {
      const { apply, contents } = await stageWith({
        "example.org": [
          { id: id(1), name: "www.example.org", type: "A", content: HERE },
          { name: "www.example.org", type: "CNAME", content: "x.example.org" },
        ],
      });
      const results = await apply([create("www", THERE), remove("www", id(1))]);
      expect(results.every(({ status }) => status !== "applied")).toBe(true);
      expect(contents()).toContain(`www.example.org A ${HERE}`);
    });

    test("the answer is lost / apply / unconfirmed, and nothing is sent twice", async () => {
      const { apply, contents, loseNextAnswer } = await stageWith({
        "example.org": [{ id: id(1), name: "home.example.org", type: "A", content: HERE }],
      });
      loseNextAnswer();
      const results = await apply([update("home", id(1), THERE), create("www", THERE)]);
      expect(results.map(codeOrStatus)).toEqual(["WRITE_UNCONFIRMED", "WRITE_UNCONFIRMED"]);
      expect(results.map(({ status }) => status)).toEqual(["unconfirmed", "unconfirmed"]);
      expect(contents()).toEqual([`home.example.org A ${THERE}`, `www.example.org A ${THERE}`]);
    });

    test("450 changes in a zone that takes 200 at once / apply / all applied, progress ends at 450", async () => {
      const records = Array.from({ length: 450 }, (_, index) => ({
        id: id(index),
        name: `h${index}.example.org`,
        type: "A",
        content: HERE,
      }));
      const { dns, zone } = await stageWith({ "example.org": records });
      const heard: number[] = [];
      const results = await dns.apply(
        zone,
        records.map((_, index) => update(`h${index}`, id(index), THERE)),
        running,
        (settled) => heard.push(settled),
      );
      expect(results.every(({ status }) => status === "applied")).toBe(true);
      expect(results.map((result) => (result.status === "applied" ? result.id : ""))).toEqual(
        records.map(({ id }) => id),
      );
      expect(heard.at(-1)).toBe(450);
      expect(heard).toEqual([...heard].sort((a, b) => a - b));
    });
  });

  describe(`${name}: stopping`, () => {
    const stopped = AbortSignal.abort();
    test("a stopped signal / any reading / rejects with ABORTED", async () => {
      const { dns, zone } = await stageWith({ "example.org": [] });
      expect(await codeOf(dns.zones([], stopped))).toBe("ABORTED");
      expect(await codeOf(dns.zone(zone.id, stopped))).toBe("ABORTED");
      expect(await codeOf(dns.records(zone, [], stopped))).toBe("ABORTED");
    });

    test("a stopped signal / apply / nothing is applied, and each result or the rejection says ABORTED", async () => {
      const { dns, zone, contents } = await stageWith({ "example.org": [] });
      const outcome = await dns.apply(zone, [create("www", THERE)], stopped).then(
        (results) => results.map(codeOrStatus),
        (error: DdnsError) => [error.code],
      );
      expect(outcome).toEqual(["ABORTED"]);
      expect(contents()).toEqual([]);
    });
  });
}

/** 32 hexadecimal digits, as Cloudflare's. */
function id(number: number): string {
  return String(number).padStart(32, "0");
}

function key(label: string) {
  return { name: nameOf(`${label}.example.org`), type: "A" } as const;
}

function create(label: string, content: string): Change {
  return { action: "create", key: key(label), content: addressOf(content), attributes: PLAIN };
}

function update(label: string, recordId: string, content: string): Change {
  return {
    action: "update",
    key: key(label),
    id: recordId,
    from: addressOf(HERE),
    content: addressOf(content) as Address,
  };
}

function remove(label: string, recordId: string): Change {
  return { action: "delete", key: key(label), id: recordId, from: addressOf(HERE) };
}

function codeOrStatus(result: ChangeResult): string {
  return result.status === "applied" ? "applied" : result.error.code;
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => "resolved",
    (thrown: unknown) => (thrown instanceof DdnsError ? thrown.code : "not a DdnsError"),
  );
}
