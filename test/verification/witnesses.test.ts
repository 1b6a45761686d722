/** What each kind of name server and resolver makes of a record set's verdict. */

import { describe, expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../src/adapters/clock.ts";
import { openWitnesses, type WitnessPlaces } from "../../src/adapters/witnesses/index.ts";
import type { Address, Fqdn } from "../../src/core/types.ts";
import { type Expectation, judgeRecord, judgeTestimony } from "../../src/core/witness/judge.ts";
import type { Testimony } from "../../src/core/witness/verification.ts";
import { type Answerer, type Reply, serveNames, serveResolver } from "./name-server.ts";

const HOME = "203.0.113.7" as Address;
const EXPECTED: Expectation = {
  name: "home.example.org" as Fqdn,
  type: "A",
  wanted: [HOME],
  others: [],
  proxied: false,
};
const never = new AbortController().signal;

function open(places: WitnessPlaces, signal = never, questions = 1) {
  const witnesses = openWitnesses({
    clock: systemClock,
    signal,
    questions,
    places,
    idle: async () => {},
  });
  onTestFinished(() => witnesses.close());
  return witnesses;
}

function witnessesAt(
  port: number,
  resolvers: readonly string[] = [],
  addresses = ["127.0.0.1"],
  patienceMs = 120,
) {
  return open({ resolve: async () => addresses, port, resolvers, patienceMs });
}

async function askOne(answer: Answerer, key: Pick<Expectation, "name" | "type"> = EXPECTED) {
  const server = await serveNames(answer);
  const [testimony] = await witnessesAt(server.port).authorities(["ada.ns.test"], key);
  return { testimony: testimony as Testimony, asked: server.asked };
}

describe("one authority", () => {
  test.each<[string, Reply | undefined, "yes" | "no" | "unknown"]>([
    ["tells the address", { answer: [HOME] }, "yes"],
    ["tells it behind an alias", { answer: [HOME], alias: "edge.example.org" }, "yes"],
    ["tells another address", { answer: ["198.51.100.1"] }, "no"],
    ["tells one address too many", { answer: [HOME, "198.51.100.1"] }, "no"],
    ["knows the name and no address", {}, "no"],
    ["NXDOMAIN with authority", { code: 3 }, "no"],
    ["NXDOMAIN without authority", { code: 3, aa: false }, "unknown"],
    ["the right address without authority", { answer: [HOME], aa: false }, "unknown"],
    ["another address without authority", { answer: ["192.0.2.1"], aa: false }, "unknown"],
    ["REFUSED", { code: 5 }, "unknown"],
    ["REFUSED without authority", { code: 5, aa: false }, "unknown"],
    ["SERVFAIL", { code: 2 }, "unknown"],
    ["NOTIMP", { code: 4 }, "unknown"],
    ["silence", undefined, "unknown"],
    ["an answer to another question", { answer: [HOME], echo: "other.example.org" }, "unknown"],
    ["an answer with another id", { answer: [HOME], idOff: 1 }, "unknown"],
    ["truncated over TCP too", { answer: [HOME], truncated: true }, "unknown"],
  ])("%s / judge / the verdict that fits", async (_, reply, verdict) => {
    const { testimony, asked } = await askOne(() => reply);
    expect(judgeTestimony(testimony, EXPECTED)).toBe(verdict);
    expect(testimony.error === null).toBe(verdict !== "unknown");
    expect(asked.some(({ recursive }) => recursive)).toBe(false);
  });

  test("truncated over UDP / ask / the whole answer over TCP", async () => {
    const { testimony, asked } = await askOne(({ by }) =>
      by === "udp" ? { truncated: true } : { answer: [HOME], ttl: 120 },
    );
    expect(testimony).toMatchObject({ answer: [HOME], ttl: 120, error: null });
    expect(asked.map(({ by }) => by)).toEqual(["udp", "tcp"]);
  });

  test("UDP is swallowed / ask / TCP answers", async () => {
    const { testimony } = await askOne(({ by }) => (by === "udp" ? undefined : { answer: [HOME] }));
    expect(testimony).toMatchObject({ answer: [HOME], error: null });
  });

  test("AAAA and a wildcard / ask / asked as they are, the address in its canonical form", async () => {
    const key = { name: "*.example.org" as Fqdn, type: "AAAA" } as const;
    const { testimony, asked } = await askOne(() => ({ answer: ["2001:db8:0:1::7"] }), key);
    expect(testimony.answer).toEqual(["2001:db8:0:1::7"]);
    expect(asked).toMatchObject([{ name: "*.example.org", type: 28 }]);
  });

  test("the system never says where it is, or is asked to stop / ask / an error, in time", async () => {
    const places = { resolve: () => new Promise<never>(() => {}), port: 1, resolvers: [], patienceMs: 20 };
    for (const signal of [never, AbortSignal.abort()])
      expect(await open(places, signal).authorities(["ada.ns.test"], EXPECTED)).toMatchObject([
        { answer: [], error: expect.stringMatching(/no address|too slow/) },
      ]);
  });

  test("the first address is dead / ask / the second one counts", async () => {
    const server = await serveNames(() => ({ answer: [HOME] }), { address: "127.0.0.3" });
    const witnesses = witnessesAt(server.port, [], ["127.0.0.4", "127.0.0.3"]);
    expect(await witnesses.authorities(["ada.ns.test"], EXPECTED)).toMatchObject([{ error: null }]);
  });
});

test.each<[string, Reply, number, "yes" | "no" | "unknown"]>([
  ["the address, from a cache", { answer: [HOME], aa: false }, 200, "yes"],
  ["the old address", { answer: ["198.51.100.1"], aa: false }, 200, "no"],
  ["NXDOMAIN", { code: 3, aa: false }, 200, "no"],
  ["SERVFAIL", { code: 2, aa: false }, 200, "unknown"],
  ["status 503", { answer: [HOME] }, 503, "unknown"],
  ["a message about another name", { answer: [HOME], echo: "other.example.org" }, 200, "unknown"],
])("a public resolver says %s / judge / the verdict that fits", async (_, reply, status, verdict) => {
  const resolver = await serveResolver(() => reply, status);
  const [testimony] = await witnessesAt(1, [resolver.url]).publics(EXPECTED);
  expect(judgeTestimony(testimony as Testimony, EXPECTED)).toBe(verdict);
  expect(resolver.asked).toMatchObject([{ name: EXPECTED.name, recursive: true }]);
});

describe("several witnesses", () => {
  const said = (name: string, ...answer: string[]): Testimony => ({
    name,
    kind: "authoritative",
    answer: answer as Address[],
    ttl: 300,
    error: null,
  });
  const mute: Testimony = { ...said("mute"), ttl: null, error: "it does not answer" };

  test.each<[string, readonly Testimony[], Partial<Expectation>, "yes" | "no" | "unknown"]>([
    ["all right", [said("a", HOME), said("b", HOME)], {}, "yes"],
    ["one of them wrong", [said("a", HOME), said("b", "192.0.2.1")], {}, "no"],
    ["one right, one mute", [mute, said("b", HOME)], {}, "yes"],
    ["one wrong, one mute", [mute, said("b")], {}, "no"],
    ["all mute", [mute, mute], {}, "unknown"],
    ["nobody", [], {}, "unknown"],
    [
      "a record of others besides",
      [said("a", HOME, "192.0.2.9")],
      { others: ["192.0.2.9" as Address] },
      "yes",
    ],
    ["only that of others", [said("a", "192.0.2.9")], { others: ["192.0.2.9" as Address] }, "no"],
    ["Cloudflare's for a proxied name", [said("a", "104.16.1.2", "172.67.0.1")], { proxied: true }, "yes"],
    ["the home's for a proxied name", [said("a", HOME)], { proxied: true }, "no"],
    ["both for a proxied name", [said("a", "104.16.1.2", HOME)], { proxied: true }, "no"],
    ["nothing for a proxied name", [said("a")], { proxied: true }, "no"],
    ["Cloudflare's for an open name", [said("a", "104.16.1.2")], {}, "no"],
  ])("%s / judge / the verdict that fits, with a reason unless all is right", (_, all, more, verdict) => {
    const { published, reason } = judgeRecord(all, { ...EXPECTED, ...more });
    expect(published).toBe(verdict);
    expect(reason === null).toBe(verdict === "yes");
    if (verdict === "no") expect(reason).toContain(EXPECTED.name);
  });
});

describe("a round", () => {
  const keys = Array.from(
    { length: 100 },
    (_, index) => ({ name: `h${index}.example.org` as Fqdn, type: "A" }) as const,
  );

  test("a hundred names / asked / each once, and no more at a time than is kind", async () => {
    let [open, most] = [0, 0];
    const server = await serveNames(() => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open -= 1;
      }, 5);
      return { answer: [HOME] };
    });
    // So long that nothing is asked twice, however slow this machine is just now.
    const witnesses = witnessesAt(server.port, [], ["127.0.0.1"], 10_000);
    const said = await Promise.all(keys.map((key) => witnesses.authorities(["ada.ns.test"], key)));
    expect(said.flat().every(({ error }) => error === null)).toBe(true);
    expect(new Set(server.asked.map(({ name }) => name)).size).toBe(100);
    expect(server.asked).toHaveLength(100);
    expect(most).toBeLessThanOrEqual(64);
  });

  test("port 53 is swallowed / a hundred names / one is asked about, the rest is answered from memory", async () => {
    const server = await serveNames(() => undefined);
    const witnesses = witnessesAt(server.port);
    const startedAt = performance.now();
    const said = await Promise.all(keys.map((key) => witnesses.authorities(["ada.ns.test"], key)));
    expect(said.flat().every(({ error }) => error === "it does not answer")).toBe(true);
    expect(new Set(server.asked.map(({ name }) => name)).size).toBe(1);
    expect(performance.now() - startedAt).toBeLessThan(3000);
  });

  test("a resolver that takes and never answers / a hundred names / one is asked about", async () => {
    const resolver = await serveResolver(() => undefined, 200, "never");
    const said = await Promise.all(keys.map((key) => witnessesAt(1, [resolver.url]).publics(key)));
    expect(said.flat().every(({ error }) => error === "it does not answer")).toBe(true);
    const witnesses = witnessesAt(1, [resolver.url]);
    const before = resolver.asked.length;
    await Promise.all(keys.map((key) => witnesses.publics(key)));
    expect(resolver.asked.length - before).toBe(1);
  });

  test("a server that needs nearly all the time for each / a hundred names / the round ends in its time", async () => {
    const server = await serveNames(() => ({ answer: [HOME] }), { delayMs: 110 });
    const witnesses = witnessesAt(server.port);
    const startedAt = performance.now();
    const said = await Promise.all(keys.map((key) => witnesses.authorities(["ada.ns.test"], key)));
    // Four patiences, and what a busy machine adds.
    expect(performance.now() - startedAt).toBeLessThan(3000);
    const errors = new Set(said.flat().map(({ error }) => error));
    expect([...errors].every((error) => error === null || /too slow|does not answer/.test(error))).toBe(true);
  });
});

test.each<[string, readonly number[], string, string | undefined]>([
  [
    "a bogus signature",
    [6],
    "it answered SERVFAIL: DNSSEC is broken, a signature does not fit",
    "a signature does not fit",
  ],
  [
    "nobody to ask, and an expired one",
    [22, 7],
    "it answered SERVFAIL: DNSSEC is broken, the signatures have expired",
    "the signatures have expired",
  ],
  ["nobody to ask", [22], "it answered SERVFAIL: no name server of the zone can be reached", undefined],
  ["nothing known", [99], "it answered SERVFAIL", undefined],
])(
  "a public resolver gives %s as its reason / asked / it stands in the testimony",
  async (_, because, error, dnssec) => {
    const resolver = await serveResolver(() => ({ code: 2, aa: false, because }));
    const [testimony] = await witnessesAt(1, [resolver.url]).publics(EXPECTED);
    expect(testimony).toMatchObject({ error });
    expect(testimony?.dnssec).toBe(dnssec);
  },
);

test("name servers of a zone / asked / from the first resolver that says, in lower case", async () => {
  const mute = await serveResolver(() => ({ code: 2 }));
  const open = await serveResolver(() => ({ answer: ["NS1.Other.test", "ns2.other.test"], aa: false }));
  expect(await witnessesAt(1, [mute.url, open.url]).nameServers("example.org" as Fqdn)).toEqual([
    "ns1.other.test",
    "ns2.other.test",
  ]);
  expect(await witnessesAt(1, [mute.url]).nameServers("example.org" as Fqdn)).toEqual([]);
});
