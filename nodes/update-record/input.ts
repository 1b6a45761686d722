/** Reads names, addresses and attributes out of the values that a message or the user gave. Pure. */

import {
  type Address,
  type AddressOrigin,
  DEFAULT_PREFIX_LENGTHS,
  type EnforceableAttribute,
  type Fqdn,
  type Intent,
  type IpFamily,
  MOST_ADDRESSES,
  parseFqdn,
  parseJudged,
} from "../shared/engine.ts";
import { bad, described, entryFamily, quoted, readAddressInput } from "../shared/input/address-input.ts";

/** Names by commas, blanks or lines, or an array of such texts; each once. Throws BAD_INPUT. */
export function readNames(value: unknown): readonly Fqdn[] {
  const texts = Array.isArray(value) ? value : [value];
  const words = texts.flatMap((text: unknown) => {
    if (typeof text !== "string")
      throw bad(`The record is ${described(text)}, not a name such as home.example.org.`);
    return text.split(/[\s,]+/).filter((word) => word !== "");
  });
  if (words.length === 0) throw bad("No record is named.");
  const names = words.map((word) => {
    const name = parseFqdn(word);
    if (!name.ok) throw bad(`The record cannot be used: ${name.reason}.`);
    return name.value;
  });
  return [...new Set(names)];
}

/** What is wanted of each family; a family that is not in it is not spoken of at all. */
export type WantedContents = ReadonlyMap<IpFamily, Intent<Address>>;

/** Addresses of the families in use; null for one of them leaves its records alone. Throws BAD_INPUT. */
export function readContents(
  value: unknown,
  families: readonly IpFamily[],
  origin: AddressOrigin,
): WantedContents {
  const { entries, untouched } = readAddressInput(value, "The address");
  const wanted = new Map<IpFamily, Intent<Address>>();
  for (const family of families) {
    const own = entries
      .filter(({ text }) => entryFamily(text) === family)
      .map(({ text }) => readAddress(text, family, origin));
    const [first, ...rest] = [...new Set(own)];
    if (origin === "network" && rest.length >= MOST_ADDRESSES)
      throw bad(`The address is ${rest.length + 1} addresses; more than ${MOST_ADDRESSES} are no home's.`);
    if (first !== undefined) wanted.set(family, { kind: "set", targets: [first, ...rest] });
    else if (untouched.has(family)) wanted.set(family, { kind: "preserve" });
  }
  if (wanted.size > 0) return wanted;
  if (entries.length === 0) throw bad("The address is empty; nothing is ever removed by an empty input.");
  throw bad(`The address is no IPv${families.join(" or IPv")} address, and this node updates no others.`);
}

function readAddress(text: string, family: IpFamily, origin: AddressOrigin): Address {
  const read = parseJudged(text, origin, { family, prefixLength: DEFAULT_PREFIX_LENGTHS[family] });
  if (read.ok) return read.value.address;
  throw bad(`The address was not published: ${read.reason}.`);
}

/** What is enforced besides the address; undefined keeps what is there. */
export interface WantedAttributes {
  readonly proxied: boolean | undefined;
  readonly ttl: number | undefined;
  readonly comment: string | undefined;
}

const ON: readonly unknown[] = [true, 1, "true", "on", "yes", "1"];
const OFF: readonly unknown[] = [false, 0, "false", "off", "no", "0"];

/** Throws BAD_INPUT. */
export function readProxied(value: unknown): boolean {
  const word = typeof value === "string" ? value.trim().toLowerCase() : value;
  if (ON.includes(word)) return true;
  if (OFF.includes(word)) return false;
  throw bad(
    `Proxied is ${typeof value === "string" ? quoted(value) : described(value)}; write true or false.`,
  );
}

/** Seconds, or 1 or `auto` for automatic. Throws BAD_INPUT. */
export function readTtl(value: unknown): number {
  if (typeof value === "string" && value.trim().toLowerCase() === "auto") return 1;
  const seconds = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (
    typeof seconds === "number" &&
    Number.isInteger(seconds) &&
    (seconds === 1 || (seconds >= 30 && seconds <= 86_400))
  )
    return seconds;
  throw bad(
    `The TTL is ${typeof value === "number" ? value : typeof value === "string" ? quoted(value) : described(value)}; write 1 for automatic, or 30 to 86400 seconds.`,
  );
}

/** One line. Throws BAD_INPUT. */
export function readComment(value: unknown): string {
  if (typeof value !== "string") throw bad(`The comment is ${described(value)}, not a text.`);
  if (/[\r\n]/.test(value) || value.length > 500)
    throw bad("The comment must be one line of at most 500 characters.");
  return value;
}

/** The attributes that are given. */
export function enforced(attributes: WantedAttributes): ReadonlySet<EnforceableAttribute> {
  return new Set((["proxied", "ttl", "comment"] as const).filter((name) => attributes[name] !== undefined));
}
