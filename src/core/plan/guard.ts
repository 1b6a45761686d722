/** The last look at a plan before anything is written: what must not be sent, and why. */

import ipaddr from "ipaddr.js";
import { DdnsError } from "../errors.ts";
import { foreignText } from "../foreign-text.ts";
import type { Address, AddressRecord, Change, Intent, RecordSetKey } from "../types.ts";
import { targetsOf } from "./intent.ts";
import type { RecordSetContents } from "./ownership.ts";

/** The reason not to send `changes`, or undefined where nothing speaks against them. */
export function objectionTo(
  key: RecordSetKey,
  intent: Intent<Address>,
  contents: RecordSetContents,
  changes: readonly Change[],
): DdnsError | undefined {
  return (
    unreadableRecord(key, contents) ??
    cnameInTheWay(key, intent, contents) ??
    delegatedAway(key, contents, changes) ??
    foreignAtTarget(key, contents, changes) ??
    proxiedPrivateAddress(key, contents, changes) ??
    leavesNothing(key, intent, contents, changes)
  );
}

function unreadableRecord(key: RecordSetKey, { unreadable }: RecordSetContents): DdnsError | undefined {
  if (unreadable === undefined) return undefined;
  return new DdnsError(
    "RECORD_CONFLICT",
    `${label(key)} was left as it is: the record ${foreignText(unreadable.id)} holds "${foreignText(unreadable.content)}", which is no address. Correct or delete it at Cloudflare.`,
  );
}

function cnameInTheWay(
  key: RecordSetKey,
  intent: Intent<Address>,
  { cname }: RecordSetContents,
): DdnsError | undefined {
  if (cname === undefined || targetsOf(intent).length === 0) return undefined;
  return new DdnsError(
    "RECORD_CONFLICT",
    `${label(key)} cannot be set: a CNAME to ${foreignText(cname.content)} has this name, and Cloudflare allows no address record beside it. Delete the CNAME (a tunnel may have made it) or take the name out of the settings.`,
  );
}

function delegatedAway(
  key: RecordSetKey,
  { delegation }: RecordSetContents,
  changes: readonly Change[],
): DdnsError | undefined {
  if (delegation === undefined || changes.every(({ action }) => action === "delete")) return undefined;
  return new DdnsError(
    "RECORD_CONFLICT",
    `${label(key)} cannot be set: NS records delegate this name to ${foreignText(delegation.content)}, and Cloudflare allows no address record beside them. Set the address there, or delete the NS records, or take the name out of the settings.`,
  );
}

/** Cloudflare refuses a second record of the same name, type and content, so the foreign one would block ours for ever. */
function foreignAtTarget(
  key: RecordSetKey,
  { foreign }: RecordSetContents,
  changes: readonly Change[],
): DdnsError | undefined {
  const target = changes.map(targetOf).find((address) => foreign.some(({ content }) => content === address));
  if (target === undefined) return undefined;
  return new DdnsError(
    "RECORD_CONFLICT",
    `${label(key)} cannot get ${target}: a record that is not managed here already holds it. Delete that record, or give it a comment that MANAGED_RECORDS_COMMENT_REGEX matches.`,
  );
}

function proxiedPrivateAddress(
  key: RecordSetKey,
  { managed }: RecordSetContents,
  changes: readonly Change[],
): DdnsError | undefined {
  for (const change of changes) {
    if (change.action === "delete") continue;
    const content = change.action === "create" ? change.content : (change.content ?? change.from);
    if (!isPrivate(content) || !willBeProxied(change, managed)) continue;
    return new DdnsError(
      "BAD_INPUT",
      `${label(key)} cannot be proxied: Cloudflare's proxy cannot reach the private address ${content}. Turn the orange cloud off for this name, or publish a public address.`,
    );
  }
  return undefined;
}

/** As the change says, else as the record it changes is now. */
function willBeProxied(
  change: Exclude<Change, { readonly action: "delete" }>,
  managed: readonly AddressRecord[],
): boolean {
  if (change.action === "create") return change.attributes.proxied;
  return change.attributes?.proxied ?? managed.some(({ id, proxied }) => id === change.id && proxied);
}

/** A name loses its last address only when somebody said so; anything else is a fault of ours that must not reach the zone. */
function leavesNothing(
  key: RecordSetKey,
  intent: Intent<Address>,
  { managed }: RecordSetContents,
  changes: readonly Change[],
): DdnsError | undefined {
  if (intent.kind === "clear" || managed.length === 0) return undefined;
  const isDeleted = ({ id }: AddressRecord): boolean =>
    changes.some((change) => change.action === "delete" && change.id === id);
  if (!managed.every(isDeleted) || changes.some(({ action }) => action === "create")) return undefined;
  return new DdnsError(
    "BAD_INPUT",
    `${label(key)} was left as it is: the plan would have removed its last address although nothing asked for that. Please report this.`,
  );
}

const PRIVATE_RANGES: readonly string[] = [
  "private",
  "uniqueLocal",
  "carrierGradeNat",
  "linkLocal",
  "loopback",
];

function isPrivate(address: Address): boolean {
  return PRIVATE_RANGES.includes(ipaddr.parse(address).range());
}

/** The address that a change brings to the zone; a deletion brings none, and neither does an update of attributes alone. */
function targetOf(change: Change): Address | undefined {
  return "content" in change ? change.content : undefined;
}

function label(key: RecordSetKey): string {
  return `${key.type} ${key.name}`;
}
