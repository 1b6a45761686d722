/** Address sources written back as text: in one canonical form, and for people, without a secret. */

import { compareAddresses } from "../address/address.ts";
import type { DetectedAddress } from "../types.ts";
import type { SourceSpec } from "./spec.ts";

const START = /^(https?):\/\/(?:[^/?#\\]*@)?(\[[^\]/?#]*\]|[^:@/?#\\]*)(?::(\d*))?/i;
const STANDARD_PORTS: Readonly<Record<string, string>> = { http: "80", https: "443" };

/** The canonical text; `parseSource` reads it back. */
export function formatSource(spec: SourceSpec): string {
  switch (spec.kind) {
    case "local.iface":
      return `${spec.stable ? "local.iface.stable" : "local.iface"}:${spec.interface}`;
    case "url":
      return `${spec.via === undefined ? "url" : `url.via${spec.via}`}:${spec.url}`;
    case "file":
      return `file:${spec.path}`;
    case "static":
      return `static:${spec.addresses.map(formatDetected).join(",")}`;
    case "command":
      return `command:${spec.command}`;
    case "homeassistant":
      return `homeassistant:${spec.entity}${spec.attribute === undefined ? "" : `#${spec.attribute}`}`;
    case "mqtt":
      return `mqtt:${spec.topic}${spec.field === undefined ? "" : `#${spec.field}`}`;
    case "supervisor":
      return spec.interface === undefined ? "supervisor" : `supervisor:${spec.interface}`;
    case "router":
      return spec.host === undefined ? "router" : `router:${spec.host}`;
    case "push":
      return `push:${spec.client}`;
    case "first":
    case "all":
      return `${spec.kind}(${spec.members.map(formatSource).join("; ")})`;
    case "agree":
      return `agree(${[spec.count, ...spec.members.map(formatSource)].join("; ")})`;
    default:
      return spec.kind;
  }
}

/** Is the source of this kind, or does one of its members use it? */
export function sourceUses(spec: SourceSpec, kind: SourceSpec["kind"]): boolean {
  if (spec.kind === kind) return true;
  return "members" in spec && spec.members.some((member) => sourceUses(member, kind));
}

/** `203.0.113.7`, or `203.0.113.7/24` where the source names a length. */
export function formatDetected({ address, prefixLength }: DetectedAddress): string {
  return prefixLength === undefined ? address : `${address}/${prefixLength}`;
}

/** By value, then the wider one first. */
export function compareDetected(a: DetectedAddress, b: DetectedAddress): number {
  return compareAddresses(a.address, b.address) || (a.prefixLength ?? 0) - (b.prefixLength ?? 0);
}

/** As `formatSource` writes it, less what may be secret: all of a URL but scheme, host and port, and all of a command. */
export function describeSource(spec: SourceSpec): string {
  switch (spec.kind) {
    case "url":
      return `url${spec.via === undefined ? "" : `.via${spec.via}`}:${describeStart(spec.url)}`;
    case "command":
      return "command";
    case "first":
    case "all":
      return `${spec.kind}(${spec.members.map(describeSource).join("; ")})`;
    case "agree":
      return `agree(${[spec.count, ...spec.members.map(describeSource)].join("; ")})`;
    default:
      return formatSource(spec);
  }
}

/** `https://host[:port]/`, as a URL class would write it. */
function describeStart(url: string): string {
  const [, scheme, host = "", port = ""] = START.exec(url) ?? [];
  if (scheme === undefined) return "(no URL)";
  const protocol = scheme.toLowerCase();
  const isStandard = port === "" || port === STANDARD_PORTS[protocol];
  return `${protocol}://${host.toLowerCase()}${isStandard ? "" : `:${port}`}/`;
}
