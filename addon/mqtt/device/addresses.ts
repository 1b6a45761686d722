/** The last known address of each family with the time since when, what changed in it, and how often it does. */

import type { Config, CycleReport, Detection, HistoryEntry } from "../../../src/index.ts";
import type { ServiceView } from "../../service/service-view.ts";
import { joined } from "./fitting.ts";

export type FamilyKey = "ipv4" | "ipv6";

const FAMILIES = [
  ["ipv4", 4, "A"],
  ["ipv6", 6, "AAAA"],
] as const;

const DAY_MS = 86_400_000;

export interface KnownAddress {
  /** As the device shows it: several are joined. */
  readonly address: string;
  /** ISO 8601, UTC; null where an earlier version did not remember it. */
  readonly since: string | null;
}

/** A family of the home, or of a named site; `key` names it in entities, events and the state. */
export interface Place {
  readonly key: string;
  /** `""` is the home. */
  readonly site: string;
  readonly family: FamilyKey;
}

/** The home's, which every state document shows. */
export const HOME: readonly Place[] = FAMILIES.map(([family]) => ({ key: family, site: "", family }));

/** Those of the named sites of which anything is asked. */
export function sitePlaces({ sites }: Pick<Config, "sites">): readonly Place[] {
  return sites.flatMap(({ name, sources }) =>
    FAMILIES.filter(([family]) => sources[family].kind !== "none").map(([family]) => ({
      key: `${name}_${family}`,
      site: name,
      family,
    })),
  );
}

/** By the key of the place; null where none was ever known. */
export type KnownAddresses = Readonly<Record<string, KnownAddress | null>>;

export interface AddressEvent {
  readonly event_type: string;
  readonly family: 4 | 6;
  /** Absent for the home. */
  readonly site?: string;
  readonly from: string;
  readonly to: string;
}

export const NOTHING_KNOWN: KnownAddresses = { ipv4: null, ipv6: null };

/** What changed with the newest report, and what is known after it: a family without an address is no change. */
export function learnAddresses(
  before: KnownAddresses,
  { report, history }: Pick<ServiceView, "report" | "history">,
  places: readonly Place[] = HOME,
): { readonly events: readonly AddressEvent[]; readonly known: KnownAddresses } {
  if (report === undefined) return { events: [], known: before };
  const events: AddressEvent[] = [];
  const after = places.map((place): [string, KnownAddress | null] => {
    const { key, site } = place;
    const address = describeDetected(detectionOf(report, place));
    const earlier = before[key] ?? null;
    if (address === null) return [key, earlier];
    const [family, type] = place.family === "ipv4" ? [4 as const, "A"] : [6 as const, "AAAA"];
    if (earlier !== null && earlier.address !== address)
      events.push({
        event_type: `${key}_changed`,
        family,
        ...(site === "" ? {} : { site }),
        from: earlier.address,
        to: address,
      });
    const since =
      earlier === null
        ? publishedAt(address, type, history)
        : earlier.address === address
          ? (earlier.since ?? publishedAt(address, type, history))
          : null;
    return [key, { address, since: since ?? report.startedAt }];
  });
  return { events, known: { ...before, ...Object.fromEntries(after) } };
}

export function detectionOf(report: CycleReport | undefined, { site, family }: Place): Detection | undefined {
  return (site === "" ? report?.detections : report?.sites[site])?.[family];
}

/** The addresses of one detection as an entity shows them, null where there are none. */
function describeDetected(detection: Detection | undefined): string | null {
  if (detection?.status !== "known") return null;
  return joined(detection.addresses.map(({ address }) => address).sort());
}

/** What an entity shows: the last known address also while its source is silent, none where there is none to be known. */
export function shownAddress(
  detection: Detection | undefined,
  known: KnownAddress | null,
): KnownAddress | null {
  switch (detection?.status) {
    case "clear":
    case "unmanaged":
      return null;
    case "unavailable":
      return detection.absent ? null : known;
    default:
      return known;
  }
}

/** The addresses in a state document that an earlier run left on the broker; whatever is not readable is null. */
export function parseKnownAddresses(payload: string, places: readonly Place[] = HOME): KnownAddresses {
  const document = parsed(payload);
  return Object.fromEntries(
    places.map(({ key }) => {
      const address = textAt(document, key);
      return [key, address === null ? null : { address, since: textAt(document, `${key}_since`) }];
    }),
  );
}

/**
 * How often an address of this home changed in the 24 hours before `at` (ISO 8601). Every record set of a family moves
 * with it, some of them later than others, so the one that moved most often counts.
 */
export function changesWithinADay(history: readonly HistoryEntry[], at: string | undefined): number {
  if (at === undefined) return 0;
  const from = Date.parse(at) - DAY_MS;
  const moves = new Map<string, number>();
  for (const { what, outcome, at: when } of history)
    if (outcome === "updated" && Date.parse(when) > from) moves.set(what, (moves.get(what) ?? 0) + 1);
  const most = (fits: (what: string) => boolean): number =>
    Math.max(0, ...[...moves].map(([what, count]) => (fits(what) ? count : 0)));
  const ofRecords = FAMILIES.map(([, , type]) => most((what) => what.endsWith(` ${type}`)));
  return Math.max(
    ofRecords.reduce((sum, count) => sum + count, 0),
    most((what) => what.includes("/")),
  );
}

function publishedAt(address: string, type: string, history: readonly HistoryEntry[]): string | null {
  const entry = history.findLast(
    ({ what, to }) => what.endsWith(` ${type}`) && [...to].sort().join(", ") === address,
  );
  return entry?.at ?? null;
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}

function textAt(document: unknown, key: string): string | null {
  if (typeof document !== "object" || document === null || !Object.hasOwn(document, key)) return null;
  const value: unknown = Reflect.get(document, key);
  return typeof value === "string" && value !== "" ? value : null;
}
