/** The properties of an update-record node, read once and completely. */

import { DdnsError, type IpFamily } from "../shared/engine.ts";
import { textOf, tickOf, typedOf } from "../shared/input/saved.ts";
import type { TypedValue } from "../shared/input/typed-value.ts";
import type { SavedProperties } from "../shared/node-red.ts";

export interface UpdateSettings {
  /** Id of the account node. */
  readonly account: string;
  readonly record: TypedValue;
  readonly families: readonly IpFamily[];
  readonly content: TypedValue;
  readonly proxied: TypedValue;
  readonly ttl: TypedValue;
  readonly comment: TypedValue;
  readonly create: boolean;
  readonly dryRun: boolean;
}

const FAMILIES: Readonly<Record<string, readonly IpFamily[]>> = { both: [4, 6], ipv4: [4], ipv6: [6] };

/** Throws CONFIG_INVALID, naming the property. */
export function readSettings(saved: SavedProperties): UpdateSettings {
  const families = FAMILIES[textOf(saved, "families") || "both"];
  if (families === undefined)
    throw new DdnsError("CONFIG_INVALID", "Which records are updated must be both, ipv4 or ipv6.");
  return {
    account: textOf(saved, "account"),
    record: typedOf(saved, "record", "The record"),
    families,
    content: typedOf(saved, "content", "The address"),
    proxied: typedOf(saved, "proxied", "Proxied"),
    ttl: typedOf(saved, "ttl", "The TTL"),
    comment: typedOf(saved, "comment", "The comment"),
    create: tickOf(saved, "create", true),
    dryRun: tickOf(saved, "dryRun", false),
  };
}
