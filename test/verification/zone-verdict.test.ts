/** Where a zone's world is led: by Cloudflare's word, by that of the resolvers, by what Cloudflare remembers. */

import { expect, test } from "vitest";
import type { Address, Fqdn, Zone } from "../../src/core/types.ts";
import type { RecordVerification, Testimony } from "../../src/core/witness/verification.ts";
import { judgeZone } from "../../src/verification/zone-verdict.ts";

const OURS = ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"];

function zone(status: string, more: Partial<Zone> = {}): Zone {
  const name = "example.org" as Fqdn;
  return { id: "z", name, status, nameServers: OURS, accountId: "", batchLimit: 200, ...more };
}

function said(kind: Testimony["kind"], answer: string): Testimony {
  return { name: kind, kind, answer: [answer as Address], ttl: 300, error: null };
}

/** The name servers say one thing, a resolver another. */
const SPLIT: RecordVerification = {
  name: "home.example.org" as Fqdn,
  type: "A",
  published: "no",
  reason: "",
  witnesses: [said("authoritative", "203.0.113.7"), said("public", "192.0.2.1")],
};
const RIGHT: RecordVerification = { ...SPLIT, published: "yes", witnesses: [said("public", "203.0.113.7")] };
const OLD_EVERYWHERE = {
  ...SPLIT,
  witnesses: [said("authoritative", "192.0.2.1"), said("public", "192.0.2.1")],
};

test.each<[string, Zone, RecordVerification, readonly string[] | undefined, readonly string[] | undefined]>([
  ["active, all right", zone("active"), RIGHT, ["ns1.other.test"], undefined],
  ["active, old everywhere", zone("active"), OLD_EVERYWHERE, ["ns1.other.test"], undefined],
  [
    "active, a resolver sees another address, led elsewhere",
    zone("active"),
    SPLIT,
    ["ns1.other.test"],
    ["ns1.other.test"],
  ],
  ["active, a resolver sees another address, led here", zone("active"), SPLIT, OURS, undefined],
  ["active, a resolver sees another address, nobody says", zone("active"), SPLIT, [], undefined],
  ["moved, led elsewhere", zone("moved"), RIGHT, ["ns1.other.test"], ["ns1.other.test"]],
  ["pending, led here already", zone("pending"), RIGHT, OURS, undefined],
  [
    "pending, nobody may be asked, it came from elsewhere",
    zone("pending", { formerNameServers: ["ns1.old.test"] }),
    RIGHT,
    undefined,
    ["ns1.old.test"],
  ],
  ["pending, nobody may be asked", zone("pending"), RIGHT, undefined, undefined],
])("%s / judge / whether it is led elsewhere, and where", async (_, of, verdict, seen, ledTo) => {
  let asked = 0;
  const nameServers = async () => {
    asked += 1;
    return seen ?? [];
  };
  const found = await judgeZone({ zone: of, verdicts: [verdict] }, seen && { nameServers });
  expect(found.ledTo).toEqual(ledTo);
  expect(found.delegation).toBe(of.status === "active" ? "cloudflare" : "elsewhere");
  if (verdict !== SPLIT && of.status === "active") expect(asked).toBe(0);
});
