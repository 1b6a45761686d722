/** Which source observes an address, as a value: what `IP4_PROVIDER` and its kin say. */

import type { DetectedAddresses, IpFamily } from "../types.ts";

export type SourceSpec =
  | { readonly kind: "cloudflare.trace" }
  | { readonly kind: "cloudflare.doh" }
  | { readonly kind: "ipify" }
  | { readonly kind: "local" }
  | { readonly kind: "local.iface"; readonly interface: string; readonly stable: boolean }
  /** `via`: the family of the connection; absent = the family asked for. */
  | { readonly kind: "url"; readonly url: string; readonly via?: IpFamily }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "static"; readonly addresses: DetectedAddresses }
  | { readonly kind: "static.empty" }
  | { readonly kind: "none" }
  /** `command` is run through a shell. */
  | { readonly kind: "command"; readonly command: string }
  /** `attribute`: its name, or the way into it with dots. */
  | { readonly kind: "homeassistant"; readonly entity: string; readonly attribute?: string }
  /** `field`: which one of a JSON document, dots descend; absent = the payload is the address. */
  | { readonly kind: "mqtt"; readonly topic: string; readonly field?: string }
  | { readonly kind: "supervisor"; readonly interface?: string }
  /** `host`: name or address; absent = the gateway of the default route. */
  | { readonly kind: "router"; readonly host?: string }
  | { readonly kind: "push"; readonly client: string }
  | { readonly kind: "first"; readonly members: readonly SourceSpec[] }
  | { readonly kind: "all"; readonly members: readonly SourceSpec[] }
  | { readonly kind: "agree"; readonly count: number; readonly members: readonly SourceSpec[] };

/** A source that is made of others. */
export type CombinedSpec = Extract<SourceSpec, { readonly members: readonly SourceSpec[] }>;

/** A source that asks or hears by itself. */
export type SingleSpec = Exclude<SourceSpec, CombinedSpec>;
