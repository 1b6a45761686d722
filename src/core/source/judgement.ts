/** The one place where the origin of an answer decides what counts of it (D1, D2), for every source there is. */

import {
  type AddressOptions,
  type AddressOrigin,
  parseAddress,
  parseDetectedAddress,
} from "../address/address.ts";
import { PREFIX_LENGTH_LIMITS } from "../address/prefix.ts";
import { type Parsed, refused } from "../parsed.ts";
import type { DelegatedPrefix, DetectedAddress, Detection, IpFamily, KnownDetection } from "../types.ts";
import { formatDetected } from "./format.ts";
import type { SingleSpec } from "./spec.ts";

/** A home has a few addresses; an answer with more would fill a zone. */
export const MOST_ADDRESSES = 8;

/** Who speaks through a source of the kind: whatever is not written by the user or read off this machine came over the network. */
export function originOf(kind: SingleSpec["kind"]): AddressOrigin {
  if (kind === "static" || kind === "file") return "written";
  return kind === "local" || kind === "local.iface" || kind === "supervisor" ? "interface" : "network";
}

/** What is known of the question when its answer is judged. */
export interface Judging extends AddressOptions {
  readonly family: IpFamily;
  /** The default prefix length of the family, behind which nothing from the network reaches. */
  readonly prefixLength: number;
}

/**
 * The detection as it counts: unavailable, with the reason, where its origin does not carry it.
 *
 *   origin      prefix length             addresses      class
 *   network     the default one or more   at most 8      globally routable, not Cloudflare's
 *   interface   none is named             any number     chosen where the interface is read
 *   written     any                       any number     judged where it is read, with a warning
 *
 * Networks delegated to the home may be wider, since no list ever sees them; they are judged like addresses.
 */
export function judgeDetection(detection: Detection, origin: AddressOrigin, judging: Judging): Detection {
  if (detection.status !== "known" || origin !== "network") return detection;
  const reason = objectionTo(detection, judging);
  return reason === undefined
    ? detection
    : { status: "unavailable", source: detection.source, reason, code: "DETECTION_FAILED" };
}

/** Why a network's answer does not count; undefined where it does. */
function objectionTo({ addresses, delegated = [] }: KnownDetection, judging: Judging): string | undefined {
  if (Math.max(addresses.length, delegated.length) > MOST_ADDRESSES)
    return `the answer names ${Math.max(addresses.length, delegated.length)} addresses; more than ${MOST_ADDRESSES} are no home's`;
  for (const entry of addresses) {
    const reason = objectionToWidth(entry, judging.prefixLength) ?? objectionToClass(entry, judging);
    if (reason !== undefined) return reason;
  }
  for (const network of delegated) {
    const reason = objectionToDelegation(network) ?? objectionToClass(network, judging);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** One address or network as text, judged like the answer of a source with that origin. */
export function parseJudged(text: string, origin: AddressOrigin, judging: Judging): Parsed<DetectedAddress> {
  const read = parseDetectedAddress(text, judging.family, origin, judging);
  const objection =
    read.ok && origin === "network" ? objectionToWidth(read.value, judging.prefixLength) : undefined;
  return objection === undefined ? read : refused(objection);
}

/** Why an answer from the network may not name so wide a network; undefined where it may. */
function objectionToWidth(entry: DetectedAddress, defaultPrefixLength: number): string | undefined {
  return entry.prefixLength === undefined || entry.prefixLength >= defaultPrefixLength
    ? undefined
    : `"${formatDetected(entry)}" is a network wider than /${defaultPrefixLength}, and what comes over the network never widens anything; where that network is yours, write it yourself`;
}

function objectionToDelegation({ address, prefixLength }: DelegatedPrefix): string | undefined {
  const [shortest, longest] = PREFIX_LENGTH_LIMITS[6];
  return address.includes(":") && prefixLength >= shortest && prefixLength <= longest
    ? undefined
    : `"${formatDetected({ address, prefixLength })}" is no network that is delegated to a home`;
}

function objectionToClass({ address }: DetectedAddress, judging: Judging): string | undefined {
  const judged = parseAddress(address, judging.family, "network", judging);
  return judged.ok ? undefined : judged.reason;
}
