/** The home on the pictures: the one of the tests, with what the world sees of it. */

import { readFileSync } from "node:fs";
import type { FakeService } from "../fakes/service.ts";
import { calmView, fakeService, minutesBefore, report, verification } from "../unit/web/scene.ts";

const SERVERS = ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"] as const;
export const { version: VERSION } = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
) as { readonly version: string };

const seenAt = minutesBefore(4);

function witnesses(answer: readonly string[], ttl = 300) {
  return SERVERS.map((name) => ({
    name,
    kind: "authoritative" as const,
    answer: answer as never,
    ttl,
    error: null,
  }));
}

/** All is right, and everybody sees it. */
export function settled(): FakeService {
  const service = settledBefore();
  // The log of the tests names a version of long ago.
  service.logTail = service.logTail.map((line) => ({
    ...line,
    text: line.text.replace(/ \d+\.\d+\.\d+ /, ` ${VERSION} `),
  }));
  return service;
}

function settledBefore(): FakeService {
  const records = report().records.map(({ name, type, wanted, actual }) => ({
    name,
    type,
    published: "yes" as const,
    reason: null,
    witnesses: actual[0]?.proxied === true ? witnesses(["104.21.48.7"]) : witnesses(wanted),
  }));
  return fakeService({ ...calmView, seen: { ...verification({}), records }, seenAt });
}

/** Right at Cloudflare, and yet one record set is answered otherwise. */
export function notSeen(): FakeService {
  const service = settled();
  const { seen } = service.view;
  if (seen === undefined) throw new Error("the settled home is seen");
  const [first, second, third, ...others] = seen.records;
  if (first === undefined || second === undefined || third === undefined)
    throw new Error("it has four names");
  service.show({
    seen: {
      ...seen,
      ok: false,
      records: [
        first,
        {
          ...second,
          published: "unknown",
          reason: "Nobody answered: port 53 may be closed on the way.",
          witnesses: [],
        },
        {
          ...third,
          published: "no",
          reason:
            "ada.ns.cloudflare.com and bob.ns.cloudflare.com answer 198.51.100.23, which Cloudflare does not hold: another program writes vpn.example.org too, or an answer is intercepted on the way.",
          witnesses: witnesses(["198.51.100.23"], 120),
        },
        ...others,
      ],
    },
  });
  return service;
}
