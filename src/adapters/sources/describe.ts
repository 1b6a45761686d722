/** Names of sources and URLs for people: nothing in them that could be a secret. */

import { formatSource } from "../../core/source/format.ts";
import type { SourceSpec } from "../../core/source/spec.ts";

/** `scheme://host[:port]/` alone: user, password, path and query may hold secrets. */
export function describeUrl(url: string | URL): string {
  if (!URL.canParse(String(url))) return "(no URL)";
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}/`;
}

/** As `formatSource` writes it, less what may be secret: all of a URL behind its host, and all of a command. */
export function describeSource(spec: SourceSpec): string {
  switch (spec.kind) {
    case "url":
      return `url${spec.via === undefined ? "" : `.via${spec.via}`}:${describeUrl(spec.url)}`;
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
