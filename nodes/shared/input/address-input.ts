/** Takes apart what flows hold addresses in: texts, Buffers, arrays, `{ ipv4, ipv6 }`. */

import { DdnsError, type IpFamily } from "../engine.ts";

/** One entry as it was written, not judged yet. */
export interface Entry {
  readonly text: string;
  /** Of a list item: what its maker says about it. */
  readonly comment?: string;
}

export interface AddressInput {
  readonly entries: readonly Entry[];
  /** Families that must be left as they are: `{ ipv6: null }` says so. */
  readonly untouched: ReadonlySet<IpFamily>;
  /** The input was `{ ipv4, ipv6 }`: what detect-ip sends, about the families it names and no others. */
  readonly byFamily: boolean;
}

const PROPERTIES: readonly (readonly [name: string, family: IpFamily])[] = [
  ["ipv4", 4],
  ["ipv6", 6],
];

/** More than the longest list needs: 10,000 items with a remark each. */
const LONGEST_TEXT = 1_000_000;

/** A lone carriage return too: taken for a part of the line it would make a remark of the lines that follow. */
const LINE_END = /[\n\r\u2028\u2029]/;

/** Throws BAD_INPUT; `label` begins the sentence. An empty array is no error here: whoever asks knows what it means. */
export function readAddressInput(value: unknown, label: string): AddressInput {
  if (isRecord(value) && !Buffer.isBuffer(value) && ("ipv4" in value || "ipv6" in value))
    return byFamily(value, label);
  return { entries: entriesOf(value, label), untouched: new Set(), byFamily: false };
}

function byFamily(value: Readonly<Record<string, unknown>>, label: string): AddressInput {
  const untouched = new Set<IpFamily>();
  const entries: Entry[] = [];
  for (const [name, family] of PROPERTIES) {
    const given = value[name];
    if (given === null || given === undefined) untouched.add(family);
    else entries.push(...ofFamily(entriesOf(given, `${label}, ${name}`), family, `${label}, ${name}`));
  }
  return { entries, untouched, byFamily: true };
}

function ofFamily(entries: readonly Entry[], family: IpFamily, label: string): readonly Entry[] {
  const stray = entries.find(({ text }) => entryFamily(text) !== family);
  if (stray !== undefined)
    throw bad(`${label} holds ${quoted(stray.text)}, which is not an IPv${family} address.`);
  if (entries.length === 0) throw bad(`${label} is empty; null leaves the family as it is.`);
  return entries;
}

function entriesOf(value: unknown, label: string): readonly Entry[] {
  if (Buffer.isBuffer(value)) return fromText(value.toString("utf8"), label);
  if (typeof value === "string") return fromText(value, label);
  if (Array.isArray(value)) return value.flatMap((entry, index) => entriesOf(entry, `${label}[${index}]`));
  if (isRecord(value) && typeof value["ip"] === "string")
    return [fromItem(value["ip"], value["comment"], label)];
  throw bad(`${label} is ${described(value)}, which holds no address.`);
}

/** Entries stand in lines or between commas or blanks; `#` or `;` begins a remark. */
function fromText(text: string, label: string): readonly Entry[] {
  if (text.length > LONGEST_TEXT) throw bad(`${label} is a text of more than ${LONGEST_TEXT} characters.`);
  const words = text.split(LINE_END).flatMap((line) => withoutRemark(line).split(/[\s,]+/));
  const entries = words.filter((word) => word !== "").map((word) => ({ text: word }));
  if (entries.length === 0) throw bad(`${label} is a text without any address.`);
  return entries;
}

function withoutRemark(line: string): string {
  const start = line.search(/[#;]/);
  return start < 0 ? line : line.slice(0, start);
}

function fromItem(ip: string, comment: unknown, label: string): Entry {
  if (ip.trim() === "") throw bad(`${label} has an empty ip.`);
  if (comment === undefined || comment === null) return { text: ip.trim() };
  if (typeof comment === "string") return { text: ip.trim(), comment };
  throw bad(`${label} has a comment that is ${described(comment)}, not a text.`);
}

/** By its looks: an address with a colon is IPv6. */
export function entryFamily(text: string): IpFamily {
  return text.includes(":") ? 6 : 4;
}

/** In quotation marks, on one line, not too long. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

/** A value in words that repeat none of it. */
export function described(value: unknown): string {
  if (value === null) return "null";
  if (value === undefined) return "not set";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** BAD_INPUT with the next step behind the reason. */
export function bad(reason: string): DdnsError {
  return new DdnsError("BAD_INPUT", `${reason} Correct the message, or the property of the node.`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
