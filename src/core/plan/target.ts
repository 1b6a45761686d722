/** Record sets to keep right, each with its account and the sources of its site (D7). */

import type { AddressFilter } from "../address/filter.ts";
import type { SourceSpec } from "../source/spec.ts";
import type {
  EnforceableAttribute,
  Fqdn,
  HostId,
  IpFamily,
  OwnershipSelector,
  RecordAttributes,
  RecordType,
} from "../types.ts";

/** How the addresses of one family come about. One object is asked once a cycle, however many targets share it. */
export interface Detector {
  /** The place whose address it is; `""` is the home, the unnamed site. */
  readonly site: string;
  readonly family: IpFamily;
  readonly source: SourceSpec;
  readonly filter: AddressFilter;
  /** Prefix length of an address that came without one: size of list items, and which bits a host ID replaces. */
  readonly prefixLength: number;
}

/** Whose record set it is: a full name, or a label inside a zone known only by its id (timothymiller's config.json). */
export type RecordOwner =
  | { readonly kind: "name"; readonly name: Fqdn }
  /** `label` relative to the zone; `@` is the apex. */
  | { readonly kind: "in-zone"; readonly zoneId: string; readonly label: string };

/** One record set to keep right. */
export interface RecordTarget {
  /** Key of the account (of its token) in `Config.accounts`. */
  readonly account: string;
  readonly owner: RecordOwner;
  readonly type: RecordType;
  readonly detector: Detector;
  readonly hostIds: readonly [HostId, ...HostId[]];
  /** Attributes of records that are created; those in `enforce` are corrected on existing ones too (Z7). */
  readonly attributes: RecordAttributes;
  /** True where nobody said whether new records are proxied: they follow the name's records of the other family (Z5). */
  readonly proxiedAsSiblings?: boolean;
  readonly enforce: ReadonlySet<EnforceableAttribute>;
  readonly selector: OwnershipSelector;
  /** True leaves further managed records of the name as they are (purgeUnknownRecords: false). */
  readonly keepSurplus: boolean;
  /** False never creates a record where there is none. */
  readonly create: boolean;
}
