/** A line of the journal: from then on a site had these addresses of a family. */

import { parseAnyAddress } from "../address/address.ts";
import { visible } from "../foreign-text.ts";
import type { Address, IpFamily } from "../types.ts";

export interface JournalLine {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** `""` is the home. */
  readonly site: string;
  readonly family: IpFamily;
  /** At least one. */
  readonly addresses: readonly Address[];
  /** Those before; empty where none were known. */
  readonly from: readonly Address[];
  /** Name of the source that saw them, as people may see it. */
  readonly source: string;
}

/** One line of JSON, its end included. */
export function formatLine({ at, site, family, addresses, from, source }: JournalLine): string {
  return `${JSON.stringify({ at, site, family, addresses, from, source })}\n`;
}

/** The lines in the order of the file. One that was torn by a kill, or that is none of ours, is passed over. */
export function parseJournal(text: string): readonly JournalLine[] {
  return text.split("\n").flatMap((line) => readLine(line) ?? []);
}

function readLine(text: string): JournalLine | undefined {
  const value = parseJson(text);
  if (typeof value !== "object" || value === null) return undefined;
  const { at, site, family, addresses, from, source }: { readonly [Name in keyof JournalLine]?: unknown } =
    value;
  const moment = typeof at === "string" ? Date.parse(at) : Number.NaN;
  const known = readAddresses(addresses);
  if (
    Number.isNaN(moment) ||
    typeof site !== "string" ||
    (family !== 4 && family !== 6) ||
    known.length === 0
  )
    return undefined;
  return {
    at: new Date(moment).toISOString(),
    site: visible(site),
    family,
    addresses: known,
    from: readAddresses(from),
    source: typeof source === "string" ? visible(source) : "",
  };
}

function readAddresses(value: unknown): readonly Address[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((text: unknown) => (typeof text === "string" ? (parseAnyAddress(text) ?? []) : []));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
